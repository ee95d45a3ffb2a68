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
        float step = (float)((0.05 * depth) + 1);
        float near = far + step;
        List<int>[] regions = Regions(sky);
        int[] labels = new int[result.Length];
        for (int i = 0; i < regions.Length; i++)
        {
            regions[i].ForEach(p => labels[p] = i + 1);
        }

        bool IsJudged(List<int> region) => region.Count >= 0.01 * width * height;
        bool[] refused = new bool[regions.Length];
        for (int i = 0; i < regions.Length; i++)
        {
            List<int> region = regions[i];
            int label = i + 1;
            bool Same(int x, int y) =>
                labels[(Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)] == label;
            int[] shown = [.. region.Where(p => codes[p] == 0 && Contrast(view, p % width, p / width) >= 12)];
            float[] asked = [.. shown.Select(p => disparity[p])];
            float[] inside = [.. shown.Where(p => Same((p % width) - 6, p / width) && Same((p % width) + 6, p / width)
                && Same(p % width, (p / width) - 6) && Same(p % width, (p / width) + 6)).Select(p => disparity[p])];
            bool isNear = inside.Count(d => d > near) > 0.5 * inside.Length && inside.Length >= 0.05 * region.Count;
            bool isUneven = region.Count >= 0.05 * width * height && inside.Length >= 0.3 * region.Count
                && Percentile(asked, 66) - Percentile(asked, 10) > (float)((0.05 * depth) + 1);
            refused[i] = isNear || isUneven || (IsJudged(region) && IsBefore(view, map, labels, i + 1, region, step));
        }

        float Own(List<int> region) =>
            Percentile([.. region.Where(p => codes[p] == 0).Select(p => disparity[p])], 25);
        bool hasFar = regions.Where((r, i) => IsJudged(r) && !refused[i] && !(Own(r) > near)).Any();
        for (int i = 0; i < regions.Length; i++)
        {
            float own = Own(regions[i]);
            int alike = regions[i].Count(p => codes[p] == 0
                && Math.Abs(disparity[p] - own) <= Math.Round(step * 64) / 64);
            refused[i] |= IsJudged(regions[i]) && !hasFar && own > near && alike >= 0.7 * regions[i].Count;
        }

        int judged = regions.Where(IsJudged).Sum(r => r.Count);
        int doubted = regions.Where((r, i) => IsJudged(r) && refused[i]).Sum(r => r.Count);
        float farthest = regions.Where((r, i) => IsJudged(r) && refused[i]).Select(Own).DefaultIfEmpty(float.NaN).Min();
        for (int i = 0; i < regions.Length; i++)
        {
            bool isFarther = IsJudged(regions[i]) && Own(regions[i]) < farthest - step;
            if (refused[i] || regions[i].Count < 0.001 * width * height || (doubted * 2 > judged && !isFarther))
            {
                regions[i].ForEach(p => result[p] = 0);
            }
        }

        return result;
    }

    // It holds nearer things, touches farther ones, or something as far hangs above it.
    private static bool IsBefore(
        Plane<Rgb24> view, DisparityMap map, int[] labels, int label, List<int> region, float step)
    {
        (int width, int height) = (view.Width, view.Height);
        float[] disparity = map.Disparity.Pixels.ToArray();
        byte[] codes = map.Mask.Pixels.ToArray();
        float[] own = [.. region.Where(p => codes[p] == 0).Select(p => disparity[p])];
        if (own.Length == 0)
        {
            return false;
        }

        float at = Percentile(own, 25);
        bool Same(int x, int y) =>
            labels[(Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)] == label;
        int held = region.Count(p => codes[p] == 0 && Contrast(view, p % width, p / width) >= 12
            && disparity[p] > at + step && Same((p % width) - 16, p / width) && Same((p % width) + 16, p / width)
            && Same(p % width, (p / width) - 16) && Same(p % width, (p / width) + 16));
        (int nearer, int even, int farther, int hanging) = (0, 0, 0, 0);
        for (int p = 0; p < labels.Length; p++)
        {
            foreach ((int dx, int dy) in ((int, int)[])[(0, 6), (0, -6), (6, 0), (-6, 0)])
            {
                (int x, int y) = ((p % width) + dx, (p / width) + dy);
                bool isBar = dy > 0 && (view[p % width, p / width].G <= 23
                    || view[p % width, Math.Max((p / width) - 12, 0)].G <= 23);
                if (labels[p] != 0 || isBar || codes[p] != 0 || x < 0 || y < 0 || x >= width || y >= height
                    || labels[(y * width) + x] != label)
                {
                    continue;
                }

                float by = disparity[p] - at;
                nearer += by > step ? 1 : 0;
                farther += by < -step ? 1 : 0;
                even += Math.Abs(by) <= step ? 1 : 0;
                hanging += Math.Abs(by) <= step && dy > 0 ? 1 : 0;
            }
        }

        int contacts = nearer + even + farther;
        int alike = own.Count(d => Math.Abs(d - at) <= Math.Round(step * 64) / 64);
        double most = alike >= 0.7 * region.Count ? 0.2 : 0.35;
        return held > 0.02 * region.Count || farther > most * contacts || hanging > 0.04 * contacts;
    }

    private static List<int>[] Regions(Plane<byte> sky)
    {
        var seen = new bool[sky.Pixels.Length];
        var regions = new List<List<int>>();
        for (int start = 0; start < seen.Length; start++)
        {
            if (sky.Pixels[start] != 0 && !seen[start])
            {
                regions.Add(Fill(sky, start, seen));
            }
        }

        return [.. regions];
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
