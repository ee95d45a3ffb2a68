using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>
/// Both views lie in each coded frame of one stream, wherever their layout says (<see cref="LayoutKind.Views"/>); or a
/// film of one view, which is the whole coded frame.
/// </summary>
/// <param name="film">The film.</param>
public sealed class PackedSource(Film film) : IFrameSource
{
    private readonly StreamFrames _frames = new(film, [0]);
    private readonly IReadOnlyList<CodedView> _views = CodedView.Of(film.Layout, film.CodedSize);

    /// <inheritdoc/>
    public bool HasStills => _views.Count == 2;

    /// <inheritdoc/>
    public bool MayUseGpu => true;

    /// <inheritdoc/>
    public long FramesDecoded => _frames.FramesDecoded;

    /// <inheritdoc/>
    public IReadOnlyList<ScanPass> Passes => [ScanPass.Of(film, 0)];

    /// <inheritdoc/>
    public IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel) =>
        _frames.Read(request, cancel);

    /// <inheritdoc/>
    public IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> ReadStills(
        IReadOnlyList<double> timesS, bool isExact, StillScaling scaling, CancellationToken cancel)
    {
        string head = ColourFilters.Head(film.Colour, CodedView.NeedFullChroma(film.Layout, film.CodedSize));
        string small = scaling.ToRgb(film, _views[0].Size);
        string Filters(int n) => FormattableString.Invariant(
            $"[{n}:{film.StreamIndexes[0]}]trim=end_frame=1,setpts=0,{head}split[a{n}][b{n}];")
            + FormattableString.Invariant($"[a{n}]{_views[0].Filter}{small}[c{n}];")
            + FormattableString.Invariant($"[b{n}]{_views[1].Filter}{small}[d{n}];[c{n}][d{n}]vstack");
        var graph = new SeekGraph(film.InputOf(0));
        foreach (double timeS in timesS)
        {
            graph.Add(timeS, isExact ? SeekGraph.Exact : SeekGraph.Key, Filters);
        }

        return Stills.Pairs(Stills.Read(graph.Arguments(), scaling.Area.Size, cancel), cancel);
    }
}
