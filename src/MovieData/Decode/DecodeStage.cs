using System.Runtime.CompilerServices;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Staging;

namespace MovieData.Decode;

/// <summary>
/// Turns a segment into its stereo frames, in order: its source (<see cref="IFrameSource"/>) reads them, a kernel
/// converts their colour. A planned frame that is missing or damaged becomes a rejection, never a guess.
/// </summary>
public sealed class DecodeStage : IStage<Segment, StereoFrame>
{
    /// <summary>
    /// Frames that nobody asked for are skipped by a new seek when they last longer than this: starting a subprocess
    /// costs about as much as decoding half a second.
    /// </summary>
    private const double SkippedSecondsMin = 1;

    private readonly Film _film;
    private readonly IFrameSource _source;
    private readonly ViewScaling _scaling;
    private readonly PlanePool _pool;
    private readonly RejectionLog _rejections;
    private readonly int _threads;

    /// <summary>A decoder for one film.</summary>
    /// <param name="film">The film; layout and view order known.</param>
    /// <param name="options">View size and crop.</param>
    /// <param name="pool">Where planes come from.</param>
    /// <param name="rejections">Gets an entry for every planned frame that does not come out.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <exception cref="DecodeException">The film does not fit <c>view_px</c>.</exception>
    public DecodeStage(Film film, DecodeOptions options, PlanePool pool, RejectionLog rejections, int threads)
        : this(film, SampleScaling.For(film, options), pool, rejections, threads)
    {
    }

    /// <summary>The same for views of any size.</summary>
    internal DecodeStage(Film film, ViewScaling scaling, PlanePool pool, RejectionLog rejections, int threads)
    {
        _film = film;
        _source = film.OpenSource();
        _scaling = scaling;
        _pool = pool;
        _rejections = rejections;
        _threads = threads;
    }

    /// <summary>The GPU that decodes the film as long as it is trusted; null: it is decoded in software.</summary>
    public GpuDecoder? Gpu { get; init; }

    /// <inheritdoc cref="FrameRequest.IsKnownClean"/>
    public bool IsKnownClean { get; init; }

    /// <inheritdoc cref="IFrameSource.FramesDecoded"/>
    public long FramesDecoded => _source.FramesDecoded;

    /// <inheritdoc/>
    /// <exception cref="FFmpegException">A subprocess failed or fell silent.</exception>
    /// <exception cref="FilmException">The film has changed since it was planned.</exception>
    public async IAsyncEnumerable<StereoFrame> RunAsync(
        IAsyncEnumerable<Segment> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (Segment segment in input.WithCancellation(cancel).ConfigureAwait(false))
        {
            RejectShifted(segment);
            foreach (SourceFrame frame in Runs(segment).SelectMany(run => Read(run, cancel)))
            {
                if (ToStereo(frame) is { } stereo)
                {
                    yield return stereo;
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
            if (run.Count > 0 && sample.Position.SeekS(_film, 0) - (run[^1].Pts[0] * _film.TimeBases[0].Value)
                > SkippedSecondsMin)
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

    /// <summary>The frames of a run, final, in order; the receiver owns them.</summary>
    internal IEnumerable<SourceFrame> Read(IReadOnlyList<PlannedSample> run, CancellationToken cancel) =>
        _source.Read(
            new FrameRequest(_scaling, _pool, _threads)
            {
                Positions = [.. run.Select(sample => sample.Position)],
                Gpu = Gpu,
                IsKnownClean = IsKnownClean,
            },
            cancel);

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

    /// <summary>Takes a frame over; null where it was rejected.</summary>
    private StereoFrame? ToStereo(SourceFrame frame)
    {
        using (frame)
        {
            if (frame.Fault is { } fault)
            {
                string rule = fault.State == FrameState.MissingView ? "missing_view" : "damaged";
                _rejections.Add(frame.Number, new Rejection(rule, double.NaN, double.NaN, fault.Note));
                return null;
            }

            using var views = new HeldPlanes<Rgb24>(_pool);
            for (int view = 0; view < frame.Views; view++)
            {
                frame.ToRgb(
                    view, _film.Colour.Coefficients, views.Rent(_scaling.View.Width, _scaling.View.Height));
            }

            return StereoFrame.Of(frame.Number, views, _film.ViewOrder == ViewOrder.RightFirst);
        }
    }
}
