namespace MovieData.Shots;

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
}

/// <summary>Which picture the scene score is measured on.</summary>
public enum ScorePicture
{
    /// <summary>The first view alone (the paper's words).</summary>
    View,

    /// <summary>The packed picture with both views (the authors' script).</summary>
    Packed,
}

/// <summary>Section <c>shots</c> of a pipeline file.</summary>
/// <param name="Detector">Cut detector: <c>ffmpeg-scene</c>, the scene score of ffmpeg's select filter.</param>
/// <param name="Threshold">A frame whose score is above it starts a new shot; 0…1. MiDaS §4: 0.1.</param>
/// <param name="ScorePicture">Picture the score is measured on.</param>
/// <param name="ClipSecondsMin">Shorter shots are not sampled. MiDaS §4: 1 s.</param>
/// <param name="DropFirstLastChapter">Drop the first and last chapter (intro, credits). MiDaS §4: true.</param>
public sealed record ShotOptions(
    string Detector, double Threshold, ScorePicture ScorePicture, double ClipSecondsMin, bool DropFirstLastChapter);

/// <summary>Section <c>sampling</c> of a pipeline file. With N = round(fps): see SPEC.md.</summary>
/// <param name="BurstSeconds">Length of a burst. MiDaS §4: 24 frames at 24 fps = 1 s.</param>
/// <param name="BurstEverySeconds">Distance of burst starts inside a clip. MiDaS §4: 4 s.</param>
/// <param name="FpsBySplit">Samples per second of burst, by split. MiDaS §4: 4, 1, 1.</param>
/// <param name="BurstFramesMin">A burst is taken when at least so many frames of the clip remain at its start
/// (paper 24 = the burst itself; authors' script 26). 0 = N, the burst at the film's own rate.</param>
/// <param name="BurstOffsets">Frames of a burst that are sampled, by split; empty = floor(j · N / fps) (SPEC.md).
/// Authors' script: 2, 8, 14, 20 (train), 2 (validation, test), counted from the picture after the start frame: its
/// file number is n + 1 + offset + 1 for a start at n, so they are written 3, 9, 15, 21 and 3 here.</param>
/// <param name="SkipCutFrame">Bursts of a clip start one frame after its first, which stands on a cut or on the first
/// picture of a chapter (authors' script: such frames start nothing).</param>
/// <param name="SkipBlack">Do not sample black and fading frames.</param>
public sealed record SamplingOptions(
    double BurstSeconds,
    double BurstEverySeconds,
    IReadOnlyDictionary<Split, double> FpsBySplit,
    int BurstFramesMin,
    IReadOnlyDictionary<Split, IReadOnlyList<int>> BurstOffsets,
    bool SkipCutFrame,
    bool SkipBlack);
