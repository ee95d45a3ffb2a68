using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// Luma of a picture, smoothed by 1-2-1 in both directions: its slopes are then those of what is shown, not of grain,
/// and hardly change between pixels.
/// </summary>
internal static class SmoothLuma
{
    /// <summary>Levels 0 to 255 of the picture's size; pixels beyond the edge count as the nearest. The caller owns
    /// it.</summary>
    public static Plane<float> Of(Plane<Rgb24> picture)
    {
        (int width, int height) = picture.Size;
        var smooth = new Plane<float>(width, height);
        byte[] levels = new byte[width];
        float[] rows = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            Luma.Row(picture.Row(y), levels);
            Span<float> row = rows.AsSpan(y * width, width);
            for (int x = 0; x < width; x++)
            {
                row[x] = (levels[Math.Max(0, x - 1)] + (2 * levels[x]) + levels[Math.Min(width - 1, x + 1)]) / 4f;
            }
        }

        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> above = rows.AsSpan(Math.Max(0, y - 1) * width, width);
            ReadOnlySpan<float> middle = rows.AsSpan(y * width, width);
            ReadOnlySpan<float> below = rows.AsSpan(Math.Min(height - 1, y + 1) * width, width);
            Span<float> row = smooth.Row(y);
            for (int x = 0; x < width; x++)
            {
                row[x] = (above[x] + (2 * middle[x]) + below[x]) / 4;
            }
        }

        return smooth;
    }
}
