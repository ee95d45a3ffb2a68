using System.Globalization;
using MovieData.Frames;
using MovieData.Native;
using MovieData.Source.Bdmv;

namespace MovieData.Source;

/// <summary>Finds out what a film is, and says why it believes it; one ffprobe call a file, no scan.</summary>
public static class FilmProbe
{
    /// <summary>
    /// Packets are counted in files up to this size; longer ones, whose reading takes minutes, get an estimate from
    /// length and rate. The scan counts exactly in any case.
    /// </summary>
    public const long CountedBytesMax = 4L << 30;

    /// <summary>Largest width or height taken; larger ones are damage or an attack on memory.</summary>
    public const int EdgeMax = 16384;

    /// <summary>Probes one source.</summary>
    /// <param name="source">The file or files.</param>
    /// <param name="overrides">What the user states; wins over what is found.</param>
    /// <param name="quick">True: container facts only; no picture is decoded and nothing is counted.</param>
    /// <param name="cancel">Stops the children.</param>
    /// <exception cref="FilmException">The source is missing, not a video, or refused (SPEC "Bad input"); or a child
    /// was lost, which says nothing about it.</exception>
    public static Film Probe(SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        try
        {
            return ProbeSource(source, overrides, quick, cancel);
        }
        catch (FFmpegException fault)
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

        return MvcProbe.NeedsOwnReader(source, overrides, cancel)
            ? MvcProbe.ProbeTransport(source, overrides, quick, cancel)
            : WarnOfUnusedStreams(MvcProbe.Complete(
                ProbeFiles(source, overrides, quick, cancel), source.Paths, overrides.Layout, quick, cancel));
    }

    // At the end: only then is it known whether a second stream is the second view of Blu-ray 3D.
    private static Film WarnOfUnusedStreams(Film film) =>
        film.VideoStreams < 2 || film.Layout is StereoLayout.TwoStreams or StereoLayout.Mvc
            ? film
            : film with
            {
                Warnings =
                [
                    .. film.Warnings,
                    $"{film.VideoStreams} video streams; the first (index {film.StreamIndexes[0]}) is used",
                ],
            };

    /// <summary>Probes a film in one or two files.</summary>
    internal static Film ProbeFiles(
        SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel) =>
        Judge(
            source,
            [.. source.Paths.Select(path => ContainerFacts.Read(path, quick, cancel))],
            overrides,
            quick,
            cancel);

    /// <summary>Judges what is known of a film's one or two files, or of its clips, which are as one file.</summary>
    internal static Film Judge(
        SourceArgument source, ContainerFacts[] files, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        StreamFacts[] streams = [.. files.Select(file => ChooseStream(file, overrides, quick))];
        int[] frames = [.. files.Zip(streams, (file, stream) => Count(file, stream, quick, cancel))];
        StillPictures[] stills = quick ? [] : [.. files.Zip(streams, (file, stream) =>
            StillPictures.Read(file.Input, stream, LengthS(stream, frames[0]), cancel))];
        PackingTest? packing = stills.Length == 1 ? PackingTest.Run(stills[0]) : null;
        ProjectionEvidence projection = ProjectionEvidence.Weigh(files[0], overrides);
        StereoEvidence evidence = StereoEvidence.Weigh(files[0], overrides, packing, projection.Projection);
        StereoLayout layout = evidence.Layout;
        if (files.Length == 2)
        {
            layout = PairOf(source, files, streams, frames, evidence);
        }
        else if (layout == StereoLayout.TwoFiles)
        {
            throw new FilmException($"{source.Word}: layout two-files needs two files: give left.mkv+right.mkv");
        }

        Film film = Describe(source, files[0], streams, frames[0], layout, evidence);
        film = layout switch
        {
            StereoLayout.TwoStreams => WithSecondStream(film, files[0]),
            StereoLayout.Alternating => WithHalfTheFrames(film),
            _ => film,
        };
        film = film with
        {
            Projection = projection.Projection,
            Evidence = [.. film.Evidence, .. projection.Sentences],
            Warnings = [.. film.Warnings, .. projection.Warnings],
        };
        film = film.Projection == Projection.Flat ? ActivePicture.Measure(film, stills) : film;
        return WithChapters(film, overrides.ChaptersFile, streams[0]);
    }

    private static double LengthS(StreamFacts stream, int frames) =>
        stream.DurationS ?? frames / Math.Max(1, stream.AverageRate.Value);

    /// <summary>A film in two streams of one container is read like two files that happen to be one.</summary>
    private static Film WithSecondStream(Film film, ContainerFacts file)
    {
        if (file.Videos.Count < 2 || file.ClipSeconds.Count > 0)
        {
            throw new FilmException(file.ClipSeconds.Count > 0
                ? $"{film.NameOf(0)}: layout two-streams is not read from several clips: state another --layout"
                : $"{file.Path}: layout two-streams needs two video streams, found {file.Videos.Count}");
        }

        (StreamFacts first, StreamFacts second) = (file.Videos[0], file.Videos[1]);
        string? differs = first.Size != second.Size || first.SampleAspect != second.SampleAspect
            ? $"picture size: {Shape(first)} and {Shape(second)}"
            : Math.Abs(first.AverageRate.Value - second.AverageRate.Value) > 0.001 * first.AverageRate.Value
                ? $"frame rate: {first.AverageRate} and {second.AverageRate}"
                : null;
        return differs is null
            ? film with
            {
                Paths = [file.Path, file.Path],
                StreamIndexes = [first.Index, second.Index],
                TimeBases = [first.TimeBase, second.TimeBase],
            }
            : throw new FilmException($"{file.Path}: the two video streams (index {first.Index} and {second.Index}) "
                + $"differ in {differs}; both views must be of one film, picture by picture");
    }

    /// <summary>Views that follow each other in one stream: two pictures are a frame.</summary>
    private static Film WithHalfTheFrames(Film film) => film with
    {
        Fps = film.Fps.Numerator % 2 == 0
            ? new Rational(film.Fps.Numerator / 2, film.Fps.Denominator)
            : new Rational(film.Fps.Numerator, 2 * film.Fps.Denominator),
        Frames = film.Frames / 2,
        Evidence = [.. film.Evidence, $"{film.Frames} coded pictures are {film.Frames / 2} frames of two pictures"
            + (film.Frames % 2 == 0 ? "" : "; the last picture has no partner and is left out")],
    };

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

    /// <summary>The video stream that is read.</summary>
    /// <exception cref="FilmException">There is none, or it is interlaced, rotated or undecodable.</exception>
    internal static StreamFacts ChooseStream(ContainerFacts file, FilmOverrides overrides, bool quick)
    {
        if (file.Videos.Count == 0)
        {
            throw new FilmException(file.StreamCount > 0
                ? $"{file.Path}: has {file.StreamCount} streams but no video (audio only?): give a film"
                : $"{file.Path}: has no streams: not a film, or damaged");
        }

        StreamFacts stream = file.Videos[0];
        string name = $"{file.Path}: video stream {stream.Index}";
        if (stream.Size.Width is < 2 or > EdgeMax || stream.Size.Height is < 2 or > EdgeMax
            || stream.TimeBase.Numerator <= 0)
        {
            throw new FilmException($"{name} ({stream.Codec}) has no usable picture size or time base "
                + $"({stream.Size}, expected 2…{EdgeMax} px an edge): unknown codec or damaged file");
        }

        if (!quick && stream.Pictures.Read == 0)
        {
            throw new FilmException($"{name} ({stream.Codec}) has no frame that ffmpeg can decode: "
                + "empty, damaged, encrypted or of an unknown codec");
        }

        // Interleaved rows may be coded like two fields; they are two views of one instant.
        bool rowsAreViews = overrides.Layout is { } stated ? stated == StereoLayout.RowInterleaved
            : (stream.ContainerStereoMode ?? stream.PictureStereoMode) is "row_interleaved_lr" or "row_interleaved_rl";
        if (!rowsAreViews && (stream.Pictures.Interlaced > 0 || stream.FieldOrder is "tt" or "bb" or "tb" or "bt"))
        {
            string says = stream.Pictures.Interlaced > 0
                ? $"{stream.Pictures.Interlaced} of its first {stream.Pictures.Read} pictures say so"
                : $"field order {stream.FieldOrder}";
            throw new FilmException($"{name} is interlaced ({says}): rows of two instants in one picture have no "
                + "disparity; deinterlace it first");
        }

        return stream.RotationDegrees == 0
            ? stream
            : throw new FilmException($"{name} is rotated by {stream.RotationDegrees}°, so its views do not lie side "
                + "by side as coded; re-encode it upright first");
    }

    /// <summary>Pictures of a stream: the container's word, else packets counted, else length times rate.</summary>
    /// <exception cref="FilmException">It has none.</exception>
    internal static int Count(ContainerFacts file, StreamFacts stream, bool quick, CancellationToken cancel)
    {
        if (stream.Frames > 0)
        {
            return stream.Frames;
        }

        if (quick || (stream.DurationS is not null && RegularFile.LengthOf(file.Path) > CountedBytesMax))
        {
            return (int)Math.Clamp(Math.Round((stream.DurationS ?? 0) * stream.AverageRate.Value), 0, int.MaxValue);
        }

        int packets = ContainerFacts.CountPackets(file.Path, stream.Index, cancel);
        return packets > 0
            ? packets
            : throw new FilmException($"{file.Path}: video stream {stream.Index} has 0 frames, expected at least 1");
    }

    private static StereoLayout PairOf(
        SourceArgument source, ContainerFacts[] files, StreamFacts[] streams, int[] frames, StereoEvidence evidence)
    {
        if (evidence.Layout is not (StereoLayout.Unknown or StereoLayout.TwoFiles or StereoLayout.Mono))
        {
            evidence.Warnings.Add($"layout {StereoWords.Of(evidence.Layout)} is not used: two files were given");
        }

        string Differs(string what, object first, object second) =>
            $"{source.Word}: the two files differ in {what}: {files[0].Path} has {first}, {files[1].Path} has "
            + $"{second}; both views must be of one film, picture by picture";
        if (frames[0] != frames[1])
        {
            throw new FilmException(Differs("length", $"{frames[0]} frames", $"{frames[1]} frames"));
        }

        if (streams[0].Size != streams[1].Size || streams[0].SampleAspect != streams[1].SampleAspect)
        {
            throw new FilmException(Differs("picture size", Shape(streams[0]), Shape(streams[1])));
        }

        double rate = streams[0].AverageRate.Value;
        if (Math.Abs(rate - streams[1].AverageRate.Value) > 0.001 * rate)
        {
            throw new FilmException(Differs("frame rate", streams[0].AverageRate, streams[1].AverageRate));
        }

        evidence.Sentences.Add("layout two-files: two files were given, the first holds the first view");
        return StereoLayout.TwoFiles;
    }

    private static string Shape(StreamFacts stream) =>
        $"{stream.Size} (sample aspect {stream.SampleAspect.Numerator}:{stream.SampleAspect.Denominator})";

    private static Film Describe(
        SourceArgument source,
        ContainerFacts file,
        StreamFacts[] streams,
        int frames,
        StereoLayout layout,
        StereoEvidence evidence)
    {
        StreamFacts first = streams[0];
        bool highDynamicRange = first.Colour.Transfer is "smpte2084" or "arib-std-b67";
        return new Film
        {
            Id = source.Id,
            Paths = source.Paths,
            ClipSeconds = file.ClipSeconds,
            Layout = layout,
            ViewOrder = evidence.Order,
            CodedSize = first.Size,
            SampleAspect = first.SampleAspect,
            ViewSize = StereoEvidence.ViewSize(layout, first.Size, first.SampleAspect),
            StreamIndexes = [.. streams.Select(stream => stream.Index)],
            VideoStreams = file.Videos.Count,
            TimeBases = [.. streams.Select(stream => stream.TimeBase)],
            Fps = RateOf(file.Path, first),
            Frames = frames,
            FramesExact = false,
            Colour = highDynamicRange ? new ColourCoding(ColourMatrix.Bt709, FullRange: false) : ColourOf(first),
            HighDynamicRange = highDynamicRange,
            PixelFormat = first.PixelFormat,
            Container = file.Format,
            Codec = first.Codec,
            DurationS = first.DurationS,
            StartS = first.StartS,
            Chapters = [.. file.Chapters.OrderBy(chapter => chapter.StartS)],
            Evidence = [.. evidence.Sentences, .. ColourEvidence(first)],
            Warnings = [.. evidence.Warnings, .. Warnings(first, highDynamicRange)],
        };
    }

    private static Rational RateOf(string path, StreamFacts stream)
    {
        Rational rate = stream.AverageRate.Numerator > 0 ? stream.AverageRate : stream.BaseRate;
        return rate.Value is > 0 and <= 1000
            ? rate
            : throw new FilmException($"{path}: frame rate {rate} is not in (0, 1000]: damaged file?");
    }

    private static ColourCoding ColourOf(StreamFacts stream)
    {
        ColourMatrix matrix = stream.Colour.Matrix switch
        {
            "bt709" or "bt2020nc" or "bt2020c" => ColourMatrix.Bt709,
            "" => stream.Size.Height >= 720 ? ColourMatrix.Bt709 : ColourMatrix.Bt601,
            _ => ColourMatrix.Bt601,
        };
        bool fullRange = stream.Colour.Range is "pc"
            || (stream.Colour.Range.Length == 0 && stream.PixelFormat.StartsWith("yuvj", StringComparison.Ordinal));
        return new ColourCoding(matrix, fullRange);
    }

    private static IEnumerable<string> ColourEvidence(StreamFacts stream)
    {
        if (stream.Colour.Matrix.Length == 0)
        {
            string matrix = ColourOf(stream).Matrix == ColourMatrix.Bt709 ? "BT.709" : "BT.601";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"colour matrix {matrix}: untagged, {stream.Size.Height} lines");
        }
    }

    private static IEnumerable<string> Warnings(StreamFacts stream, bool highDynamicRange)
    {
        if (highDynamicRange)
        {
            yield return $"HDR source ({stream.Colour.Transfer}) is tone-mapped to BT.709 (Hable, 1000 cd/m²)";
        }

        if (stream.PixelFormat is not ("yuv420p" or "yuvj420p" or ""))
        {
            yield return $"pixel format {stream.PixelFormat} is converted to 8-bit 4:2:0";
        }
    }
}
