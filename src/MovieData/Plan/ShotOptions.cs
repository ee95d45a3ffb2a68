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
