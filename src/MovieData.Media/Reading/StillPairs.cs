using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// A few pairs of views spread over a film, small and without black bars, for questions that only pictures answer. Read
/// by seeking to key pictures: seconds even for a 2-hour film.
/// </summary>
public static class StillPairs
{
    /// <summary>Pairs closer than this show the same: short films give fewer.</summary>
    private const double SecondsBetweenMin = 1;

    /// <summary>Reads pairs at evenly spread times, without black bars.</summary>
    /// <param name="film">The probed film.</param>
    /// <param name="countMax">At most so many pairs.</param>
    /// <param name="widthMax">Views are reduced to this width.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    /// <returns>First and second view, coded order, full-range RGB; the caller owns them. Damaged stretches and
    /// repeated pictures give fewer.</returns>
    /// <exception cref="FilmException">A subprocess was lost, which says nothing about the film.</exception>
    public static IReadOnlyList<(Plane<Rgb24> First, Plane<Rgb24> Second)> Read(
        Film film, int countMax, int widthMax, CancellationToken cancel)
    {
        if (!CanRead(film))
        {
            return [];
        }

        double lengthS = film.DurationS ?? film.Frames / film.Fps.Value;
        double playedS = film.Played.Count > 0 ? film.Played.Sum(span => span.EndS - span.StartS) : lengthS;
        int count = (int)Math.Clamp(playedS / SecondsBetweenMin, 1, countMax);
        double[] timesS = PlayedSpan.Spread(film.Played, film.StartS, lengthS, count);
        StillScaling scaling = ActiveArea(film, widthMax);
        return Read(
            film,
            () => Different(film.OpenSource().ReadStills(timesS, isExact: false, scaling, cancel)),
            cancel);
    }

    /// <summary>
    /// Reads the whole views at one time; null where there is no such pair or it cannot be had by seeking.
    /// </summary>
    /// <param name="film">The probed film.</param>
    /// <param name="timeS">Seconds from the start.</param>
    /// <param name="size">Size the views are brought to, even edges.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    /// <exception cref="FilmException">A subprocess was lost, which says nothing about the film.</exception>
    public static (Plane<Rgb24> First, Plane<Rgb24> Second)? ReadAt(
        Film film, double timeS, PixelSize size, CancellationToken cancel)
    {
        if (!CanRead(film))
        {
            return null;
        }

        return Read(
            film,
            () => film.OpenSource().ReadStills([timeS], isExact: true, StillScaling.Whole(size), cancel)
                .Select(pair => ((Plane<Rgb24>, Plane<Rgb24>)?)pair)
                .FirstOrDefault(),
            cancel);
    }

    private static T Read<T>(Film film, Func<T> read, CancellationToken cancel)
    {
        try
        {
            return read();
        }
        catch (FFmpegException fault) when (!fault.IsOfProgram)
        {
            cancel.ThrowIfCancellationRequested();
            throw new FilmException($"{film.NameOf(0)}: no pictures to look at: {fault.Message}", fault);
        }
    }

    /// <summary>True for films whose pairs can be had by seeking.</summary>
    public static bool CanRead(Film film) => film.OpenSource().HasStills;

    /// <summary>The active picture, in a view reduced to a width.</summary>
    private static StillScaling ActiveArea(Film film, int widthMax)
    {
        PixelSize view = film.ViewSize;
        double scale = Math.Min(1, (double)widthMax / view.Width);
        var scaled = new PixelSize(Even(view.Width * scale), Even(view.Height * scale));
        PixelArea active = film.Active ?? new PixelArea(0, 0, view.Width, view.Height);
        var area = new PixelArea(
            Even(active.X * scale), Even(active.Y * scale), Even(active.Width * scale), Even(active.Height * scale));
        return new StillScaling(scaled, area with
        {
            Width = Math.Min(area.Width, scaled.Width - area.X),
            Height = Math.Min(area.Height, scaled.Height - area.Y),
        });
    }

    private static int Even(double length) => (int)Math.Round(length / 2) * 2;

    /// <summary>Several times may lead to one key picture.</summary>
    private static List<(Plane<Rgb24> First, Plane<Rgb24> Second)> Different(
        IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> pairs)
    {
        var different = new List<(Plane<Rgb24> First, Plane<Rgb24> Second)>();
        foreach ((Plane<Rgb24> First, Plane<Rgb24> Second) pair in pairs)
        {
            if (different.Count == 0 || !pair.First.Bytes.SequenceEqual(different[^1].First.Bytes))
            {
                different.Add(pair);
            }
        }

        return different;
    }
}
