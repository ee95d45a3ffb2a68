using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Sky;
using MovieData.Yaml;

namespace MovieData.Tests.Pipelines;

/// <summary>
/// Every file of pipelines/ beside the paper's: the same keys, other values, and the values of its source.
/// </summary>
public class ShippedPipelineTests
{
    private static string Folder => Path.Combine(SharedFiles.RepositoryRoot, "pipelines");

    [Theory]
    [InlineData("midas-3d-movies-code", new[]
    {
        "burst_frames_min", "burst_offsets", "checked_directions", "clip_seconds_min", "compare", "jpeg_quality",
        "output_scale", "range_measure", "score_picture", "skip_cut_frame",
    })]
    [InlineData("vdw", new[]
    {
        "burst_every_seconds", "crop_px", "detector", "fill", "fps", "range_px_min", "residual_px_max",
        "residual_relative", "threshold",
    })]
    [InlineData("stereo4d-style", new[]
    {
        "consistent_fraction_min", "fill", "range_px_min", "residual_px_max", "vertical_fraction_max",
        "vertical_mask", "vertical_px_max",
    })]
    public void File_BesideThePapers_DiffersInTheValuesOfTheseKeysOnly(string name, string[] keys)
    {
        string[] paper = Lines("midas-3d-movies");
        string[] other = Lines(name);

        Assert.Equal(paper.Select(KeyOf), other.Select(KeyOf));
        Assert.Equal(
            keys, paper.Zip(other).Where(pair => pair.First != pair.Second).Select(pair => KeyOf(pair.First).Trim())
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_TheAuthorsScript_HasItsNumbers()
    {
        Pipeline code = Read("midas-3d-movies-code");

        Assert.Equal((ScorePicture.Packed, 0.1, 0.0), (
            code.Shots.ScorePicture, code.Shots.Threshold, code.Shots.ClipSecondsMin));
        Assert.Equal((26, true), (code.Sampling.BurstFramesMin, code.Sampling.SkipCutFrame));
        Assert.Equal([3, 9, 15, 21], code.Sampling.BurstOffsets[Split.Train]);
        Assert.Equal([3], code.Sampling.BurstOffsets[Split.Validation]);
        Assert.Equal([3], code.Sampling.BurstOffsets[Split.Test]);
        Assert.Equal(
            (LimitComparison.LimitFails, CheckedDirections.Both, RangeMeasure.MinMax, 0.5),
            (code.Disparity.Compare, code.Disparity.CheckedDirections, code.Disparity.RangeMeasure,
                code.Disparity.OutputScale));
        Assert.Equal(85, code.Shards.JpegQuality);
    }

    [Fact]
    public void Read_Vdw_HasItsThresholdsAndRelativeResidual()
    {
        Pipeline vdw = Read("vdw");

        Assert.Equal(
            (0.5, 0.01, 2.0, 0.10, 15.0, 0.70),
            (vdw.Disparity.ResidualPxMax, vdw.Disparity.ResidualRelative, vdw.Disparity.VerticalPxMax,
                vdw.Disparity.VerticalFractionMax, vdw.Disparity.RangePxMin, vdw.Disparity.ConsistentFractionMin));
        Assert.Equal((new PixelSize(1880, 720), "adaptive"), (vdw.Decode.Crop, vdw.Shots.Detector));
        Assert.Equal(SkyFill.None, vdw.Sky.Fill);
    }

    [Fact]
    public void Read_Stereo4dStyle_DecidesByThePixelAndRejectsNoFrame()
    {
        Pipeline style = Read("stereo4d-style");
        DirectionFigures worst = new(1, 99, 0, 0, 0);

        Assert.Equal((1.0, 1.0, true), (
            style.Disparity.ResidualPxMax, style.Disparity.VerticalPxMax, style.Disparity.VerticalMask));
        Assert.Empty(RuleCheck.Check(new DisparityFigures(worst, worst, 0, 0, 0, 0, 0, 0), style.Disparity));
    }

    [Theory]
    [InlineData("0.75")]
    [InlineData("2")]
    [InlineData("half")]
    public void Read_OutputScaleBetween_IsRefusedWithItsLine(string value)
    {
        using var folder = new TemporaryFolder();
        string[] lines = [.. File.ReadAllLines(Path.Combine(Folder, "midas-3d-movies.yaml"))
            .Select(line => line.StartsWith("  output_scale:", StringComparison.Ordinal)
                ? $"  output_scale: {value}" : line)];
        File.WriteAllLines(folder["bad.yaml"], lines);

        string message = Assert.Throws<YamlFileException>(() => PipelineFile.Read(folder["bad.yaml"])).Message;

        int line = Array.FindIndex(lines, text => text.Contains("output_scale", StringComparison.Ordinal)) + 1;
        Assert.Contains($"bad.yaml:{line}: disparity.output_scale", message, StringComparison.Ordinal);
    }

    private static Pipeline Read(string name) => PipelineFile.Read(Path.Combine(Folder, $"{name}.yaml"));

    // Lines of values: without comments.
    private static string[] Lines(string name) =>
        [.. File.ReadAllLines(Path.Combine(Folder, $"{name}.yaml")).Where(line => line.Length > 0 && line[0] != '#')];

    private static string KeyOf(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];
}
