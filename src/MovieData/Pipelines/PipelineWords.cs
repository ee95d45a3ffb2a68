using MovieData.Decode;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Shards;
using MovieData.Shots;
using MovieData.Sky;

namespace MovieData.Pipelines;

/// <summary>The words a pipeline file may use, and what they mean; reading and writing share them.</summary>
internal static class PipelineWords
{
    public static IReadOnlyDictionary<string, Split> Splits { get; } = Enum.GetValues<Split>()
        .ToDictionary(split => split.Word());

    public static IReadOnlyDictionary<string, CropOn> CropOn { get; } = new Dictionary<string, CropOn>
    {
        ["paper_centre"] = Decode.CropOn.PaperCentre,
        ["active"] = Decode.CropOn.Active,
    };

    public static IReadOnlyDictionary<string, ScorePicture> ScorePicture { get; } = new Dictionary<string, ScorePicture>
    {
        ["view"] = Shots.ScorePicture.View,
        ["packed"] = Shots.ScorePicture.Packed,
    };

    public static IReadOnlyDictionary<string, Rectify> Rectify { get; } = new Dictionary<string, Rectify>
    {
        ["none"] = Flow.Rectify.None,
        ["affine"] = Flow.Rectify.Affine,
    };

    public static IReadOnlyDictionary<string, RangeMeasure> RangeMeasure { get; } = new Dictionary<string, RangeMeasure>
    {
        ["p1_p99"] = Disparity.RangeMeasure.P1P99,
        ["min_max"] = Disparity.RangeMeasure.MinMax,
    };

    public static IReadOnlyDictionary<string, LimitComparison> Compare { get; } = new Dictionary<string,
        LimitComparison>
    {
        ["limit_passes"] = LimitComparison.LimitPasses,
        ["limit_fails"] = LimitComparison.LimitFails,
    };

    public static IReadOnlyDictionary<string, CheckedDirections> Directions { get; } =
        new Dictionary<string, CheckedDirections>
        {
            ["left_to_right"] = CheckedDirections.LeftToRight,
            ["both"] = CheckedDirections.Both,
        };

    public static IReadOnlyDictionary<string, Reference> Reference { get; } = new Dictionary<string, Reference>
    {
        ["left"] = Disparity.Reference.Left,
        ["right"] = Disparity.Reference.Right,
        ["both"] = Disparity.Reference.Both,
    };

    public static IReadOnlyDictionary<string, Rule> Rules { get; } = new Dictionary<string, Rule>
    {
        ["vertical"] = Rule.Vertical,
        ["range"] = Rule.Range,
        ["consistency"] = Rule.Consistency,
    };

    public static IReadOnlyDictionary<string, SkyFill> Fill { get; } = new Dictionary<string, SkyFill>
    {
        ["minimum"] = SkyFill.Minimum,
        ["none"] = SkyFill.None,
    };

    public static IReadOnlyDictionary<string, ViewFormat> ViewFormat { get; } = new Dictionary<string, ViewFormat>
    {
        ["jpeg"] = Shards.ViewFormat.Jpeg,
        ["png"] = Shards.ViewFormat.Png,
    };
}
