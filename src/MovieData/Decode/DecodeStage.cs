using System.Runtime.CompilerServices;
using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Ledger;
using MovieData.Shots;
using MovieData.Source;
using MovieData.Staging;

namespace MovieData.Decode;

/// <summary>
/// Turns a segment into its stereo frames, in order: an ffmpeg child a stream, only planned pictures cross the pipe,
/// colour conversion in a kernel. A planned picture that is missing or damaged becomes a rejection, never a guess.
/// </summary>
public sealed class DecodeStage : IStage<Segment, StereoFrame>
{
    /// <summary>
    /// Seconds before the plan's seek point at which decoding starts, tried in turn until a key frame precedes the
    /// first
    /// picture (a container's index may lead behind it); the last try starts at the beginning of the file.
    /// </summary>
    private static readonly double?[] LeadsS = [0, 5, 30, null];

    /// <summary>
    /// Pictures that nobody asked for are skipped by a new seek when they last longer than this: starting a child costs
    /// about as much as decoding half a second.
    /// </summary>
    private const double SkippedSecondsMin = 1;

    private readonly Film _film;
    private readonly ViewScaling _scaling;
    private readonly PlanePool _pool;
    private readonly RejectionLog _rejections;
    private readonly int _threads;
    private readonly YuvCoefficients _coding;
    private readonly MvcViews? _mvc;

    /// <summary>A decoder for one film.</summary>
    /// <param name="film">The film; layout and view order known.</param>
    /// <param name="options">View size and crop.</param>
    /// <param name="pool">Where planes come from.</param>
    /// <param name="rejections">Told about every planned picture that does not come out.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <exception cref="DecodeException">The film does not fit <c>view_px</c>.</exception>
    public DecodeStage(Film film, DecodeOptions options, PlanePool pool, RejectionLog rejections, int threads)
    {
        _film = film;
        _scaling = ViewScaling.ForSamples(film, options);
        _pool = pool;
        _rejections = rejections;
        _threads = threads;
        _coding = film.Colour.Coefficients;
        _mvc = film.Layout == StereoLayout.Mvc ? new MvcViews(film, _scaling, _coding, pool) : null;
    }

    /// <summary>
    /// Pictures that decoders gave so far, wanted or not, MVC not counted: what seeking keeps small.
    /// </summary>
    public long PicturesDecoded { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="FFmpegException">A child failed or fell silent.</exception>
    public async IAsyncEnumerable<StereoFrame> RunAsync(
        IAsyncEnumerable<Segment> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (Segment segment in input.WithCancellation(cancel).ConfigureAwait(false))
        {
            RejectShifted(segment);
            foreach (IReadOnlyList<PlannedSample> run in Runs(segment))
            {
                foreach (StereoFrame frame in Decode(run, cancel))
                {
                    yield return frame;
                }
            }
        }
    }

    /// <summary>Samples that are decoded in one go; between runs the decoder seeks.</summary>
    internal IEnumerable<IReadOnlyList<PlannedSample>> Runs(Segment segment)
    {
        var run = new List<PlannedSample>();
        foreach (PlannedSample sample in segment.Samples.Where(sample => sample.TimeShiftFrames is null))
        {
            if (run.Count > 0 && SeekS(sample, 0) - (run[^1].Pts[0] * _film.TimeBases[0].Value) > SkippedSecondsMin)
            {
                yield return run;
                run = [];
            }

            run.Add(sample);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    // What the scan found out of step is not decoded: no rule could tell its disparity from a true one.
    private void RejectShifted(Segment segment)
    {
        foreach (PlannedSample sample in segment.Samples)
        {
            if (sample.TimeShiftFrames is { } shift)
            {
                _rejections.Add(sample.Frame, new Rejection(
                    "time_shift", shift, 0, $"the second view is {PairCheck.Words(shift)} the first, by the scan"));
            }
        }
    }

    private IEnumerable<StereoFrame> Decode(IReadOnlyList<PlannedSample> run, CancellationToken cancel) =>
        _mvc is not null ? _mvc.Decode(run, _rejections, _threads, cancel) : DecodePacked(run, cancel);

    private IEnumerable<StereoFrame> DecodePacked(IReadOnlyList<PlannedSample> run, CancellationToken cancel)
    {
        var undecided = new List<PlannedSample>(run);
        return DecoderDoubt.Settle(_threads, threads => DecodeUntilDoubt(undecided, threads, cancel));
    }

    /// <summary>
    /// Decodes samples and takes those that are decided off the list; with several threads a null ends them where the
    /// decoder complained.
    /// </summary>
    private IEnumerable<StereoFrame?> DecodeUntilDoubt(
        List<PlannedSample> undecided, int threads, CancellationToken cancel)
    {
        PlannedSample[] run = [.. undecided];
        var readers = new PictureReader[_film.StreamIndexes.Count];
        var waiting = new Queue<WaitingFrame>();
        try
        {
            for (int file = 0; file < readers.Length; file++)
            {
                readers[file] = OpenAtKeyFrame(run, file, threads, cancel);
            }

            foreach (PlannedSample sample in run)
            {
                cancel.ThrowIfCancellationRequested();
                (StereoFrame? frame, Rejection? rejection) = ReadFrame(readers, sample);
                if (IsInDoubt(readers, threads))
                {
                    frame?.Dispose();
                    yield return null;
                    yield break;
                }

                if (frame is not null)
                {
                    waiting.Enqueue(new WaitingFrame(frame, sample, [.. readers.Select(r => r.Position)]));
                }
                else
                {
                    undecided.Remove(sample);
                    _rejections.Add(sample.Frame, rejection!);
                }

                foreach (StereoFrame certain in TakeCertain(readers, waiting, undecided))
                {
                    yield return certain;
                }
            }

            Array.ForEach(readers, r => r.Drain());
            if (IsInDoubt(readers, threads))
            {
                yield return null;
                yield break;
            }

            foreach (StereoFrame certain in TakeCertain(readers, waiting, undecided))
            {
                yield return certain;
            }
        }
        finally
        {
            PicturesDecoded += readers.Sum(r => (r?.Position ?? -1) + 1);
            Array.ForEach(readers, r => r?.Dispose());
            waiting.ToList().ForEach(w => w.Frame.Dispose());
        }
    }

    private static bool IsInDoubt(PictureReader[] readers, int threads) =>
        threads != 1 && readers.Any(reader => reader.FirstComplaint.Length > 0);

    // A frame may refer to one that is shown after it: it is handed on when no later picture can prove it damaged.
    private IEnumerable<StereoFrame> TakeCertain(
        PictureReader[] readers, Queue<WaitingFrame> waiting, List<PlannedSample> undecided)
    {
        while (waiting.TryPeek(out WaitingFrame? first))
        {
            PictureState?[] verdicts = [.. readers.Zip(first.Positions, (reader, at) => reader.Verdict(at))];
            int damaged = Array.IndexOf(verdicts, PictureState.Damaged);
            if (damaged < 0 && verdicts.Contains(null))
            {
                yield break;
            }

            waiting.Dequeue();
            undecided.Remove(first.Sample);
            if (damaged < 0)
            {
                yield return first.Frame;
                continue;
            }

            first.Frame.Dispose();
            _rejections.Add(first.Sample.Frame, Rejected(PictureState.Damaged, first.Sample, damaged));
        }
    }

    // The decoder's own words hold addresses and come when a thread gets to them: they have no place in the data.
    private Rejection Rejected(PictureState state, PlannedSample sample, int file) => new(
        "damaged",
        double.NaN,
        double.NaN,
        $"{(state == PictureState.NotDecoded ? "not decoded" : "damaged")}: frame {sample.Frame} of "
            + Path.GetFileName(_film.NameOf(file)));

    private PictureReader OpenAtKeyFrame(PlannedSample[] run, int file, int threads, CancellationToken cancel)
    {
        foreach (double? leadS in LeadsS)
        {
            double? startS = SeekS(run[0], file) - leadS;
            using var guard = new ItemGuard<PictureReader>(PictureReader.Open(
                _film, file, PtsOf(run, file), startS is > 0 ? startS : null, _scaling, threads, cancel));
            PictureReader reader = guard.Item;
            bool good = reader.Preview(run[0].Pts[file]) == PictureState.Clean && reader.KeyFrameSeen;
            if (good || startS is not > 0)
            {
                return guard.PassOn(reader);
            }
        }

        throw new InvalidOperationException("the last lead starts at the beginning");
    }

    // Views that alternate in one stream are two pictures of one reader.
    private IEnumerable<long> PtsOf(PlannedSample[] run, int file) =>
        _film.Layout == StereoLayout.Alternating ? run.SelectMany(s => s.Pts) : run.Select(s => s.Pts[file]);

    // Seconds on the file's own clock; minus infinity: decode from the start; the picture itself where nothing is
    // known.
    private double SeekS(PlannedSample sample, int file)
    {
        long pts = sample.SeekPts.Count > file ? sample.SeekPts[file] : sample.Pts[file];
        return pts == PlannedSample.FromTheStart ? double.NegativeInfinity : pts * _film.TimeBases[file].Value;
    }

    private (StereoFrame? Frame, Rejection? Rejection) ReadFrame(PictureReader[] readers, PlannedSample sample)
    {
        (int width, int height) = _scaling.View;
        using var views = new HeldPlanes<Rgb24>(_pool);
        Rejection? rejection = null;
        for (int index = 0; index < sample.Pts.Count; index++)
        {
            int file = Math.Min(index, readers.Length - 1);
            PictureState state = readers[file].Await(sample.Pts[index]);
            if (state != PictureState.NotDecoded)
            {
                using Plane<byte> picture = _pool.Rent<byte>(width, height * _scaling.Views * 3 / 2);
                readers[file].Read(picture.Pixels);
                ToViews(picture.Pixels, views);
            }

            if (state != PictureState.Clean)
            {
                rejection ??= Rejected(state, sample, file);
            }
        }

        if (rejection is not null)
        {
            return (null, rejection);
        }

        return (StereoFrame.Of(sample.Frame, views, _film.ViewOrder == ViewOrder.RightFirst), null);
    }

    private void ToViews(Span<byte> picture, HeldPlanes<Rgb24> held)
    {
        (int width, int height) = _scaling.View;
        int views = _scaling.Views;
        int luma = width * height;
        int chroma = luma / 4;
        for (int view = 0; view < views; view++)
        {
            Plane<Rgb24> plane = held.Rent(width, height);
            ColorConvert.Yuv420ToRgb(
                picture.Slice(view * luma, luma),
                picture.Slice((views * luma) + (view * chroma), chroma),
                picture.Slice((views * (luma + chroma)) + (view * chroma), chroma),
                width,
                height,
                _coding,
                plane.Pixels);
        }
    }

    /// <summary>A frame that is read but not yet certain, and where each reader stood then.</summary>
    private sealed record WaitingFrame(StereoFrame Frame, PlannedSample Sample, int[] Positions);
}
