using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>
/// What ffmpeg does to a coded picture before it crosses the pipe: cut out each view, scale it once, crop it. Both
/// views are treated alike; the views leave stacked, first view on top.
/// </summary>
public sealed class ViewScaling
{
    private readonly PixelSize? _scaled;
    private readonly PixelArea? _crop;
    private readonly IReadOnlyList<CodedView> _views;
    private readonly Projection _projection;
    private readonly ColourCoding _colour;
    private readonly string _head;

    /// <summary>What is done to the views of a film.</summary>
    /// <param name="film">The film.</param>
    /// <param name="scaled">Size the whole view is brought to; null: as it is coded, for digests.</param>
    /// <param name="crop">What is cut out of that; null: nothing.</param>
    public ViewScaling(Film film, PixelSize? scaled, PixelArea? crop)
    {
        IReadOnlyList<CodedView> views = CodedView.Of(film.Layout, film.CodedSize);
        _views = views;
        _projection = film.Projection;
        _scaled = scaled;
        _crop = crop;
        _colour = film.Colour;
        _head = ColourFilters.Head(film.Colour, CodedView.NeedFullChroma(film.Layout, film.CodedSize));
        View = crop?.Size ?? scaled ?? views[0].Size;
    }

    /// <summary>Size of one view as it leaves ffmpeg.</summary>
    public PixelSize View { get; }

    /// <summary>Views in one picture of the stream: 2 when packed, 1 when each view has pictures of its own.</summary>
    public int Views => _views.Count;

    /// <summary>Bytes of one picture on the pipe: all views stacked, yuv420p, planes Y, U, V tightly packed.</summary>
    public int PictureBytes => View.Width * View.Height * Views * 3 / 2;

    /// <summary>The filter graph from <paramref name="input"/> (for example <c>0:0</c>) to the label [out].</summary>
    /// <param name="input">ffmpeg's name of the stream.</param>
    /// <param name="selection">
    /// select expression of the pictures that cross; null for all.
    /// </param>
    /// <param name="end">Options of the trim filter, for example <c>end_pts=9000</c>; null runs to the film's
    /// end.</param>
    /// <param name="toCoded">Filters, each ending in a comma, that bring a picture as the decoder gives it to the
    /// film's pixel format; empty where it has it.</param>
    public string FilterGraph(string input, string? selection, string? end, string toCoded = "")
    {
        string head = $"[{input}]showinfo=checksum=0" + (end is null ? "" : $",trim={end}")
            + (selection is null ? "" : $",select='{selection}'") + $",{toCoded}{_head}";
        if (_views.Count == 1)
        {
            return $"{head}{ViewFilter(_views[0])}[out]";
        }

        return $"{head}split=2[a][b];[a]{ViewFilter(_views[0])}[first];"
            + $"[b]{ViewFilter(_views[1])}[second];[first][second]vstack[out]";
    }

    /// <summary>The same for a decoder that gives each view as a picture of its own.</summary>
    public MvcFilter ForMvc() => new(_head + ViewFilter(_views[0]), View);

    private string ViewFilter(CodedView view)
    {
        string flat = _scaled is { } sphere && _projection != Projection.Flat
            ? FlatView.Filter(_projection, view.Size, sphere)
            : "";
        string size = _scaled is { } s ? Invariant($"{s.Width}:{s.Height}") : "";
        string crop = _crop is { } c ? Invariant($"crop={c.Width}:{c.Height}:{c.X}:{c.Y},") : "";
        return view.Filter + flat + ColourFilters.Scale(_colour, size, "bicubic") + crop
            + (_scaled is null ? "" : ColourFilters.ToneMap(_colour)) + ColourFilters.ToCoded(_colour);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
