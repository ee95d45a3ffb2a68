using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>Where flow there and flow back agree in both directions, x and y: what a survey measures at.</summary>
internal static class FlowAgreement
{
    /// <summary>
    /// Writes <see cref="MaskCode.Valid"/> where |f(x) + b(x + f(x))| ≤ <paramref name="limitPx"/>, else
    /// <see cref="MaskCode.OutOfView"/> where the target lies outside, else <see cref="MaskCode.Inconsistent"/>.
    /// </summary>
    /// <param name="forth">Flow at the pixels asked.</param>
    /// <param name="back">Flow at the other picture's pixels, of the same size.</param>
    /// <param name="limitPx">Largest length of the sum, px.</param>
    /// <param name="mask">Receives the codes.</param>
    public static void Write(FlowField forth, FlowField back, float limitPx, Plane<byte> mask)
    {
        (int width, int height) = forth.U.Size;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> u = forth.U.Row(y);
            ReadOnlySpan<float> v = forth.V.Row(y);
            Span<byte> codes = mask.Row(y);
            for (int x = 0; x < width; x++)
            {
                float targetX = x + u[x];
                float targetY = y + v[x];
                if (!float.IsFinite(targetX + targetY))
                {
                    codes[x] = MaskCode.Inconsistent;
                }
                else if (targetX < 0 || targetX > width - 1 || targetY < 0 || targetY > height - 1)
                {
                    codes[x] = MaskCode.OutOfView;
                }
                else
                {
                    float errorX = u[x] + At(back.U, targetX, targetY);
                    float errorY = v[x] + At(back.V, targetX, targetY);
                    codes[x] = (errorX * errorX) + (errorY * errorY) <= limitPx * limitPx
                        ? MaskCode.Valid : MaskCode.Inconsistent;
                }
            }
        }
    }

    /// <summary>The value at a point inside the plane, bilinear.</summary>
    public static float At(Plane<float> plane, float x, float y)
    {
        int left = Math.Min((int)x, Math.Max(0, plane.Width - 2));
        int top = Math.Min((int)y, Math.Max(0, plane.Height - 2));
        (float alongX, float alongY) = (x - left, y - top);
        int right = Math.Min(left + 1, plane.Width - 1);
        ReadOnlySpan<float> above = plane.Row(top);
        ReadOnlySpan<float> below = plane.Row(Math.Min(top + 1, plane.Height - 1));
        float upper = above[left] + (alongX * (above[right] - above[left]));
        float lower = below[left] + (alongX * (below[right] - below[left]));
        return upper + (alongY * (lower - upper));
    }
}
