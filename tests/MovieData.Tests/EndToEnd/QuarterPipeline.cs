namespace MovieData.Tests.EndToEnd;

/// <summary>The paper's pipeline at a quarter of its size: 480×270 views, limits in px divided by 4.</summary>
internal static class QuarterPipeline
{
    /// <summary>Its text.</summary>
    /// <param name="further">Further lines to replace.</param>
    public static string Text(Dictionary<string, string>? further = null)
    {
        string paper =
            File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        return Replaced(
            Replaced(paper, new()
            {
                ["view_px: [1920, 1080]"] = "view_px: [480, 270]",
                ["crop_px: [1880, 800]"] = "crop_px: [470, 200]",
                ["residual_px_max: 2"] = "residual_px_max: 0.5",
                ["vertical_px_max: 2"] = "vertical_px_max: 0.5",
                ["range_px_min: 10"] = "range_px_min: 2.5",
            }),
            further ?? []);
    }

    /// <summary>A text with lines replaced, each of which must be there.</summary>
    public static string Replaced(string text, Dictionary<string, string> replacements)
    {
        foreach ((string old, string replacement) in replacements)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }

        return text;
    }
}
