using System.Globalization;
using MovieData.Shards;

namespace MovieData.Audit.Look;

/// <summary>A sample on a sheet: a line of what it is, perhaps one of why it is here, and its panels. Owns them.
/// </summary>
/// <param name="Head">Its id, time and shot.</param>
/// <param name="Figures">Its figures, or why it is here; null: nothing.</param>
/// <param name="Note">Why it is here; null: the sheet says it.</param>
/// <param name="Panels">From left to right.</param>
internal sealed record Strip(string Head, string? Figures, string? Note, IReadOnlyList<Panel> Panels) : IDisposable
{
    private const double Percent = 100;

    /// <summary>A sample with its view, anaglyph, disparity and mask.</summary>
    /// <param name="planned">The sample and its figures.</param>
    /// <param name="sample">Its pictures; stay the caller's.</param>
    /// <param name="viewWidth">Width of the view before the crop, px.</param>
    public static Strip Of(PlannedStrip planned, ShardSample sample, int viewWidth) => new(
        HeadOf(planned.Sample, sample.Id),
        FiguresOf(planned.Sample),
        planned.Note,
        [
            SamplePanels.View(sample.Left, "left view"),
            SamplePanels.Anaglyph(sample.Left, sample.Right),
            SamplePanels.Disparity(
                sample.Disparity, "disparity", DisparityScale.Of(sample.Disparity, sample.Left.Size, viewWidth)),
            SamplePanels.Mask(sample.Mask),
        ]);

    /// <summary>Id, time and shot of a sample in a line.</summary>
    public static string HeadOf(in KeptSample sample, string id) => string.Create(
        CultureInfo.InvariantCulture,
        $"{id}   {TimeSpan.FromSeconds(sample.TimeS):hh\\:mm\\:ss\\.f}   shot {sample.Shot}");

    /// <summary>Figures of a sample in a line.</summary>
    public static string FiguresOf(in KeptSample sample) => string.Join("   ", new[]
    {
        Words("score", sample.Score, "0.000", ""),
        Words("consistent", (float)(Percent * sample.ConsistentFraction), "0.0", " %"),
        Words("photometric error", sample.PhotometricError, "0.0000", ""),
        Words("range", sample.RangePx, "0.0", " px"),
        Words("sky", (float)(Percent * sample.SkyFraction), "0.0", " %"),
    }.OfType<string>());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Panel panel in Panels)
        {
            panel.Dispose();
        }
    }

    private static string? Words(string name, float value, string format, string unit) => float.IsNaN(value) ? null
        : name + " " + value.ToString(format, CultureInfo.InvariantCulture) + unit;
}
