using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Staging;

namespace MovieData.Survey;

/// <summary>
/// Looks at a few planned frames of every shot that has samples, small, with flow between the views and in time, and
/// says of each shot what its samples cannot say of themselves (<see cref="ShotFigures"/>). Runs on the CPU while the
/// film is planned; shots are surveyed one after another, so that one shot's pictures are in memory.
/// </summary>
/// <param name="film">The scanned film.</param>
/// <param name="options">Section <c>decode</c>: figures in px are of its <c>view_px</c>.</param>
/// <param name="network">The flow network; stays the caller's.</param>
public sealed class ShotSurvey(Film film, DecodeOptions options, ILoadedModel network)
{
    /// <summary>Frames of a shot that are looked at, each with the next: the first and the last planned one.</summary>
    public const int PositionsMax = 2;

    /// <summary>Shots whose frames one subprocess may decode: it holds each frame of the film against all wanted
    /// ones.</summary>
    internal const int ShotsTogetherMax = 16;

    /// <summary>Decoded frames that may wait for the network.</summary>
    private const int FramesAheadMax = 8;

    /// <summary>Pixel memory of a survey: a position takes 30 MB at most, frames in work 1 MB each.</summary>
    private const long PoolBytesMax = 1L << 28;

    private readonly SurveyScaling _scaling = SurveyScaling.Of(film, options);
    private readonly PlanePool _pool = new(PoolBytesMax);

    /// <summary>The plan with the figures of its shots.</summary>
    /// <param name="plan">The plan of the film.</param>
    /// <param name="scores">What the scan saw: where each frame lies.</param>
    /// <param name="progress">Called with the shots surveyed so far and how many there are; may be null.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="MovieDataException">The network failed.</exception>
    /// <exception cref="FilmException">A subprocess was lost, which says nothing about the film.</exception>
    public SamplePlan Run(SamplePlan plan, SceneScores scores, Action<int, int>? progress, CancellationToken cancel)
    {
        List<SurveyedShot> shots = [.. Shots(plan, scores)];
        if (shots.Count == 0)
        {
            return plan;
        }

        try
        {
            return plan with { Figures = Look(shots, isKnownClean: !scores.DecoderComplained, progress, cancel) };
        }
        catch (FFmpegException fault) when (!fault.IsOfProgram)
        {
            cancel.ThrowIfCancellationRequested();
            throw new FilmException($"{film.NameOf(0)}: its shots could not be surveyed: {fault.Message}", fault);
        }
    }

    private SortedDictionary<int, ShotFigures> Look(
        List<SurveyedShot> shots, bool isKnownClean, Action<int, int>? progress, CancellationToken cancel)
    {
        var figures = new SortedDictionary<int, ShotFigures>();
        var stated = new List<double?>();
        var decode = new DecodeStage(film, _scaling.ToViews(film), _pool, new RejectionLog(), threads: 0)
        {
            IsKnownClean = isKnownClean,
        };
        IEnumerable<StereoFrame> frames = Segments(film.Id, shots.Select(shot => shot.Frames))
            .Then(decode, FramesAheadMax, cancel)
            .ToBlockingEnumerable(cancel);
        using var positions = new PositionFlow(network, _scaling.Area.Size, _pool);
        using var waiting = new WaitingFrames();
        var series = new ShotSeries(_scaling);
        int open = 0;
        progress?.Invoke(open, shots.Count);
        foreach (StereoFrame frame in frames)
        {
            // Frames come in order: one beyond the open shot ends it.
            while (frame.Number > shots[open].LastFrame)
            {
                Finish(shots[open++]);
                progress?.Invoke(open, shots.Count);
            }

            waiting.Add(frame);
        }

        while (open < shots.Count)
        {
            Finish(shots[open++]);
            progress?.Invoke(open, shots.Count);
        }

        return WithOrders(figures, stated);

        void Finish(SurveyedShot shot)
        {
            var measurement = new ShotMeasurement(_scaling);
            foreach (int number in shot.Positions)
            {
                if (positions.Of(waiting.Take(number), waiting.Take(number + 1), cancel) is { } position)
                {
                    using (position)
                    {
                        measurement.Add(position);
                    }
                }
            }

            waiting.Clear();
            figures[shot.Index] = series.Next(shot.Index, measurement);
            stated.Add(measurement.ViewOrder.StatedProbability);
        }
    }

    /// <summary>Frames at which a shot is looked at: evenly spread, none of them another one's next frame.</summary>
    internal static IReadOnlyList<int> Positions(IReadOnlyList<int> planned)
    {
        int count = Math.Min(PositionsMax, planned.Count);
        var positions = new List<int>();
        for (int i = 0; i < count; i++)
        {
            int frame = planned[count == 1 ? 0 : i * (planned.Count - 1) / (count - 1)];
            if (positions.Count == 0 || frame > positions[^1] + 1)
            {
                positions.Add(frame);
            }
        }

        return positions;
    }

    // Shots in the order of their numbers, and so are the probabilities.
    private SortedDictionary<int, ShotFigures> WithOrders(
        SortedDictionary<int, ShotFigures> figures, IReadOnlyList<double?> stated)
    {
        var all = new SortedDictionary<int, ShotFigures>();
        foreach (((int shot, ShotFigures shotFigures), double? joined) in figures.Zip(ShotViewOrder.Join(stated)))
        {
            double? leftFirst = film.ViewOrder == ViewOrder.RightFirst ? 1 - joined : joined;
            all[shot] = shotFigures with
            {
                LeftFirstProbability = leftFirst is { } value ? Math.Round(value, 4) : null,
            };
        }

        return all;
    }

    private IEnumerable<SurveyedShot> Shots(SamplePlan plan, SceneScores scores)
    {
        foreach (IGrouping<int, PlannedSample> shot in plan.Segments.SelectMany(segment => segment.Samples)
            .Where(sample => sample.TimeShiftFrames is null).GroupBy(sample => sample.Shot))
        {
            Clip clip = plan.Clips[shot.First().Clip];
            IReadOnlyList<int> positions = Positions([.. shot.Select(sample => sample.Frame)]);
            PlannedSample[] frames =
            [
                .. positions.Concat(positions.Select(frame => frame + 1)).Where(frame => frame < clip.EndFrame)
                    .Distinct().Order()
                    .Select(frame => ShotPlanner.Sample(film, clip, frame, scores)),
            ];
            yield return new SurveyedShot(shot.Key, positions, frames);
        }
    }

    /// <summary>Several shots a segment: the last frames of one and the first of the next often lie so near that one
    /// subprocess decodes both (<see cref="DecodeStage.Runs"/>).</summary>
    internal static async IAsyncEnumerable<Segment> Segments(
        string film, IEnumerable<IReadOnlyList<PlannedSample>> shots)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach ((int index, IReadOnlyList<PlannedSample>[] together) in shots.Chunk(ShotsTogetherMax).Index())
        {
            yield return new Segment(film, index, [.. together.SelectMany(frames => frames)]);
        }
    }

    /// <summary>A shot to be surveyed.</summary>
    /// <param name="Index">Its number in the film.</param>
    /// <param name="Positions">Frames that are looked at.</param>
    /// <param name="Frames">These and the next ones, as far as the shot has them, ascending.</param>
    private sealed record SurveyedShot(int Index, IReadOnlyList<int> Positions, IReadOnlyList<PlannedSample> Frames)
    {
        public int LastFrame => Frames[^1].Frame;
    }

    /// <summary>Decoded frames of the open shot, by number; owns them until they are taken.</summary>
    private sealed class WaitingFrames : IDisposable
    {
        private readonly Dictionary<int, StereoFrame> _frames = [];

        public void Add(StereoFrame frame) => _frames.Add(frame.Number, frame);

        public StereoFrame? Take(int number) => _frames.Remove(number, out StereoFrame? frame) ? frame : null;

        public void Clear()
        {
            foreach (StereoFrame frame in _frames.Values)
            {
                frame.Dispose();
            }

            _frames.Clear();
        }

        public void Dispose() => Clear();
    }
}
