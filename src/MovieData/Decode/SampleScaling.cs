using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Decode;

/// <summary>A film's views cannot be brought to the pipeline's size.</summary>
public sealed class DecodeException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>Whether a film's views can become samples, and what ffmpeg does to them.</summary>
public static class SampleScaling
{
    /// <summary>
    /// Enlarging a view by more than this invents pixels; such a film needs a pipeline of its own size. Of a sphere it
    /// is <see cref="FlatView.Enlargement"/>.
    /// </summary>
    private const double EnlargementMax = 1.5;

    /// <summary>Relative difference of aspect ratios that still counts as the same (1920×1080 and 1920×1088).</summary>
    private const double AspectTolerance = 0.01;

    /// <summary>Views as samples hold them: scaled to <c>view_px</c>, cropped to <c>crop_px</c>.</summary>
    /// <exception cref="DecodeException">The film is too small for <c>view_px</c> or has another aspect.</exception>
    public static ViewScaling For(Film film, DecodeOptions options)
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
        StereoLayout packing = LayoutTable.Of(film.Layout).Other.Layout;
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
}
