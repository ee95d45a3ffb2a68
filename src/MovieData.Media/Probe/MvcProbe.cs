using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Mvc;

namespace MovieData.Media.Probe;

/// <summary>Recognises Blu-ray 3D (H.264 MVC) and describes it as the rest of the program reads it.</summary>
/// <remarks>
/// ffprobe sees the base view only. Frames of an MVC film are numbered by its access units; its time stamps are these
/// numbers, in ticks of one frame, because raw and transport streams of discs have a constant rate.
/// </remarks>
internal static class MvcProbe
{
    /// <summary>Rate of Blu-ray 3D, where the stream does not state one.</summary>
    private static readonly Rational DiscRate = new(24000, 1001);

    /// <summary>
    /// Opens what ffprobe cannot read: the two transport streams of a disc with a view each, and the interleaved files
    /// (SSIF) that hold both. Null for anything else.
    /// </summary>
    public static MvcReader? OpenOwn(SourceArgument source, FilmOverrides overrides, CancellationToken cancel)
    {
        bool possible = source.Paths.Count == 2
            || string.Equals(Path.GetExtension(source.Paths[0]), ".ssif", StringComparison.OrdinalIgnoreCase);
        return possible && overrides.Layout is null or StereoLayout.Mvc
            ? MvcReader.TryOpen(source.Paths, cancel)
            : null;
    }

    /// <summary>Describes such a film from its own streams alone.</summary>
    /// <exception cref="MvcException">MVC of a kind that cannot be decoded.</exception>
    public static Film ProbeTransport(
        SourceArgument source, MvcReader mvc, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        if (overrides.Stream is { } stream)
        {
            throw new FilmException($"{source.Word}: --stream {stream} chooses one stream, Blu-ray 3D has a view in "
                + "each: leave it out");
        }

        ColourTags tags = ColourTags.Of(mvc.Usability);
        ColourCoding colour = StreamColour.CodingOf(mvc.Name, tags, mvc.PixelFormat, "h264", mvc.Size.Height);
        var film = new Film
        {
            Id = source.Id,
            Paths = source.Paths,
            Layout = StereoLayout.Mvc,
            ViewOrder = overrides.ViewOrder ?? ViewOrder.Unknown,
            Projection = overrides.Projection ?? Projection.Flat,
            CodedSize = mvc.Size,
            SampleAspect = overrides.SampleAspect ?? new Rational(1, 1),
            ViewSize = mvc.Size,
            StreamIndexes = [0],
            TimeBases = [new Rational(1, 1)],
            Fps = DiscRate,
            Frames = 0,
            FramesExact = false,
            Colour = colour,
            PixelFormat = mvc.PixelFormat,
            Container = "mpegts",
            Codec = "h264",
            Chapters = [],
            Evidence =
            [
                .. overrides.ViewOrder is null ? (string[])[] : ["view order stated by the user"],
                .. StreamColour.Evidence(colour, tags, mvc.Size.Height),
            ],
            Warnings = [.. StreamColour.Warnings(colour, tags, mvc.PixelFormat)],
        };
        film = Describe(film, mvc, source.Paths, quick, cancel);
        film = quick ? film : WithActivePicture(film, cancel);
        return overrides.ChaptersFile is null
            ? film
            : film with
            {
                Chapters = ChapterFile.Read(
                overrides.ChaptersFile, mvc.Index(cancel).Frames.Count / film.Fps.Value)
            };
    }

    /// <summary>The film as MVC when it holds a second H.264 view and nothing says it is of another layout.</summary>
    /// <param name="film">What the container and the base view say.</param>
    /// <param name="paths">The film's file, or base and dependent file.</param>
    /// <param name="stated">Layout the user states, if any.</param>
    /// <param name="quick">True: frames are not counted.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    public static Film Complete(
        Film film, IReadOnlyList<string> paths, StereoLayout? stated, bool quick, CancellationToken cancel)
    {
        if (film.ClipFiles.Count > 0)
        {
            // BdmvProbe has asked its clips.
            return film;
        }

        bool isOpen = stated is null && film.Codec == "h264" && film.ClipSeconds.Count == 0
            && film.Layout is StereoLayout.Unknown or StereoLayout.Alternating or StereoLayout.Mono
            && MayHaveSecondView(film);
        if (film.Layout != StereoLayout.Mvc && !isOpen)
        {
            return film;
        }

        if (MvcReader.TryOpen(paths, cancel, film.StreamIndexes[0]) is { } reader)
        {
            // A container that says alternating pictures: what was taken for two pictures is one access unit.
            Film whole = film.Layout == StereoLayout.Alternating
                ? film with { Frames = (2 * film.Frames) + film.SkippedPictures, SkippedPictures = 0 }
                : film;
            return Describe(whole, reader, paths, quick, cancel);
        }

        string files = string.Join(" + ", paths.Select(Path.GetFileName));
        return isOpen
            ? film
            : film with { Warnings = [.. film.Warnings, $"said to be mvc, but {files} show no second H.264 view"] };
    }

    /// <summary>In a transport stream a second view may lie in a stream beside the one that the probe has read; raw
    /// bytes are read by <see cref="MvcReader"/> without a subprocess.</summary>
    private static bool MayHaveSecondView(Film film) =>
        film.ShowsSecondView != false || film.Container is "mpegts" or "h264";

    /// <summary>Describes a title of several clips, each with both views.</summary>
    /// <param name="film">What its base clips say, with <see cref="Film.ClipFiles"/>.</param>
    /// <param name="quick">True: frames are not counted.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="FilmException">A clip has no second view, or is unlike the first.</exception>
    public static Film DescribeClips(Film film, bool quick, CancellationToken cancel)
    {
        try
        {
            return Describe(film, MvcReader.Of(film, cancel), film.Paths, quick, cancel);
        }
        catch (MvcException fault)
        {
            throw new FilmException($"{film.NameOf(0)}: {fault.Message}", fault);
        }
    }

    /// <summary>Measured on pairs, for ffmpeg cannot read single pictures of these files.</summary>
    private static Film WithActivePicture(Film film, CancellationToken cancel)
    {
        (List<byte[]> first, List<byte[]> second) = ([], []);
        foreach ((Plane<Rgb24> one, Plane<Rgb24> other) in StillPairs.Read(
            film, StillPictures.CountMax, film.ViewSize.Width, cancel))
        {
            using (one)
            using (other)
            {
                first.Add(LumaOf(one));
                second.Add(LumaOf(other));
            }
        }

        return ActivePicture.Measure(
            film, [new StillPictures(film.ViewSize, first), new StillPictures(film.ViewSize, second)]);
    }

    private static byte[] LumaOf(Plane<Rgb24> picture)
    {
        byte[] luma = new byte[picture.Size.Area];
        for (int y = 0; y < picture.Height; y++)
        {
            Luma.Row(picture.Row(y), luma.AsSpan(y * picture.Width, picture.Width));
        }

        return luma;
    }

    private static Film Describe(
        Film film, MvcReader source, IReadOnlyList<string> paths, bool quick, CancellationToken cancel)
    {
        Rational fps = source.Fps ?? DiscRate;
        return film with
        {
            Paths = paths,
            Index = FilmIndex.Holding(source),
            Layout = StereoLayout.Mvc,
            CodedSize = source.Size,
            ViewSize = ViewShape.Size(StereoLayout.Mvc, source.Size, film.SampleAspect),
            StreamIndexes = [film.StreamIndexes[0]],
            TimeBases = [new Rational(fps.Denominator, fps.Numerator)],
            Fps = fps,
            Frames = quick ? film.Frames : source.Index(cancel).Frames.Count,
            FramesExact = !quick,
            DurationS = null,

            // Pairs are timed by their number, whatever the clock of their container says.
            StartS = 0,
            Chapters = [.. film.Chapters.Select(chapter => chapter with
            {
                StartS = chapter.StartS - film.StartS,
                EndS = chapter.EndS - film.StartS,
            })],
            Played = [.. film.Played.Select(span =>
                new PlayedSpan(span.StartS - film.StartS, span.EndS - film.StartS))],
            PixelFormat = source.PixelFormat,
            Evidence =
            [
                .. film.Evidence,
                string.Create(CultureInfo.InvariantCulture, $"layout mvc: dependent H.264 view of {source.Size} px"),
            ],
        };
    }
}
