using System.Collections.ObjectModel;
using MovieData.Imaging.Messages;
using MovieData.Media.Reading;

namespace MovieData.Plan;

/// <summary>
/// A run of frames between two cuts, [<paramref name="FirstFrame"/>, <paramref name="EndFrame"/>), 0-based.
/// </summary>
/// <param name="Index">0-based number of the shot in the film.</param>
/// <param name="FirstFrame">First frame of the shot.</param>
/// <param name="EndFrame">First frame of the next shot.</param>
/// <param name="Chapter">1-based chapter the shot lies in; 0 when the film has no chapters.</param>
public sealed record Shot(int Index, int FirstFrame, int EndFrame, int Chapter);

/// <summary>A shot of a kept chapter that is long enough to be sampled.</summary>
/// <param name="Index">0-based number of the clip in the film.</param>
/// <param name="Shot">Index of its shot.</param>
/// <param name="Chapter">1-based chapter; 0 when the film has no chapters.</param>
/// <param name="FirstFrame">First frame.</param>
/// <param name="EndFrame">Frame after the last.</param>
public sealed record Clip(int Index, int Shot, int Chapter, int FirstFrame, int EndFrame);

/// <summary>One frame the pipeline asks for: it becomes a row of a shard, or a rejection with its reason.</summary>
/// <param name="Frame">Frame number, 0-based, presentation order.</param>
/// <param name="Pts">Presentation time stamps in ticks of the film's time bases, one per path; for alternating views
/// those of the first and the second view's picture.</param>
/// <param name="TimeS">Presentation time in seconds from the first picture.</param>
/// <param name="Chapter">1-based chapter; 0 when the film has none.</param>
/// <param name="Shot">0-based shot.</param>
/// <param name="Clip">0-based clip.</param>
public sealed record PlannedSample(int Frame, IReadOnlyList<long> Pts, double TimeS, int Chapter, int Shot, int Clip)
{
    /// <summary>
    /// Where a decoder may start to get this frame right, in ticks, for each of <see cref="Pts"/>: time stamp of a key
    /// frame at or before it (ffmpeg: <c>-copyts -noaccurate_seek -seek_timestamp 1 -ss SECONDS</c>).
    /// <see cref="FramePosition.FromTheStart"/>: there is none, decode from the start of the file. Empty when nothing
    /// is known.
    /// </summary>
    public IReadOnlyList<long> SeekPts { get; init; } = [];

    /// <summary>
    /// Frames by which the second view runs ahead of the first here, so that the frame is rejected (rule
    /// <c>time_shift</c>); null: both show one instant.
    /// </summary>
    public int? TimeShiftFrames { get; init; }

    /// <summary>Value of <see cref="SeekPts"/> for a frame that needs everything before it.</summary>
    public const long FromTheStart = FramePosition.FromTheStart;

    /// <summary>Where a source finds it.</summary>
    public FramePosition Position => new(Frame, Pts, SeekPts);
}

/// <summary>
/// The unit of work: consecutive whole clips of one film (CONTRACT.md). Its outputs depend on the film, the pipeline
/// file, the models and the platform, on nothing else.
/// </summary>
/// <param name="Film">Id of the film.</param>
/// <param name="Index">0-based number in the film, from the plan alone.</param>
/// <param name="Samples">Planned samples in frame order; never empty.</param>
public sealed record Segment(string Film, int Index, IReadOnlyList<PlannedSample> Samples)
{
    /// <summary>Stem of every file of the segment, for example <c>hugo-00007</c>.</summary>
    public string Name => $"{Film}-{Index:D5}";
}

/// <summary>Everything that was decided about a film before a pixel was extracted.</summary>
/// <param name="Cuts">First frame of each new shot, ascending, without frame 0.</param>
/// <param name="Shots">All shots in order.</param>
/// <param name="Clips">All clips in order.</param>
/// <param name="Segments">All segments in order; together they hold every planned sample once.</param>
/// <param name="Warnings">For example: fewer than 3 chapters, none dropped.</param>
public sealed record SamplePlan(
    IReadOnlyList<int> Cuts,
    IReadOnlyList<Shot> Shots,
    IReadOnlyList<Clip> Clips,
    IReadOnlyList<Segment> Segments,
    IReadOnlyList<string> Warnings)
{
    /// <summary>By shot: what the survey found of it. Shots without planned samples are not surveyed.</summary>
    public IReadOnlyDictionary<int, ShotFigures> Figures { get; init; } = ReadOnlyDictionary<int, ShotFigures>.Empty;

    /// <summary>
    /// The decoder complained while the film was scanned (<see cref="Media.Scan.SceneScores.DecoderComplained"/>); true
    /// where nothing is known. Such a film is decoded in software: a GPU hides damage.
    /// </summary>
    public bool DecoderComplained { get; init; } = true;

    /// <summary>What a person should know of it: <see cref="Warnings"/>, and that nothing was planned.</summary>
    public IEnumerable<string> Remarks => Segments.Count > 0 ? Warnings : Warnings.Append(
        $"0 samples planned: {Counted.Of(Shots.Count, "shot")}, {Clips.Count} of them clips (pipeline keys shots and "
        + "sampling say which shots are clips and which of their frames samples)");
}
