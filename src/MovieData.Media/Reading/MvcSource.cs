using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>Blu-ray 3D: both views of an access unit, found by its number through the index of the film.</summary>
/// <param name="film">The film.</param>
public sealed class MvcSource(Film film) : IFrameSource
{
    /// <summary>Pixel memory for the stills that a decoder holds back.</summary>
    private const long StillBytesMax = 1L << 30;

    /// <inheritdoc/>
    public long FramesDecoded { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Both views come through a pipe, of which ffmpeg decodes the base view. It has no time stamps of its
    /// own: frames are counted.</remarks>
    public IReadOnlyList<ScanPass> Passes =>
    [
        new ScanPass(0, [.. ConcatList.Reorder, "-f", "h264", "-i", "pipe:0"], "0:0")
        {
            Head = "setpts=N,", Feed = Feed,
        },
    ];

    /// <inheritdoc/>
    public IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel)
    {
        IReadOnlyList<int>? numbers = request.Positions?.Select(frame => frame.Number).ToArray() ?? request.Numbers;
        int next = 0;
        foreach (MvcPair pair in ReaderOf(cancel).Decode(
            numbers?[0] ?? 0, request.Threads, request.Pool, cancel, request.Scaling.ForMvc()))
        {
            FramesDecoded++;
            bool isWanted = numbers is null || numbers[next] == pair.Frame.Number;
            if (!isWanted || pair.Fault != MvcFault.None || cancel.IsCancellationRequested)
            {
                pair.Dispose();
                cancel.ThrowIfCancellationRequested();
            }

            if (isWanted)
            {
                next++;
                yield return pair.Fault == MvcFault.None
                    ? new SourceFrame(pair.Frame.Number, [pair.BaseView!, pair.DependentView!], 1, null)
                    : new SourceFrame(pair.Frame.Number, FaultOf(pair.Fault));
            }

            if (next == numbers?.Count)
            {
                yield break;
            }
        }

        if (request.Positions is not null)
        {
            throw new FilmException($"{film.NameOf(0)}: frame {numbers![next]} was planned, but the film ends before "
                + "it: it has changed");
        }

        // Every access unit comes out as a pair, damaged or not.
        if (numbers is not null || next == 0)
        {
            yield return new SourceFrame(
                numbers?[next] ?? 0, new FrameFault(FrameState.NotDecoded, "not decoded", film.NameOf(0), ""));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> ReadStills(
        IReadOnlyList<double> timesS, bool isExact, StillScaling scaling, CancellationToken cancel)
    {
        var pool = new PlanePool(StillBytesMax);
        string graph = ColourFilters.Head(film.Colour, fullChroma: false) + scaling.ToCoded(film, film.CodedSize);
        var filter = new MvcFilter(graph, scaling.Area.Size);
        MvcReader reader = ReaderOf(cancel);
        foreach (double timeS in timesS)
        {
            int number = Math.Min((int)(timeS * film.Fps.Value), reader.Index(cancel).Frames.Count - 1);
            foreach (MvcPair pair in reader.Decode(number, 0, pool, cancel, filter))
            {
                using (pair)
                {
                    if (pair.Frame.Number < number)
                    {
                        continue;
                    }

                    if (pair.Fault == MvcFault.None)
                    {
                        yield return ToRgb(pair, scaling.Area.Size);
                    }
                }

                break;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The scan counts the base frames that ffmpeg shows, the decoder counts access units. Where one has what the other
    /// has not (leading frames behind a start in mid-stream, a lost base frame), frame n of the plan would be another
    /// than frame n of the decoder.
    /// </remarks>
    public string? Contradiction(int frames, CancellationToken cancel)
    {
        int units = ReaderOf(cancel).Index(cancel).Frames.Count;
        return frames == units ? null : $"damaged, or cut in mid-stream: its base view decodes to {frames} pictures, "
            + $"but it has {units} access units, so that frames cannot be told apart; get a whole copy, or cut it at "
            + "an IDR picture";
    }

    private MvcReader ReaderOf(CancellationToken cancel) => MvcReader.Of(film, cancel);

    private (Plane<Rgb24> First, Plane<Rgb24> Second) ToRgb(MvcPair pair, PixelSize size)
    {
        // The pair keeps its planes.
        var frame = new SourceFrame(pair.Frame.Number, [pair.BaseView!, pair.DependentView!], 1, null);
        var first = new Plane<Rgb24>(size.Width, size.Height);
        var second = new Plane<Rgb24>(size.Width, size.Height);
        frame.ToRgb(0, film.Colour.Coefficients, first);
        frame.ToRgb(1, film.Colour.Coefficients, second);
        return (first, second);
    }

    private FrameFault FaultOf(MvcFault fault)
    {
        (FrameState state, string note) = fault == MvcFault.MissingView
            ? (FrameState.MissingView, "the access unit has no dependent view")
            : (FrameState.Damaged, "the access unit, or one it refers to, is damaged");
        return new FrameFault(state, note, film.NameOf(0), note);
    }

    private void Feed(ProcessInput input, CancellationToken stop)
    {
        using Stream coded = ReaderOf(stop).OpenCoded(stop);
        var buffer = new byte[1 << 16];
        int count;
        do
        {
            stop.ThrowIfCancellationRequested();
            count = coded.Read(buffer);
        }
        while (count > 0 && input.TryWrite(buffer.AsSpan(0, count)));
    }
}
