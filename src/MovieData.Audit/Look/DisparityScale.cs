using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Audit.Look;

/// <summary>What the colours of a disparity picture stand for.</summary>
/// <param name="ViewPxPerPx">px of the view for a px of the map: 1, or 2 where <c>output_scale</c> is 0.5.</param>
/// <param name="ViewWidth">Width of the whole view before the crop (<c>decode.view_px</c>), px.</param>
/// <param name="Range">Disparities at the ends of the colours, px of the view.</param>
internal sealed record DisparityScale(float ViewPxPerPx, int ViewWidth, ColourRange Range)
{
    private const double Percent = 100;

    /// <summary>A scale of these disparities' own range (<see cref="ColourMap.RangeOf"/>).</summary>
    /// <param name="disparity">px of its own size.</param>
    /// <param name="crop">Size of the views it belongs to.</param>
    /// <param name="viewWidth">Width of the view before the crop.</param>
    public static DisparityScale Of(Plane<float> disparity, PixelSize crop, int viewWidth)
    {
        float factor = FactorOf(disparity.Size, crop);
        ColourRange own = ColourMap.RangeOf(disparity);
        return new DisparityScale(factor, viewWidth, new ColourRange(factor * own.Min, factor * own.Max));
    }

    /// <summary>px of the view for a px of a map that is of the views' size or half of it.</summary>
    public static float FactorOf(PixelSize map, PixelSize crop) => map.Width == crop.Width ? 1 : 2;

    /// <summary>Where a disparity stands on the bar, 0…1; null: beyond its ends.</summary>
    public double? PlaceOf(float px) => px >= Range.Min && px <= Range.Max && Range.Max > Range.Min
        ? (px - Range.Min) / ((double)Range.Max - Range.Min) : null;

    /// <summary>A disparity in % of the view's width.</summary>
    public string PercentOf(float px) =>
        string.Create(CultureInfo.InvariantCulture, $"{Percent * px / ViewWidth:0.00} %");
}
