using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Containers;

/// <summary>
/// What the header of a Matroska file adds to what ffprobe says of it: links to other files are refused by name,
/// ordered editions are followed inside their own file, chapters are those of the edition that plays, and combined
/// planes say which stream shows which eye.
/// </summary>
internal static class MatroskaEvidence
{
    /// <summary>Edges of an ordered edition closer than this to each other, or to the file's, are the same: two
    /// pictures at 24 fps.</summary>
    private const double SeamSecondsMax = 0.084;

    /// <summary>Times of one mark, as two readers give them, differ by less.</summary>
    private const double SameMarkS = 0.001;

    /// <summary>Files beside a linked one that are asked for their UID.</summary>
    private const int SiblingsMax = 100;

    /// <summary>Reads the header of a Matroska file; other files are returned as they are.</summary>
    /// <param name="file">What ffprobe says.</param>
    /// <param name="overrides">What the user states; chapters win over editions and links.</param>
    /// <exception cref="FilmException">The file is a part of a longer film, or plays what cannot be followed.
    /// </exception>
    public static ContainerFacts Add(ContainerFacts file, FilmOverrides overrides)
    {
        if (!file.Format.Contains("matroska", StringComparison.Ordinal) || file.Videos.Count == 0)
        {
            return file;
        }

        MatroskaHeader header = MatroskaFile.Read(file.Path);
        if (header.Fault is { } fault)
        {
            file = file with
            {
                Warnings = [.. file.Warnings, $"the Matroska header cannot be read to its end ({fault}): ordered "
                    + "editions, links to other files and combined planes are not known"],
            };
        }

        file = WithProjections(WithLengths(file, header), header);
        file = AddLinks(file, header, overrides.ChaptersFile is not null);
        file = AddEdition(file, header, overrides.ChaptersFile is not null);
        return AddPlanes(file, header, overrides);
    }

    /// <summary>
    /// The tag DURATION of a track: mkvmerge (libmatroska) writes how long its frames last, ffmpeg and others the time
    /// at which they end, which is later by their start. Where the start is not known, neither is the length.
    /// </summary>
    private static ContainerFacts WithLengths(ContainerFacts file, MatroskaHeader header)
    {
        bool statesLength = header.MuxingApp.Contains("libmatroska", StringComparison.Ordinal);
        double? LengthS(StreamFacts video) => statesLength ? video.TagDurationS
            : video.HasDuration || video.TagDurationS <= video.StartS ? null
            : video.TagDurationS - video.StartS;
        return file with { Videos = [.. file.Videos.Select(video => video with { DurationS = LengthS(video) })] };
    }

    /// <summary>What ffmpeg does not pass on of projections: meshes, and such as it does not know.</summary>
    private static ContainerFacts WithProjections(ContainerFacts file, MatroskaHeader header)
    {
        MatroskaTrack[] streams = [.. header.Tracks.Where(track => track.IsStream)];
        string? Word(StreamFacts video) => streams.ElementAtOrDefault(video.Index)?.ProjectionType switch
        {
            null or 0 => null,
            1 => "equi",
            2 => "cubemap",
            3 => "mesh",
            ulong other => $"type {other}",
        };
        return file with
        {
            Videos = [.. file.Videos.Select(video => video with { MatroskaProjection = Word(video) })],
        };
    }

    private static ContainerFacts AddLinks(ContainerFacts file, MatroskaHeader header, bool isStated)
    {
        (string Word, string? Uid) link = header.NextUid is not null ? ("next", header.NextUid)
            : ("previous", header.PreviousUid);
        if (link.Uid is { } uid && !isStated)
        {
            throw new FilmException($"{file.Path}: is one part of a film in several linked files: its {link.Word} part "
                + $"is segment {uid}{Sibling(file.Path, uid)}: join the parts first (mkvmerge -o whole.mkv part1.mkv + "
                + "part2.mkv), or state --chapters if this part alone is the film");
        }

        string[] sentences =
        [
            .. link.Uid is { } other ? [$"a part of a linked film (its {link.Word} part is segment {other}), taken "
                + "alone, since --chapters is stated"] : (string[])[],
            .. header.FamilyUid is { } family ? [$"of segment family {family}; only this file is read"] : (string[])[],
        ];
        return file with { Sentences = [.. file.Sentences, .. sentences] };
    }

    private static ContainerFacts AddEdition(ContainerFacts file, MatroskaHeader header, bool isStated)
    {
        if (Edition.Played(header.Editions) is not { } edition)
        {
            return file;
        }

        if (isStated)
        {
            return edition.IsOrdered
                ? file with
                {
                    Warnings = [.. file.Warnings, "its ordered edition is not followed, since --chapters is stated: "
                        + "the file is taken as it lies"],
                }
                : file;
        }

        ContainerFacts chaptered = WithMarks(file, header, edition);
        return edition.IsOrdered ? Follow(chaptered, header, edition) : chaptered;
    }

    /// <summary>
    /// ffmpeg takes the chapters of all editions for one list, hidden and disabled ones too, and drops those that do
    /// not ascend.
    /// </summary>
    private static ContainerFacts WithMarks(ContainerFacts file, MatroskaHeader header, Edition edition)
    {
        ChapterAtom[] marks = [.. edition.Marks];
        if (marks.Length == file.Chapters.Count && marks.Zip(file.Chapters)
            .All(pair => Math.Abs(pair.First.StartS - pair.Second.StartS) < SameMarkS))
        {
            return file;
        }

        double endS = header.DurationS ?? 0;
        int left = edition.Atoms.Count - marks.Length;
        string others = header.Editions.Count > 1 ? $" the default one of {header.Editions.Count}" : " the file's";
        return file with
        {
            Chapters = [.. marks.Select((mark, index) => new Chapter(
                mark.StartS,
                mark.EndS ?? (index + 1 < marks.Length ? marks[index + 1].StartS : Math.Max(endS, mark.StartS)),
                mark.Title))],
            Sentences = [.. file.Sentences, $"{marks.Length} chapters: those of the edition that plays,{others}"
                + (left > 0 ? $", without {left} hidden or disabled ones" : "")],
        };
    }

    /// <summary>An ordered edition plays the stretches of its chapters and nothing else.</summary>
    private static ContainerFacts Follow(ContainerFacts file, MatroskaHeader header, Edition edition)
    {
        var spans = new List<PlayedSpan>();
        foreach (ChapterAtom atom in edition.Atoms.Where(atom => atom.IsEnabled))
        {
            PlayedSpan span = SpanOf(file, header, atom);
            if (spans.Count > 0 && span.StartS < spans[^1].EndS - SeamSecondsMax)
            {
                throw Refused(file, string.Create(
                    CultureInfo.InvariantCulture,
                    $"goes back from {spans[^1].EndS:F3} s to {span.StartS:F3} s of the file"));
            }

            if (spans.Count > 0 && span.StartS - spans[^1].EndS <= SeamSecondsMax)
            {
                spans[^1] = spans[^1] with { EndS = Math.Max(span.EndS, spans[^1].EndS) };
            }
            else
            {
                spans.Add(span);
            }
        }

        StreamFacts video = file.Videos.MaxBy(video => video.LengthS ?? 0)!;
        double endS = video.DurationS is { } lengthS ? video.StartS + lengthS : header.DurationS ?? double.MaxValue;
        bool isWhole = spans.Count == 0
            || (spans.Count == 1 && spans[0].StartS <= video.StartS + SeamSecondsMax
                && spans[0].EndS >= endS - SeamSecondsMax);
        string played = string.Join(", ", spans.Take(4).Select(span => string.Create(
            CultureInfo.InvariantCulture, $"{span.StartS:F3}…{span.EndS:F3} s"))) + (spans.Count > 4 ? ", …" : "");
        return file with
        {
            Played = isWhole ? [] : spans,
            Sentences = [.. file.Sentences, isWhole
                ? "its ordered edition plays the whole file"
                : $"its ordered edition plays a part of the file ({played}): only frames inside are planned; all "
                    + "frames are numbered"],
        };
    }

    private static PlayedSpan SpanOf(ContainerFacts file, MatroskaHeader header, ChapterAtom atom)
    {
        if (atom.SegmentUid is { } uid && uid != header.Uid)
        {
            throw Refused(file, $"plays a part of another file, segment {uid}{Sibling(file.Path, uid)}");
        }

        return atom.EndS is { } endS && endS > atom.StartS
            ? new PlayedSpan(atom.StartS, endS)
            : throw Refused(file, string.Create(
                CultureInfo.InvariantCulture, $"does not say where its chapter at {atom.StartS:F3} s ends"));
    }

    private static FilmException Refused(ContainerFacts file, string what) => new(
        $"{file.Path}: its ordered edition {what}, which is not followed: write what it plays to one file first, or "
        + "state --chapters to take the file as it lies");

    private static ContainerFacts AddPlanes(ContainerFacts file, MatroskaHeader header, FilmOverrides overrides)
    {
        (ulong Uid, ulong Type)[] planes = [.. header.Tracks.SelectMany(track => track.Planes)];
        int[] left = Streams(MatroskaTrack.LeftEye);
        int[] right = Streams(MatroskaTrack.RightEye);
        if (planes.Length == 0)
        {
            return file;
        }

        StreamFacts? Video(int[] streams) => streams is [int index]
            ? file.Videos.FirstOrDefault(video => video.Index == index) : null;
        if (Video(left) is not { } leftVideo || Video(right) is not { } rightVideo || leftVideo == rightVideo)
        {
            return file with
            {
                Warnings = [.. file.Warnings, $"TrackCombinePlanes names {left.Length} video streams of the left and "
                    + $"{right.Length} of the right eye, expected 1 of each: it is not used"],
            };
        }

        StreamFacts[] pair = [.. new[] { leftVideo, rightVideo }.OrderBy(video => video.Index)];
        return file with
        {
            LeftEyeStream = leftVideo.Index,

            // Other video streams of the file are neither eye of this film.
            Videos = overrides.Layout is null or StereoLayout.TwoStreams
                ? [.. pair, .. file.Videos.Except(pair)]
                : file.Videos,
        };

        int[] Streams(ulong type) => [.. planes.Where(plane => plane.Type == type)
            .Select(plane => header.StreamOf(plane.Uid)).OfType<int>().Distinct()];
    }

    /// <summary>Names the file beside this one that has the UID, if there is one.</summary>
    private static string Sibling(string path, string uid)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        try
        {
            string? found = Directory.EnumerateFiles(folder, "*.mk*")
                .Take(SiblingsMax)
                .FirstOrDefault(other => MatroskaFile.Read(other).Uid == uid);
            return found is null ? "" : $" ({Path.GetFileName(found)} beside it)";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
