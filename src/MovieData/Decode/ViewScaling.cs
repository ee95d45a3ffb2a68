using System.Globalization;
using MovieData.Frames;
using MovieData.Source;
using MovieData.Source.Mvc;

namespace MovieData.Decode;

/// <summary>A film's views cannot be brought to the pipeline's size.</summary>
public sealed class DecodeException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>
/// What ffmpeg does to a coded picture before it crosses the pipe: cut out each view, scale it once, crop it. Both
/// views are treated alike; the views leave stacked, first view on top.
/// </summary>
public sealed class ViewScaling
{
    /// <summary>
    /// Enlarging a view by more than this invents pixels; such a film needs a pipeline of its own size. Of a sphere it
    /// is <see cref="FlatView.Enlargement"/>.
    /// </summary>
    private const double EnlargementMax = 1.5;

    /// <summary>Relative difference of aspect ratios that still counts as the same (1920×1080 and 1920×1088).</summary>
    private const double AspectTolerance = 0.01;

    private readonly PixelSize? _scaled;
    private readonly PixelArea? _crop;
    private readonly IReadOnlyList<CodedView> _views;
    private readonly Projection _projection;
    private readonly ColourCoding _colour;
    private readonly string _head;

    private ViewScaling(Film film, PixelSize? scaled, PixelArea? crop)
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

    /// <summary>Views as samples hold them: scaled to <c>view_px</c>, cropped to <c>crop_px</c>.</summary>
    /// <exception cref="DecodeException">The film is too small for <c>view_px</c> or has another aspect.</exception>
    public static ViewScaling ForSamples(Film film, DecodeOptions options)
    {
        // A flat view of a sphere has the aspect that is asked for.
        (double enlargement, double aspect) = film.Projection == Projection.Flat
            ? ((double)options.View.Width / film.ViewSize.Width,
                (double)film.ViewSize.Width / film.ViewSize.Height * options.View.Height / options.View.Width)
            : (FlatView.Enlargement(film.Projection, film.ViewSize, options.View), 1);
        if (enlargement > EnlargementMax || Math.Abs(aspect - 1) > AspectTolerance)
        {
            throw new DecodeException(
                $"{film.NameOf(0)}: a view is {film.ViewSize} ({StereoWords.Of(film.Projection)}), "
                + $"decode.view_px is {options.View}: "
                + (enlargement > EnlargementMax ? $"enlarging by {enlargement:F2} (at most {EnlargementMax})"
                    : "another aspect")
                + "; " + Advice(film, options.View));
        }

        return new ViewScaling(film, options.View, options.CropFor(film));
    }

    /// <summary>
    /// What to do where views do not fit <c>view_px</c>: square pixels or the other packing, where these would fit;
    /// another view_px only for views of a shape that films have.
    /// </summary>
    private static string Advice(Film film, PixelSize wanted)
    {
        StereoLayout packing = film.Layout switch
        {
            StereoLayout.SbsFull => StereoLayout.SbsHalf,
            StereoLayout.SbsHalf => StereoLayout.SbsFull,
            StereoLayout.TabFull => StereoLayout.TabHalf,
            StereoLayout.TabHalf => StereoLayout.TabFull,
            _ => film.Layout,
        };
        bool Fits(PixelSize view) => film.Projection == Projection.Flat && Math.Abs(
            ((double)view.Width / view.Height * wanted.Height / wanted.Width) - 1) <= AspectTolerance;
        var square = new Rational(1, 1);
        foreach ((StereoLayout layout, Rational aspect) in Fits(film.ViewSize) ? [] :
            ((StereoLayout, Rational)[])[(film.Layout, square), (packing, film.SampleAspect), (packing, square)])
        {
            PixelSize view = ViewShape.Size(layout, film.CodedSize, aspect);
            string flags = (layout == film.Layout ? "" : $" --layout {StereoWords.Of(layout)}")
                + (aspect == film.SampleAspect ? "" : " --sample-aspect 1:1");
            if (Fits(view))
            {
                return $"if views are {view} (sample aspect in the file {ViewShape.Words(film.SampleAspect)}), "
                    + $"state{flags}";
            }
        }

        return ViewShape.IsUsual(film.ViewSize, film.Projection)
            ? "state another view_px and crop_px in the pipeline"
            : "no film has such views: state the right --layout, or --sample-aspect W:H";
    }

    /// <summary>Views as they are coded: neither unsqueezed nor cropped, for <c>decode --md5</c>.</summary>
    /// <exception cref="DecodeException">A view has an odd edge, which yuv420p has not.</exception>
    public static ViewScaling Coded(Film film)
    {
        var scaling = new ViewScaling(film, null, null);
        return ((scaling.View.Width | scaling.View.Height) & 1) == 0
            ? scaling
            : throw new DecodeException($"{film.Paths[0]}: a coded view is {scaling.View}: --md5 needs even edges; "
                + "use --out, which scales");
    }

    /// <summary>The filter graph from <paramref name="input"/> (for example <c>0:0</c>) to the label [out].</summary>
    /// <param name="input">ffmpeg's name of the stream.</param>
    /// <param name="selection">
    /// select expression of the pictures that cross; null for all. Ends in a trim that closes the graph: stacking hands
    /// a
    /// picture on when the next one or the end has come.
    /// </param>
    /// <param name="end">Options of the trim filter, for example <c>end_pts=9000</c>; null runs to the film's
    /// end.</param>
    public string FilterGraph(string input, string? selection, string? end)
    {
        string head = $"[{input}]showinfo=checksum=0" + (end is null ? "" : $",trim={end}")
            + (selection is null ? "" : $",select='{selection}'") + $",{_head}";
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
