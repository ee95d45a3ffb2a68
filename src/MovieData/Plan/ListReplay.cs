using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Scan;

namespace MovieData.Plan;

/// <summary>
/// Plans the frames of a published list instead of sampling: picture M of chapter N is frame (first frame of chapter N)
/// + M − 1, counted over the frames that the film plays (<see cref="PlayedFrames"/>). A clip is a shot that a listed
/// frame lies in; shots and segments are as in <see cref="ShotPlanner"/>. Pure.
/// </summary>
public static class ListReplay
{
    /// <summary>Faults of a list that are shown one by one.</summary>
    private const int FaultsShown = 3;

    /// <summary>Plans a film.</summary>
    /// <param name="film">The probed film, with the chapters of the disc.</param>
    /// <param name="scores">Its scan.</param>
    /// <param name="options">Section <c>shots</c> finds the cuts; section <c>sampling</c> is not asked.</param>
    /// <param name="listed">Frames of the film.</param>
    /// <exception cref="PlanException">
    /// The film has no such chapter, or a chapter has fewer pictures than the list asks for.
    /// </exception>
    public static SamplePlan Plan(
        Film film, SceneScores scores, PlanOptions options, IReadOnlyList<ListedFrame> listed)
    {
        int[] chapterFrames = ShotPlanner.ChapterFrames(film.Chapters, scores, film.Fps.Value);
        var played = PlayedFrames.Of(film, scores);
        List<int> frames = Frames(film, chapterFrames, played, scores.Frames, listed);
        List<int> cuts = ShotPlanner.Cuts(scores, chapterFrames.Concat(played.Bounds), options.Shots);
        List<Shot> shots = ShotPlanner.Shots(cuts, chapterFrames, scores.Frames);
        var clips = new List<Clip>();
        var samples = new List<List<PlannedSample>>();
        int next = 0;
        foreach (Shot shot in shots)
        {
            int first = next;
            while (next < frames.Count && frames[next] < shot.EndFrame)
            {
                next++;
            }

            if (next > first)
            {
                var clip = new Clip(clips.Count, shot.Index, shot.Chapter, shot.FirstFrame, shot.EndFrame);
                clips.Add(clip);
                samples.Add([.. frames[first..next].Select(frame => ShotPlanner.Sample(film, clip, frame, scores))]);
            }
        }

        return new SamplePlan(
            cuts, shots, clips, ShotPlanner.Segments(film.Id, samples, options.SamplesPerSegment), [])
        {
            DecoderComplained = scores.DecoderComplained,
        };
    }

    private static List<int> Frames(
        Film film, int[] chapterFrames, PlayedFrames played, int total, IReadOnlyList<ListedFrame> listed)
    {
        var frames = new SortedSet<int>();
        var faults = new List<string>();
        foreach (ListedFrame frame in listed)
        {
            if (frame.Chapter > chapterFrames.Length)
            {
                faults.Add($"chapter {frame.Chapter}, the film has {chapterFrames.Length}");
                continue;
            }

            int begin = chapterFrames[frame.Chapter - 1];
            int end = frame.Chapter < chapterFrames.Length ? chapterFrames[frame.Chapter] : total;
            int length = played.Count(begin, end);
            if (frame.Number > length)
            {
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"picture {frame.Number} of chapter {frame.Chapter}, which has {length}"));
                continue;
            }

            frames.Add(played.At(begin, frame.Number - 1));
        }

        return faults.Count == 0 ? [.. frames] : throw new PlanException(string.Create(
            CultureInfo.InvariantCulture,
            $"{film.Id}: {faults.Count} of {listed.Count} listed frames are not in the film: the list asks for ")
            + string.Join("; ", faults.Take(FaultsShown)) + (faults.Count > FaultsShown ? "; …" : "")
            + ": another edition of the film, or chapter marks that are missing (--chapters FILE)");
    }
}
