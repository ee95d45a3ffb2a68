using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>What becomes of a view of which a still is wanted.</summary>
/// <param name="Scaled">Size the whole view is brought to; even edges.</param>
/// <param name="Area">What is cut out of that; even edges.</param>
public sealed record StillScaling(PixelSize Scaled, PixelArea Area)
{
    /// <summary>The whole view, brought to a size.</summary>
    public static StillScaling Whole(PixelSize size) => new(size, new PixelArea(0, 0, size.Width, size.Height));

    /// <summary>ffmpeg filters from a coded view behind <see cref="ColourFilters.Head"/> to full-range RGB.</summary>
    /// <param name="film">The film.</param>
    /// <param name="coded">Size of the view as it is coded.</param>
    public string ToRgb(Film film, PixelSize coded) => Cut(film, coded) + ColourFilters.ToRgb(film.Colour) + "setsar=1";

    /// <summary>The same to 4:2:0, 8 bits.</summary>
    public string ToCoded(Film film, PixelSize coded) => Cut(film, coded) + ColourFilters.ToCoded(film.Colour);

    private string Cut(Film film, PixelSize coded)
    {
        bool isFlat = film.Projection == Projection.Flat;
        string size = string.Create(CultureInfo.InvariantCulture, $"{Scaled.Width}:{Scaled.Height}");
        return (isFlat ? "" : FlatView.Filter(film.Projection, coded, Scaled))
            + ColourFilters.Scale(film.Colour, size, isFlat ? "area" : "bicubic")
            + string.Create(CultureInfo.InvariantCulture, $"crop={Area.Width}:{Area.Height}:{Area.X}:{Area.Y},")
            + ColourFilters.ToneMap(film.Colour);
    }
}
