using MovieData.Media.Scan;
using MovieData.Yaml;

namespace MovieData.Plan;

/// <summary>
/// Part of the film a dataset is made for; the sampling rate depends on it (4 / 1 / 1 fps in the paper).
/// </summary>
public enum Split
{
    /// <summary>Training films.</summary>
    Train,

    /// <summary>Validation films.</summary>
    Validation,

    /// <summary>Test films.</summary>
    Test,
}

/// <summary>The word of a split in files, folders and flags.</summary>
public static class SplitWords
{
    /// <summary>train, validation or test.</summary>
    public static string Word(this Split split) => split.ToString().ToLowerInvariant();

    /// <summary>The split of one of these words.</summary>
    public static Split Parse(string word) => Enum.GetValues<Split>().First(split => split.Word() == word);
}

/// <summary>Section <c>shots</c> of a pipeline file.</summary>
public sealed record ShotOptions
{
    /// <summary>
    /// <c>ffmpeg-scene</c>: score of ffmpeg's select filter; <c>adaptive</c>: mean luma difference above the threshold
    /// (0.05 is good) and above 3 × the mean of the 3 frames to either side.
    /// </summary>
    [Key("detector", Words = ["ffmpeg-scene", "adaptive"], From = "P, Sx")]
    public required string Detector { get; init; }

    /// <summary>A frame scoring above it starts a shot.</summary>
    [Key("threshold", Max = 1, From = "P, Sx")]
    public required double Threshold { get; init; }

    /// <summary><c>view</c>: the first view; <c>packed</c>: the whole coded frame.</summary>
    [Key("score_picture", From = "Sx", PaperNote = "not said")]
    public required ScorePicture ScorePicture { get; init; }

    /// <summary>Shorter shots are not sampled.</summary>
    [Key("clip_seconds_min", Max = 3600, Unit = "s", From = "P, Sg", ScriptNote = "burst_frames_min decides")]
    public required double ClipSecondsMin { get; init; }

    /// <summary>Leave out the first and the last chapter: intro and credits.</summary>
    [Key(
        "drop_first_last_chapter",
        From = "P, Sg",
        ScriptNote = "chapters 2 … last − 1; ours: chapters under 2 s go with their neighbours, both files")]
    public required bool DropFirstLastChapter { get; init; }

    /// <summary>Frames by which one view may be late in a shot (rule <c>time_shift</c>).</summary>
    [Key("time_shift_frames_max", Max = 100, Unit = "frames", MayBeAbsent = true, From = "O")]
    public double TimeShiftFramesMax { get; init; } = 100;

    /// <summary>
    /// Probability that a shot's view order is the film's (rule <c>swapped</c>).
    /// </summary>
    [Key("view_order_probability_min", Max = 1, MayBeAbsent = true, From = "O")]
    public double ViewOrderProbabilityMin { get; init; }

    /// <summary>How much a shot may look converted from 2D (rule <c>converted</c>).</summary>
    [Key("converted_score_max", Max = 1, MayBeAbsent = true, From = "O")]
    public double ConvertedScoreMax { get; init; } = 1;

    /// <summary>Rotation of one view against the other (rule <c>rotation</c>).</summary>
    [Key("rotation_degrees_max", Max = 180, Unit = "degrees", MayBeAbsent = true, From = "O")]
    public double RotationDegreesMax { get; init; } = 180;

    /// <summary>Difference of the views' sizes (rule <c>zoom</c>).</summary>
    [Key("zoom_percent_max", Max = 100, Unit = "%", MayBeAbsent = true, From = "O")]
    public double ZoomPercentMax { get; init; } = 100;

    /// <summary>How far one view may sit lower, of the view's height (rule <c>offset</c>).</summary>
    [Key("vertical_permille_max", Max = 1000, Unit = "‰", MayBeAbsent = true, From = "O")]
    public double VerticalPermilleMax { get; init; } = 1000;

    /// <summary>
    /// Gain of one colour channel between the views, the larger over the smaller (rule <c>colour</c>).
    /// </summary>
    [Key("colour_percent_max", Max = 1000, Unit = "%", MayBeAbsent = true, From = "O")]
    public double ColourPercentMax { get; init; } = 1000;

    /// <summary>Blur of one view against the other (rule <c>sharpness</c>).</summary>
    [Key("blur_px_max", Max = 1000, Unit = "px", MayBeAbsent = true, From = "O")]
    public double BlurPxMax { get; init; } = 1000;

    /// <summary>Disparity of the nearest things, of the view's width (rule <c>near</c>).</summary>
    [Key("near_percent_max", Min = -100, Max = 100, Unit = "%", MayBeAbsent = true, From = "O")]
    public double NearPercentMax { get; init; } = 100;

    /// <summary>Disparity of the farthest things, of the view's width (rule <c>far</c>).</summary>
    [Key("far_percent_min", Min = -100, Max = 100, Unit = "%", MayBeAbsent = true, From = "O")]
    public double FarPercentMin { get; init; } = -100;

    /// <summary>
    /// Change of the median disparity at the shot's first cut, of the view's width (rule <c>depth_jump</c>).
    /// </summary>
    [Key("depth_jump_percent_max", Max = 200, Unit = "%", MayBeAbsent = true, From = "O")]
    public double DepthJumpPercentMax { get; init; } = 200;

    /// <summary>
    /// Share of a side edge that cuts things in front of the screen (rule <c>window_violation</c>).
    /// </summary>
    [Key("window_violation_max", Max = 1, MayBeAbsent = true, From = "O")]
    public double WindowViolationMax { get; init; } = 1;

    /// <summary>Width of a floating window's stripe (rule <c>floating_window</c>).</summary>
    [Key("stripe_px_max", Max = 10_000, Unit = "px", MayBeAbsent = true, From = "O")]
    public double StripePxMax { get; init; } = 10_000;

    /// <summary>
    /// Bits in which a shot's hash must differ from those of earlier shots (rule <c>near_duplicate</c>).
    /// </summary>
    [Key("duplicate_bits_min", Max = 64, Unit = "bits", MayBeAbsent = true, From = "O")]
    public int DuplicateBitsMin { get; init; }
}

/// <summary>Section <c>sampling</c> of a pipeline file. N = round(frames per second).</summary>
public sealed record SamplingOptions
{
    /// <summary>Length of a burst, a sampled run of frames.</summary>
    [Key("burst_seconds", Min = 0.01, Max = 3600, Unit = "s", From = "P, Sg", PaperNote = "24 frames")]
    public required double BurstSeconds { get; init; }

    /// <summary>Distance of bursts in a clip; longer bursts overlap, and a frame is sampled once.</summary>
    [Key("burst_every_seconds", Min = 0.01, Max = 3600, Unit = "s", From = "P, Sg", ScriptNote = "96 frames")]
    public required double BurstEverySeconds { get; init; }

    /// <summary>Samples per second of burst, by split.</summary>
    [Key("fps", Min = 0.001, Max = 1000, Unit = "1/s", From = "P, Sg")]
    public required IReadOnlyDictionary<Split, double> FpsBySplit { get; init; }

    /// <summary>Frames of the clip that must remain at a burst's start; 0 = the burst itself, N.</summary>
    [Key("burst_frames_min", Max = 100_000, Unit = "frames", From = "P, Sg", PaperNote = "24")]
    public required int BurstFramesMin { get; init; }

    /// <summary>Sampled frames of a burst, counted from its start, by split; empty = ⌊j·N/fps⌋.</summary>
    [Key(
        "burst_offsets",
        Max = 100_000,
        Unit = "frames",
        From = "Sg",
        PaperNote = "0, 6, 12, 18 / 0 / 0",
        ScriptNote = "its 2, 8, 14, 20 / 2 in file numbers n + 1 + offset + 1 for a start at n")]
    public required IReadOnlyDictionary<Split, IReadOnlyList<int>> BurstOffsets { get; init; }

    /// <summary>A clip's bursts start one frame after its first, which is a cut or a chapter's first frame.</summary>
    [Key("skip_cut_frame", From = "Sg")]
    public required bool SkipCutFrame { get; init; }

    /// <summary>Leave out black and fading frames.</summary>
    [Key("skip_black", From = "O")]
    public required bool SkipBlack { get; init; }
}
