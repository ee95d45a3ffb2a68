using System.Globalization;
using MovieData.Frames;

namespace MovieData.Source.Mvc;

/// <summary>
/// Single pairs of a Blu-ray 3D film, found by frame number through its index, for <see cref="StillPairs"/>.
/// </summary>
internal static class MvcStills
{
    /// <summary>Pixel memory for the pairs a decoder holds back.</summary>
    private const long PoolBytesMax = 1L << 30;

    /// <summary>Reads pairs; those that are damaged are left out.</summary>
    /// <param name="film">The probed film, of layout mvc.</param>
    /// <param name="timesS">Seconds from the start, ascending.</param>
    /// <param name="scaled">Size the views are brought to.</param>
    /// <param name="area">What is cut out of that; even edges.</param>
    /// <param name="cancel">Kills the children.</param>
    /// <returns>Base and dependent view, full-range RGB; the caller owns them.</returns>
    public static IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> Read(
        Film film, IEnumerable<double> timesS, PixelSize scaled, PixelArea area, CancellationToken cancel)
    {
        MvcSource source = MvcSource.Of(film, cancel);
        var pool = new PlanePool(PoolBytesMax);
        string size = string.Create(CultureInfo.InvariantCulture, $"{scaled.Width}:{scaled.Height}");
        string graph = ColourFilters.Head(film.Colour, fullChroma: false)
            + ColourFilters.Scale(film.Colour, size, "area")
            + string.Create(CultureInfo.InvariantCulture, $"crop={area.Width}:{area.Height}:{area.X}:{area.Y},")
            + ColourFilters.ToneMap(film.Colour) + ColourFilters.ToCoded(film.Colour);
        foreach (double timeS in timesS)
        {
            int number = Math.Min((int)(timeS * film.Fps.Value), source.Index(cancel).Frames.Count - 1);
            foreach (MvcPair pair in source.Decode(number, 0, pool, cancel, new MvcFilter(graph, area.Size)))
            {
                using (pair)
                {
                    if (pair.Frame.Number < number)
                    {
                        continue;
                    }

                    if (pair.Fault == MvcFault.None)
                    {
                        yield return (ToRgb(pair.BaseView!), ToRgb(pair.DependentView!));
                    }
                }

                break;
            }
        }

        Plane<Rgb24> ToRgb(Plane<byte> coded)
        {
            var view = new Plane<Rgb24>(area.Width, area.Height);
            MvcPair.ToRgb(coded, film.Colour.Coefficients, view);
            return view;
        }
    }
}
