using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>Each view has a stream of its own: frame n of both, in two files or in one.</summary>
/// <param name="film">The film.</param>
/// <param name="pairing">Whether its streams share a clock.</param>
public sealed class TwoStreamSource(Film film, Pairing pairing) : IFrameSource
{
    private readonly StreamFrames _frames = new(film, [0, 1]);

    /// <inheritdoc/>
    public Pairing Pairing => pairing;

    /// <inheritdoc/>
    public bool MayUseGpu => true;

    /// <inheritdoc/>
    public long FramesDecoded => _frames.FramesDecoded;

    /// <inheritdoc/>
    public IReadOnlyList<ScanPass> Passes => [ScanPass.Of(film, 0), ScanPass.Of(film, 1)];

    /// <inheritdoc/>
    public IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel) =>
        _frames.Read(request, cancel);

    /// <inheritdoc/>
    /// <remarks>Always exact: both views must be of one instant, not each a key frame of its own.</remarks>
    public IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> ReadStills(
        IReadOnlyList<double> timesS, bool isExact, StillScaling scaling, CancellationToken cancel)
    {
        const string One = "trim=end_frame=1,setpts=0,";
        string small = ColourFilters.Head(film.Colour, fullChroma: false) + scaling.ToRgb(film, film.CodedSize);
        Plane<Rgb24>[] ReadStream(int stream, Func<int, string> filters)
        {
            var graph = new SeekGraph(film.InputOf(stream));
            foreach (double timeS in timesS)
            {
                graph.Add(timeS, SeekGraph.Exact, filters);
            }

            return Stills.Read(graph.Arguments(), scaling.Area.Size, cancel);
        }

        string Input(int n, int stream) => FormattableString.Invariant($"[{n}:{film.StreamIndexes[stream]}]");
        if (pairing == Pairing.OfStreams)
        {
            // The first frames that both streams show at one time. A seek leads to a key frame of the first stream; the
            // second may have its next one seconds later, and what it shows before cannot be decoded.
            return Stills.Pairs(
                ReadStream(0, n => FormattableString.Invariant(
                    $"{Input(n, 0)}{small}[c{n}];{Input(n, 1)}{small}[d{n}];[c{n}][d{n}]vstack,{One}null")),
                cancel);
        }

        Plane<Rgb24>[] first = ReadStream(0, n => Input(n, 0) + One + small);
        Plane<Rgb24>[] second = ReadStream(1, n => Input(n, 1) + One + small);
        cancel.ThrowIfCancellationRequested();
        return first.Length == second.Length ? first.Zip(second) : [];
    }
}
