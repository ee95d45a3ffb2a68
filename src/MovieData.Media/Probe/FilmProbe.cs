using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Containers;
using MovieData.Media.Discs;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Native;

namespace MovieData.Media.Probe;

/// <summary>Finds out what a film is, and says why it believes it; a few subprocesses a file, no scan.</summary>
public static class FilmProbe
{
    /// <summary>
    /// Packets are counted in files up to this size; longer ones, whose reading takes minutes, get an estimate from
    /// length and rate. The scan counts exactly in any case.
    /// </summary>
    public const long CountedBytesMax = 4L << 30;

    /// <summary>Probes one source.</summary>
    /// <param name="source">The file or files.</param>
    /// <param name="overrides">What the user states; wins over what is found.</param>
    /// <param name="quick">True: container facts only; no picture is decoded and nothing is counted.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="FilmException">The source is missing, not a video, or refused (CONTRACT.md, "Bad input"); or a
    /// subprocess was lost, which says nothing about it.</exception>
    public static Film Probe(SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        try
        {
            return ProbeSource(source, overrides, quick, cancel);
        }
        catch (FFmpegException fault) when (!fault.IsOfProgram)
        {
            cancel.ThrowIfCancellationRequested();
            throw new FilmException($"{source.Word}: {fault.Message}", fault);
        }
    }

    private static Film ProbeSource(
        SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        if (source.Paths.Count == 1 && Directory.Exists(source.Paths[0]))
        {
            Film title = BdmvProbe.Probe(source, overrides, quick, cancel);
            return WarnOfUnusedStreams(MvcProbe.Complete(title, title.Paths, overrides.Layout, quick, cancel));
        }

        if (overrides.Playlist is not null)
        {
            throw new FilmException(
                $"{source.Word}: --playlist {overrides.Playlist} is for Blu-ray folders, not for files");
        }

        return MvcProbe.OpenOwn(source, overrides, cancel) is { } reader
            ? MvcProbe.ProbeTransport(source, reader, overrides, quick, cancel)
            : WarnOfUnusedStreams(MvcProbe.Complete(
                ProbeFiles(source, overrides, quick, cancel), source.Paths, overrides.Layout, quick, cancel));
    }

    // At the end: only then is it known whether a second stream is the second view of Blu-ray 3D.
    private static Film WarnOfUnusedStreams(Film film) => film.Layout switch
    {
        StereoLayout.TwoStreams => film,
        StereoLayout.Mvc => film with { Evidence = [.. film.Evidence, .. film.StreamNotes] },
        _ => film with { Warnings = [.. film.Warnings, .. film.StreamNotes] },
    };

    /// <summary>Probes a film in one or two files.</summary>
    internal static Film ProbeFiles(
        SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        ContainerFacts[] files = [.. source.Paths.Select(path =>
            MatroskaEvidence.Add(ContainerFacts.Read(path, quick, cancel), overrides))];
        ViewPairing.RequireSameParts(source, files);
        return Judge(source, files, overrides, quick, cancel);
    }

    /// <summary>Judges what is known of a film's one or two files, or of its clips, which are as one file.</summary>
    internal static Film Judge(
        SourceArgument source, ContainerFacts[] files, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        StreamChoice[] choices = [.. files.Select(file => StreamChoice.Choose(file, overrides, quick, cancel))];
        StreamFacts[] streams = [.. choices.Select(choice => choice.Stream)];
        files = quick ? files : [.. files.Zip(streams, (file, stream) =>
            file.WithOwnWord(countsPackets: IsCounted(file, stream), cancel))];
        int[] frames = [.. files.Zip(streams, (file, stream) => Count(file, stream, quick, cancel))];
        StillPictures[] stills = quick ? [] : [.. files.Zip(streams, (file, stream) =>
            StillPictures.Read(file, stream, LengthS(stream, frames[0]), stream.IsFullRange, cancel))];
        PackingTest? packing = stills.Length == 1 ? PackingTest.Run(stills[0], streams[0].SampleAspect) : null;
        ProjectionEvidence projection = ProjectionEvidence.Weigh(files[0].Path, streams[0], overrides);
        StereoEvidence Weigh(StreamChoice choice) =>
            StereoEvidence.Weigh(files[0], choice, overrides, packing, projection.Projection);
        StereoEvidence evidence = Weigh(choices[0]);
        if (files.Length == 1 && evidence.Layout == StereoLayout.TwoStreams && overrides.Layout is null && !quick
            && !choices[0].IsToldOfViews(files[0]))
        {
            Film pair = Describe(
                source, files[0], streams, frames[0], evidence.Layout, evidence, projection.Projection, overrides);
            pair = ViewPairing.WithSecondStream(pair, files[0], choices[0].Peers);
            evidence = ViewPairing.AskStreams(
                pair, evidence, () => Weigh(choices[0] with { Peers = streams }), cancel);
        }

        StereoLayout layout = evidence.Layout;
        choices[0].RequireViews(layout, files[0], overrides, quick);
        if (files.Length == 2)
        {
            layout = ViewPairing.OfFiles(source, files, streams, frames, evidence);
        }
        else if (layout == StereoLayout.TwoFiles)
        {
            throw new FilmException($"{source.Word}: layout two-files needs two files: give left.mkv+right.mkv");
        }

        Film film = Describe(
            source, files[0], streams, frames[0], layout, evidence, projection.Projection, overrides);
        film = layout switch
        {
            StereoLayout.TwoFiles => ViewPairing.RequireOneColour(film, files[1], [streams[1]]),
            StereoLayout.TwoStreams => ViewPairing.RequireOneColour(
                ViewPairing.WithSecondStream(film, files[0], choices[0].Peers), files[0], choices[0].Peers),
            StereoLayout.Alternating => ViewPairing.WithHalfTheFrames(
                film, Alternation.Of(files[0].Input, streams[0], cancel)),
            _ => film,
        };
        film = WithNotes(film with { IsStatedInStep = overrides.InStep }, files, choices, stills, projection);
        film = ContainerColour.Compare(film, files);
        film = film.Projection == Projection.Flat ? ActivePicture.Measure(film, stills) : film;
        return WithChapters(film, overrides.ChaptersFile, streams[0]);
    }

    private static Film WithNotes(
        Film film,
        ContainerFacts[] files,
        StreamChoice[] choices,
        StillPictures[] stills,
        ProjectionEvidence projection) => film with
        {
            StreamNotes = [.. choices.Select(choice => choice.Note).OfType<string>()],
            Projection = projection.Projection,
            Evidence = [.. film.Evidence, .. projection.Sentences, .. StreamNotes.Evidence(choices[0].Stream)],
            Warnings =
            [
                .. film.Warnings,
                .. projection.Warnings,
                .. stills.Select(still => still.Fault).OfType<string>().Select(fault =>
                    $"no picture could be looked at, so that packing and black bars are not measured: {fault}"),
                .. stills.Zip(files, choices).Select(one => LevelCheck.Warning(
                    Path.GetFileName(one.Second.Path), one.First.CodedLevels, one.Third.Stream.IsFullRange))
                    .OfType<string>(),
                .. choices.Zip(files).SelectMany(one =>
                    one.First.Views(film.Layout)
                        .SelectMany(view => StreamNotes.Warnings(one.Second.Path, view, film.Layout)))
                    .Distinct(),
            ],
        };

    private static double LengthS(StreamFacts stream, int frames) =>
        stream.DurationS ?? frames / Math.Max(1, stream.AverageRate.Value);

    /// <summary>Chapters of a file the user names, whose times count from the first picture.</summary>
    private static Film WithChapters(Film film, string? path, StreamFacts stream)
    {
        if (path is null)
        {
            return film;
        }

        IReadOnlyList<Chapter> chapters = ChapterFile.Read(path, LengthS(stream, film.Frames));
        return film with
        {
            Chapters = [.. chapters.Select(chapter => chapter with
            {
                StartS = chapter.StartS + stream.StartS,
                EndS = chapter.EndS + stream.StartS,
            })],
            Evidence = [.. film.Evidence, $"{chapters.Count} chapters: file {Path.GetFileName(path)}"],
        };
    }

    /// <summary>Pictures of a stream: the container's word, else packets counted, else length times rate.</summary>
    /// <exception cref="FilmException">It has none.</exception>
    internal static int Count(ContainerFacts file, StreamFacts stream, bool quick, CancellationToken cancel)
    {
        if (stream.Frames > 0)
        {
            return stream.Frames;
        }

        if (quick || !IsCounted(file, stream))
        {
            return (int)Math.Clamp(Math.Round((stream.DurationS ?? 0) * stream.AverageRate.Value), 0, int.MaxValue);
        }

        int packets = file.Packets.TryGetValue(stream.Index, out int counted)
            ? counted : ContainerFacts.CountPackets(file.Path, stream.Index, cancel);
        return packets > 0
            ? packets
            : throw new FilmException($"{file.Path}: video stream {stream.Index} has 0 frames, expected at least 1");
    }

    private static bool IsCounted(ContainerFacts file, StreamFacts stream) => stream.Frames == 0
        && (stream.DurationS is null || RegularFile.LengthOf(file.Path) <= CountedBytesMax);

    private static Film Describe(
        SourceArgument source,
        ContainerFacts file,
        StreamFacts[] streams,
        int frames,
        StereoLayout layout,
        StereoEvidence evidence,
        Projection projection,
        FilmOverrides overrides)
    {
        StreamFacts first = streams[0];
        (Rational aspect, string? absurd) = ViewShape.Believed(layout, first, projection);
        PixelSize view = ViewShape.Size(layout, first.Size, aspect);
        ColourCoding colour = first.CodingOf(file.Path, view.Height);
        return new Film
        {
            Id = source.Id,
            Paths = source.Paths,
            ClipSeconds = file.ClipSeconds,
            Layout = layout,
            ViewOrder = evidence.Order,
            CodedSize = first.Size,
            SampleAspect = aspect,
            ViewSize = view,
            StreamIndexes = [.. streams.Select(stream => stream.Index)],
            TimeBases = [.. streams.Select(stream => stream.TimeBase)],
            Fps = RateOf(file.Path, first),
            Frames = frames,
            FramesExact = false,
            FieldCheck = streams.Max(stream => StreamChoice.FieldCheckOf(stream, overrides)),
            HasPackingMessages = first.Packing?.Fits(layout) ?? false,
            ShowsSecondView = first.CodedPictures?.Any(picture => picture.HasSecondView),
            Colour = colour,
            PixelFormat = first.PixelFormat,
            Container = file.Format,
            Codec = first.Codec,
            DurationS = first.DurationS,
            StartS = first.StartS,
            Chapters = [.. file.Chapters.OrderBy(chapter => chapter.StartS)],
            Played = file.Played,
            Evidence =
            [
                .. evidence.Sentences,
                .. file.Sentences,
                .. StreamColour.Evidence(colour, first.Colour, view.Height),
            ],
            Warnings =
            [
                .. absurd is null ? (string[])[] : [absurd],
                .. evidence.Warnings,
                .. file.Warnings,
                .. StreamColour.Warnings(colour, first.Colour, first.PixelFormat),
                .. streams.SelectMany(stream => StreamChoice.FieldWarnings(stream, overrides)),
            ],
        };
    }

    private static Rational RateOf(string path, StreamFacts stream)
    {
        Rational rate = stream.AverageRate.Numerator > 0 ? stream.AverageRate : stream.BaseRate;
        return rate.Value is > 0 and <= 1000
            ? rate
            : throw new FilmException($"{path}: frame rate {rate} is not in (0, 1000]: damaged file?");
    }
}
