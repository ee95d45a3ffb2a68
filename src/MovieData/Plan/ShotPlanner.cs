using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Scan;

namespace MovieData.Plan;

/// <summary>A film cannot be planned as the pipeline file asks.</summary>
public sealed class PlanException(string message) : MovieDataException(message);

/// <summary>
/// Everything a plan depends on besides the film: sections of the pipeline file and the film's split.
/// </summary>
/// <param name="Shots">Section <c>shots</c>.</param>
/// <param name="Sampling">Section <c>sampling</c>.</param>
/// <param name="Split">Split of the film; the sampling rate depends on it.</param>
/// <param name="SamplesPerSegment">A segment is closed at so many planned samples or more; from section
/// <c>shards</c>.</param>
public sealed record PlanOptions(ShotOptions Shots, SamplingOptions Sampling, Split Split, int SamplesPerSegment)
{
    /// <summary>What the scan must measure for such a plan.</summary>
    public ScanOptions Scan => new(Shots.ScorePicture, CutDetection.Parse(Shots.Detector), Sampling.SkipBlack);
}

/// <summary>Turns the scan of a film into cuts, shots, clips, samples and segments. Pure: no I/O, no clock.</summary>
public static class ShotPlanner
{
    /// <summary>A clip alone above so many times <c>samples_per_segment</c> is cut into parts (CONTRACT.md).</summary>
    public const int LongClipFactor = 4;

    /// <summary>Plans a film (CONTRACT.md, "Film, shot, clip, burst, sample, segment").</summary>
    /// <exception cref="PlanException">The options ask for what is not there.</exception>
    public static SamplePlan Plan(Film film, SceneScores scores, PlanOptions options)
    {
        var warnings = new List<string>(scores.Warnings);
        int[] chapterFrames = ChapterFrames(film.Chapters, scores, film.Fps.Value);
        var played = PlayedFrames.Of(film, scores);
        List<int> cuts = Cuts(scores, chapterFrames.Concat(played.Bounds), options.Shots);
        List<Shot> shots = Shots(cuts, chapterFrames, scores.Frames);
        int fpsRounded = RoundedRate(film, scores, warnings);
        (int First, int Last)? kept = options.Shots.DropFirstLastChapter
            ? ChapterDrop.Kept(Lengths(chapterFrames, played, scores.Frames), RateOf(film, scores), warnings)
            : null;
        IEnumerable<Shot> shown = shots.Where(shot => played.Contains(shot.FirstFrame));
        List<Clip> clips = Clips(shown, kept, fpsRounded, options.Shots);
        int[] offsets = BurstPlan.Offsets(options.Sampling, options.Split, fpsRounded);
        HashSet<int> skipped = [];
        if (options.Sampling.SkipBlack)
        {
            skipped.UnionWith(scores.Luma.Count == scores.Frames
                ? BlackFrames.Find(scores.Luma, film.Colour.FullRange, fpsRounded)
                : throw new PlanException("sampling.skip_black: the scan measured no luma; scan the film again"));
        }

        var samples = clips
            .Select(clip => BurstPlan.Frames(clip, options.Sampling, fpsRounded, offsets)
                .Where(frame => !skipped.Contains(frame))
                .Select(frame => Sample(film, clip, frame, scores))
                .ToList())
            .ToList();
        return new SamplePlan(cuts, shots, clips, Segments(film.Id, samples, options.SamplesPerSegment), warnings)
        {
            DecoderComplained = scores.DecoderComplained,
        };
    }

    /// <summary>
    /// Frames whose score is above the threshold, ascending: ffmpeg's own list for <c>gt(scene,T)</c>.
    /// </summary>
    public static List<int> Cuts(IReadOnlyList<double> scores, double threshold) =>
        CutDetection.Cuts(CutDetector.FFmpegScene, scores, threshold);

    /// <summary>
    /// First frame of each chapter: the frame nearest to its start, found as the first one no earlier than the start
    /// less half a frame, since containers round both times (Matroska: frames to ms, chapters to ns). A chapter that
    /// starts after the last frame gets the number of frames.
    /// </summary>
    internal static int[] ChapterFrames(IReadOnlyList<Chapter> chapters, SceneScores scores, double fps) =>
        [.. chapters.Select(chapter => FrameAt(chapter.StartS, scores, fps))];

    /// <summary>The first frame at a time on the container's clock or later, less half a frame.</summary>
    internal static int FrameAt(double timeS, SceneScores scores, double fps)
    {
        double startS = timeS - 0.5 / fps;
        (int low, int high) = (0, scores.Frames);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (scores.ContainerTimeS(middle) < startS)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Frames that each chapter shows.</summary>
    private static int[] Lengths(int[] chapterFrames, PlayedFrames played, int frames) =>
        [.. chapterFrames.Select((first, chapter) =>
            played.Count(first, chapter + 1 < chapterFrames.Length ? chapterFrames[chapter + 1] : frames))];

    /// <summary>First frame of each new shot: detected cuts and boundaries of chapters and of what is played,
    /// ascending.</summary>
    internal static List<int> Cuts(SceneScores scores, IEnumerable<int> boundaries, ShotOptions options) =>
        [.. CutDetection.Cuts(CutDetection.Parse(options.Detector), scores.Score, options.Threshold)
            .Union(boundaries.Where(frame => frame > 0 && frame < scores.Frames))
            .Order()];

    /// <summary>The runs between cuts, each with the chapter it lies in.</summary>
    internal static List<Shot> Shots(List<int> cuts, int[] chapterFrames, int frames)
    {
        var shots = new List<Shot>(cuts.Count + 1);
        for (int index = 0; index <= cuts.Count; index++)
        {
            int first = index == 0 ? 0 : cuts[index - 1];
            int end = index == cuts.Count ? frames : cuts[index];
            // The last chapter that has begun; 0 before the first one and in films without chapters.
            int chapter = Array.FindLastIndex(chapterFrames, start => start <= first) + 1;
            shots.Add(new Shot(index, first, end, chapter));
        }

        return shots;
    }

    private static List<Clip> Clips(
        IEnumerable<Shot> shots, (int First, int Last)? kept, int fpsRounded, ShotOptions options)
    {
        var clips = new List<Clip>();
        foreach (Shot shot in shots)
        {
            bool isKept = kept is not { } range || (shot.Chapter >= range.First && shot.Chapter <= range.Last);
            // Decimal like the file's own number: in doubles 2.2 · 25 lies above 55.
            if (isKept && shot.EndFrame - shot.FirstFrame >= (decimal)options.ClipSecondsMin * fpsRounded)
            {
                clips.Add(new Clip(clips.Count, shot.Index, shot.Chapter, shot.FirstFrame, shot.EndFrame));
            }
        }

        return clips;
    }

    private static double RateOf(Film film, SceneScores scores) =>
        scores.IsVariableRate ? scores.MeanFps!.Value : film.Fps.Value;

    /// <summary>N of CONTRACT.md: the frame rate in whole pictures per second.</summary>
    private static int RoundedRate(Film film, SceneScores scores, List<string> warnings)
    {
        double fps = RateOf(film, scores);
        if (scores.IsVariableRate)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"variable frame rate: bursts are counted in pictures at the mean rate of {fps:F3} fps"));
        }
        else if (scores.MeanFps is { } mean && IsOtherRate(fps, mean, scores.Frames))
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"the container says {fps:F3} fps, its {scores.Frames} frames stand at {mean:F3} fps on average: "
                + $"bursts are counted at the latter"));
            fps = mean;
        }

        return Math.Max(1, (int)Math.Round(fps, MidpointRounding.AwayFromZero));
    }

    // The frames' own times have the last word (raw streams with pulldown, containers that guess); but times are
    // rounded (Matroska: whole milliseconds), and a stated 12.5 must not become 12.499: half a frame and half a percent
    // are free.
    private static bool IsOtherRate(double stated, double mean, int frames)
    {
        double lastS = (frames - 1) / mean;
        return Math.Abs(((frames - 1) / stated) - lastS) > (0.5 / stated) + (0.005 * lastS);
    }

    /// <summary>A frame of a clip with everything a decoder needs to find it.</summary>
    internal static PlannedSample Sample(Film film, Clip clip, int frame, SceneScores scores)
    {
        int keysEarlier = film.Container is "mpegts" or "mpeg" ? 1 : 0;
        return new PlannedSample(
            frame,
            [.. scores.Pictures.Select(times => times.Pts[frame])],
            scores.TimeS(frame),
            clip.Chapter,
            clip.Shot,
            clip.Index)
        {
            SeekPts = [.. scores.Pictures.Select(times => times.SeekPts(frame, keysEarlier))],
            TimeShiftFrames = scores.LagOf(frame),
        };
    }

    /// <summary>
    /// Consecutive whole clips, closed at <paramref name="samplesPerSegment"/> or more samples; a clip with more than
    /// <see cref="LongClipFactor"/> times as many counts as several clips of <paramref name="samplesPerSegment"/> each.
    /// </summary>
    internal static List<Segment> Segments(
        string film, IReadOnlyList<IReadOnlyList<PlannedSample>> clips, int samplesPerSegment)
    {
        var segments = new List<Segment>();
        var open = new List<PlannedSample>();
        IEnumerable<IReadOnlyList<PlannedSample>> parts = clips.SelectMany(clip =>
            clip.Count > LongClipFactor * samplesPerSegment
                ? clip.Chunk(samplesPerSegment)
                : (IEnumerable<IReadOnlyList<PlannedSample>>)[clip]);
        foreach (IReadOnlyList<PlannedSample> part in parts)
        {
            open.AddRange(part);
            if (open.Count >= samplesPerSegment)
            {
                segments.Add(new Segment(film, segments.Count, open));
                open = [];
            }
        }

        if (open.Count > 0)
        {
            segments.Add(new Segment(film, segments.Count, open));
        }

        return segments;
    }
}
