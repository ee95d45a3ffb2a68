using MovieData.Media.Films;
using MovieData.Media.Scan;

namespace MovieData.Plan;

/// <summary>
/// The frames of a scan that the film plays: all of them, or those inside <see cref="Film.Played"/>. Frames keep the
/// numbers of a sequential decode of the whole file.
/// </summary>
internal sealed class PlayedFrames
{
    private readonly (int First, int End)[] _runs;

    private PlayedFrames((int First, int End)[] runs) => _runs = runs;

    /// <summary>Finds the frames of the film's spans by their times, as chapters are found.</summary>
    public static PlayedFrames Of(Film film, SceneScores scores) => new(film.Played.Count == 0
        ? [(0, scores.Frames)]
        : [.. film.Played
            .Select(span => (ShotPlanner.FrameAt(span.StartS, scores, film.Fps.Value),
                ShotPlanner.FrameAt(span.EndS, scores, film.Fps.Value)))
            .Where(run => run.Item1 < run.Item2)]);

    /// <summary>Frames where a run begins or ends; frame 0 and the end of the file may be among them.</summary>
    public IEnumerable<int> Bounds => _runs.SelectMany(run => (int[])[run.First, run.End]);

    /// <summary>True when the film shows the frame.</summary>
    public bool Contains(int frame) => _runs.Any(run => frame >= run.First && frame < run.End);

    /// <summary>Frames shown among [<paramref name="first"/>, <paramref name="end"/>).</summary>
    public int Count(int first, int end) =>
        _runs.Sum(run => Math.Max(0, Math.Min(run.End, end) - Math.Max(run.First, first)));

    /// <summary>The frame that is shown <paramref name="index"/> (from 0) frames after those before
    /// <paramref name="first"/>; there must be so many.</summary>
    public int At(int first, int index)
    {
        foreach ((int runFirst, int end) in _runs)
        {
            int begin = Math.Max(runFirst, first);
            if (end > begin && index < end - begin)
            {
                return begin + index;
            }

            index -= Math.Max(0, end - begin);
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "beyond the last frame that is shown");
    }
}
