using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Survey;

/// <summary>The reduced views that a film is surveyed at: their active part, without letterbox.</summary>
/// <param name="View">Size of the whole view, reduced.</param>
/// <param name="Area">The part of it that is looked at.</param>
/// <param name="ViewPxPerPx">Pixels of <c>view_px</c> to a pixel of the survey.</param>
public sealed record SurveyScaling(PixelSize View, PixelArea Area, double ViewPxPerPx)
{
    /// <summary>Views are reduced to this width: 15 GFLOP a pair.</summary>
    public const int WidthMax = 640;

    /// <summary>The least height of an active picture that is surveyed without its bars, px.</summary>
    private const int SideMin = 64;

    /// <summary>The scaling of a film.</summary>
    /// <param name="film">The probed film.</param>
    /// <param name="options">Section <c>decode</c>.</param>
    public static SurveyScaling Of(Film film, DecodeOptions options)
    {
        double scale = Math.Min(1, (double)WidthMax / options.View.Width);
        var view = new PixelSize(Even(options.View.Width * scale), Even(options.View.Height * scale));
        PixelArea whole = new(0, 0, view.Width, view.Height);
        return new SurveyScaling(view, film.Active is { } active ? Inside(active, film.ViewSize, whole) : whole,
            (double)options.View.Width / view.Width);
    }

    /// <summary>What ffmpeg does to each view of a film.</summary>
    public ViewScaling ToViews(Film film) => new(film, View, Area);

    // Even edges, rounded inwards; a picture that would be too small for flow is looked at with its bars.
    private static PixelArea Inside(PixelArea active, PixelSize coded, PixelArea whole)
    {
        (int left, int right) = Inwards(active.X, active.Width, coded.Width, whole.Width);
        (int top, int bottom) = Inwards(active.Y, active.Height, coded.Height, whole.Height);
        return right - left < SideMin || bottom - top < SideMin
            ? whole : new PixelArea(left, top, right - left, bottom - top);
    }

    private static (int From, int To) Inwards(int from, int length, int coded, int scaled) => (
        (int)Math.Ceiling((double)from * scaled / coded / 2) * 2,
        (int)((double)(from + length) * scaled / coded / 2) * 2);

    private static int Even(double length) => Math.Max(2, (int)Math.Round(length / 2) * 2);
}
