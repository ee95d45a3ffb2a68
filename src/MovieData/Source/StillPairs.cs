using System.Globalization;
using System.Text;
using MovieData.Frames;
using MovieData.Source.Mvc;

namespace MovieData.Source;

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
    /// <param name="cancel">Kills the children.</param>
    /// <returns>First and second view, coded order, full-range RGB; the caller owns them. Damaged stretches and
    /// repeated pictures give fewer.</returns>
    /// <exception cref="FilmException">A child was lost, which says nothing about the film.</exception>
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
        PixelArea area = ActiveArea(film, widthMax, out PixelSize scaled);

        // Two files need the same instant, not each its own key picture.
        return Read(
            film,
            () => Different(Pairs(film, timesS, isExact: film.StreamIndexes.Count == 2, scaled, area, cancel)),
            cancel);
    }

    /// <summary>
    /// Reads the whole views at one time; null where there is no such pair or it cannot be had by seeking.
    /// </summary>
    /// <param name="film">The probed film.</param>
    /// <param name="timeS">Seconds from the start.</param>
    /// <param name="size">Size the views are brought to, even edges.</param>
    /// <param name="cancel">Kills the children.</param>
    /// <exception cref="FilmException">A child was lost, which says nothing about the film.</exception>
    public static (Plane<Rgb24> First, Plane<Rgb24> Second)? ReadAt(
        Film film, double timeS, PixelSize size, CancellationToken cancel)
    {
        if (!CanRead(film))
        {
            return null;
        }

        var whole = new PixelArea(0, 0, size.Width, size.Height);
        return Read(
            film,
            () => Pairs(film, [timeS], isExact: true, size, whole, cancel)
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
    internal static bool CanRead(Film film) => film.Layout is not (StereoLayout.Unknown or StereoLayout.Mono
        or StereoLayout.MvHevc) && (film.Layout != StereoLayout.Alternating || film.Clips == 1);

    private static IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> Pairs(
        Film film, double[] timesS, bool isExact, PixelSize scaled, PixelArea area, CancellationToken cancel)
    {
        if (film.Layout == StereoLayout.Mvc)
        {
            return MvcStills.Read(film, timesS, scaled, area, cancel);
        }

        if (film.Layout == StereoLayout.Alternating)
        {
            string filter = ColourFilters.Head(film.Colour, fullChroma: false)
                + Filter(film, film.CodedSize, scaled, area);
            return AlternatingStills.Read(film, timesS, filter, area.Size, cancel);
        }

        // Both streams of one file come out of one child, which pairs their pictures by time.
        int children = film.Layout == StereoLayout.TwoStreams ? 1 : film.StreamIndexes.Count;
        List<Plane<Rgb24>[]> files = [.. Enumerable.Range(0, children).Select(file =>
            ReadFile(Arguments(film, file, timesS, isExact, scaled, area), area.Size, cancel))];
        cancel.ThrowIfCancellationRequested();
        return files.Count == 1
            ? files[0].Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]))
            : files[0].Length == files[1].Length ? files[0].Zip(files[1]) : [];
    }

    /// <summary>The active picture in a view reduced to <paramref name="scaled"/>.</summary>
    private static PixelArea ActiveArea(Film film, int widthMax, out PixelSize scaled)
    {
        PixelSize view = film.ViewSize;
        double scale = Math.Min(1, (double)widthMax / view.Width);
        scaled = new PixelSize(Even(view.Width * scale), Even(view.Height * scale));
        PixelArea active = film.Active ?? new PixelArea(0, 0, view.Width, view.Height);
        var area = new PixelArea(
            Even(active.X * scale), Even(active.Y * scale), Even(active.Width * scale), Even(active.Height * scale));
        return new PixelArea(
            area.X, area.Y, Math.Min(area.Width, scaled.Width - area.X), Math.Min(area.Height, scaled.Height - area.Y));
    }

    private static int Even(double length) => (int)Math.Round(length / 2) * 2;

    /// <summary>Every whole picture that a child puts out.</summary>
    /// <exception cref="FFmpegException">It was killed or fell silent: that says nothing about the film.</exception>
    internal static Plane<Rgb24>[] ReadFile(
        IReadOnlyList<string> arguments, PixelSize size, CancellationToken cancel)
    {
        var pictures = new List<Plane<Rgb24>>();
        using FFmpegProcess child = FFmpegProcess.Start("ffmpeg", arguments, cancel);
        for (bool isWhole = true; isWhole;)
        {
            var picture = new Plane<Rgb24>(size.Width, size.Height);
            isWhole = child.ReadFully(picture.Bytes) == picture.Bytes.Length;
            pictures.AddRange(isWhole ? [picture] : []);
        }

        child.RequireNotLost();
        return [.. pictures];
    }

    /// <summary>
    /// ffmpeg filters from a coded view (<see cref="ColourFilters.Head"/> before it) to RGB of a size, and what is cut
    /// out of that.
    /// </summary>
    private static string Filter(Film film, PixelSize coded, PixelSize scaled, PixelArea area)
    {
        bool isFlat = film.Projection == Projection.Flat;
        string size = string.Create(CultureInfo.InvariantCulture, $"{scaled.Width}:{scaled.Height}");
        return (isFlat ? "" : FlatView.Filter(film.Projection, coded, scaled))
            + ColourFilters.Scale(film.Colour, size, isFlat ? "area" : "bicubic")
            + string.Create(CultureInfo.InvariantCulture, $"crop={area.Width}:{area.Height}:{area.X}:{area.Y},")
            + ColourFilters.ToneMap(film.Colour) + ColourFilters.ToRgb(film.Colour) + "setsar=1";
    }

    private static List<string> Arguments(
        Film film, int file, double[] timesS, bool isExact, PixelSize scaled, PixelArea area)
    {
        string[] seek = isExact ? [] : ["-skip_frame", "nokey", "-noaccurate_seek"];
        List<string> arguments = ["-hide_banner", "-nostdin", "-v", "error"];
        var graph = new StringBuilder();
        IReadOnlyList<CodedView> views = CodedView.Of(film.Layout, film.CodedSize);
        string small = Filter(film, views[0].Size, scaled, area);
        string colour = ColourFilters.Head(film.Colour, CodedView.NeedFullChroma(film.Layout, film.CodedSize));
        const string One = "trim=end_frame=1,setpts=0,";
        for (int pair = 0; pair < timesS.Length; pair++)
        {
            arguments.AddRange(["-threads", "1", .. seek, "-noautorotate"]);
            arguments.AddRange(["-ss", timesS[pair].ToString("F3", CultureInfo.InvariantCulture)]);
            arguments.AddRange(film.InputOf(file));
            string head = string.Create(
                CultureInfo.InvariantCulture, $"[{pair}:{film.StreamIndexes[file]}]{One}")
                + colour;
            graph.Append(film.Layout == StereoLayout.TwoStreams
                ? WithSecondStream(film, pair, colour + small) + $"{One}null[v{pair}];"
                : views.Count == 1
                ? $"{head}{views[0].Filter}{small}[v{pair}];"
                : $"{head}split[a{pair}][b{pair}];[a{pair}]{views[0].Filter}{small}[c{pair}];"
                    + $"[b{pair}]{views[1].Filter}{small}[d{pair}];[c{pair}][d{pair}]vstack[v{pair}];");
        }

        graph.AppendJoin("", Enumerable.Range(0, timesS.Length).Select(pair => $"[v{pair}]"));
        graph.Append(CultureInfo.InvariantCulture, $"concat=n={timesS.Length}[all]");
        arguments.AddRange(["-filter_complex", graph.ToString(), "-map", "[all]", "-fps_mode", "passthrough"]);
        arguments.AddRange(["-f", "rawvideo", "-"]);
        return arguments;
    }

    /// <summary>
    /// The first pictures that both streams show at one time. A seek leads to a key picture of the first stream; the
    /// second may have its next one seconds later, and what it shows before cannot be decoded.
    /// </summary>
    private static string WithSecondStream(Film film, int input, string small) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{input}:{film.StreamIndexes[0]}]{small}[c{input}];[{input}:{film.StreamIndexes[1]}]{small}[d{input}];"
        + $"[c{input}][d{input}]vstack,");

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
