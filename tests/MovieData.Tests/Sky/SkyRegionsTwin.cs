using MovieData.Disparity;
using MovieData.Imaging.Frames;

namespace MovieData.Tests.Sky;

/// <summary>The rule on regions of sky as its documentation says it, pixel by pixel, without OpenCV.</summary>
internal static class SkyRegionsTwin
{
    public static byte[] Refuse(Plane<Rgb24> view, Plane<byte> sky, DisparityMap map)
    {
        (int width, int height) = (sky.Width, sky.Height);
        byte[] result = sky.Pixels.ToArray();
        float[] disparity = map.Disparity.Pixels.ToArray();
        byte[] codes = map.Mask.Pixels.ToArray();
        float[] rest = [.. disparity.Where((_, i) => result[i] == 0 && codes[i] == 0)];
        float far = rest.Length == 0 ? float.PositiveInfinity : Percentile(rest, 5);
        float depth = rest.Length == 0 ? 0 : Percentile(rest, 95) - far;
        float near = (float)(far + (0.05 * depth) + 1);
        var seen = new bool[result.Length];
        for (int start = 0; start < result.Length; start++)
        {
            if (sky.Pixels[start] == 0 || seen[start])
            {
                continue;
            }

            List<int> region = Fill(sky, start, seen);
            float[] asked = [.. region.Where(i => codes[i] == 0 && Contrast(view, i % width, i / width) >= 12)
                .Select(i => disparity[i])];
            int nearer = asked.Count(d => d > near);
            bool isNear = nearer > 0.5 * asked.Length && asked.Length >= 0.05 * region.Count;
            bool isUneven = region.Count >= 0.05 * width * height && asked.Length >= 0.3 * region.Count
                && Percentile(asked, 66) - Percentile(asked, 10) > (float)((0.05 * depth) + 1);
            if (region.Count < 0.001 * width * height || isNear || isUneven)
            {
                region.ForEach(i => result[i] = 0);
            }
        }

        return result;
    }

    private static List<int> Fill(Plane<byte> sky, int start, bool[] seen)
    {
        var region = new List<int> { start };
        seen[start] = true;
        for (int at = 0; at < region.Count; at++)
        {
            (int x, int y) = (region[at] % sky.Width, region[at] / sky.Width);
            foreach ((int nx, int ny) in ((int, int)[])[(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)])
            {
                if (nx >= 0 && nx < sky.Width && ny >= 0 && ny < sky.Height && sky[nx, ny] != 0
                    && !seen[(ny * sky.Width) + nx])
                {
                    seen[(ny * sky.Width) + nx] = true;
                    region.Add((ny * sky.Width) + nx);
                }
            }
        }

        return region;
    }

    private static int Contrast(Plane<Rgb24> view, int x, int y) =>
        Math.Abs(view[Math.Min(x + 1, view.Width - 1), y].G - view[Math.Max(x - 1, 0), y].G)
        + Math.Abs(view[x, Math.Min(y + 1, view.Height - 1)].G - view[x, Math.Max(y - 1, 0)].G);

    // Nearest rank; the test's disparities are whole numbers, which the code of 1/64 px keeps.
    private static float Percentile(float[] values, int percent)
    {
        float[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? float.NaN : sorted[(((percent * sorted.Length) + 99) / 100) - 1];
    }
}
