using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;

namespace MovieData.Media.Films;

/// <summary>
/// The written form of a <see cref="Film"/>: <c>films/FILM/probe.json</c> and the elements of <c>probe --json</c>.
/// Lossless and the same bytes on every machine: key order is fixed, numbers are invariant, and of the paths only the
/// file names are stored, so that the form does not depend on where the film lies.
/// </summary>
public static class FilmJson
{
    // By value.
    private static readonly string[] FieldCheckWords = ["flags", "flags-and-combing", "combing"];

    /// <summary>Writes a film. Add keys at the end, never rename: users' scripts read them.</summary>
    public static JsonObject Write(Film film) => new()
    {
        ["id"] = film.Id,
        ["source"] = string.Join('+', film.Paths.Select(Path.GetFileName).Distinct()),
        ["files"] = Words(film.Paths.Select(path => Path.GetFileName(path)!)),
        ["layout"] = StereoWords.Of(film.Layout),
        ["view_order"] = StereoWords.Of(film.ViewOrder),
        ["view_order_probability"] = film.ViewOrderProbability,
        ["projection"] = StereoWords.Of(film.Projection),
        ["width"] = film.ViewSize.Width,
        ["height"] = film.ViewSize.Height,
        ["fps"] = film.Fps.Value,
        ["fps_exact"] = film.Fps.ToString(),
        ["frames"] = film.Frames,
        ["frames_exact"] = film.FramesExact,
        ["duration_s"] = film.DurationS,
        ["start_s"] = film.StartS,
        ["chapters"] = new JsonArray([.. film.Chapters.Select(chapter => new JsonObject
        {
            ["start_s"] = chapter.StartS,
            ["end_s"] = chapter.EndS,
            ["title"] = chapter.Title,
        })]),
        ["container"] = film.Container,
        ["codec"] = film.Codec,
        ["pixel_format"] = film.PixelFormat,
        ["coded_width"] = film.CodedSize.Width,
        ["coded_height"] = film.CodedSize.Height,
        ["sample_aspect"] = film.SampleAspect.ToString(),
        ["streams"] = new JsonArray([.. film.StreamIndexes.Select(index => JsonValue.Create(index))]),
        ["time_bases"] = Words(film.TimeBases.Select(time => time.ToString())),
        ["colour_matrix"] = MatrixWord(film.Colour.Matrix),
        ["colour_full_range"] = film.Colour.FullRange,
        ["hdr"] = film.HighDynamicRange,
        ["active"] = film.Active is not { } active ? null : new JsonObject
        {
            ["x"] = active.X,
            ["y"] = active.Y,
            ["width"] = active.Width,
            ["height"] = active.Height,
        },
        ["evidence"] = Words(film.Evidence),
        ["warnings"] = Words(film.Warnings),
        ["clip_seconds"] = new JsonArray([.. film.ClipSeconds.Select(seconds => JsonValue.Create(seconds))]),
        ["clip_files"] = new JsonArray([.. film.ClipFiles.Select(files => JsonValue.Create(files))]),
        ["played"] = new JsonArray([.. film.Played.Select(span => new JsonObject
        {
            ["start_s"] = span.StartS,
            ["end_s"] = span.EndS,
        })]),
        ["skipped_pictures"] = film.SkippedPictures,
        ["colour_pixels"] = StreamColour.WordOf(film.Colour.Pixels),
        ["hdr_transfer"] = film.Colour.HdrTransfer,
        ["wide_primaries"] = film.Colour.WidePrimaries,
        ["field_check"] = FieldCheckWords[(int)film.FieldCheck],
    };

    private static string MatrixWord(YuvMatrix matrix) =>
        matrix == YuvMatrix.Bt601 ? "bt601" : StreamColour.WordOf(matrix);

    private static ColourCoding ReadColour(JsonObject json)
    {
        string matrix = Text(json, "colour_matrix");
        return new ColourCoding(
            matrix == "bt601" ? YuvMatrix.Bt601
                : StreamColour.MatrixOf(matrix) ?? throw new FormatException($"unknown colour matrix {matrix}"),
            json["colour_full_range"]!.GetValue<bool>())
        {
            Pixels = Enum.GetValues<PixelKind>().Single(kind =>
                StreamColour.WordOf(kind) == Text(json, "colour_pixels")),
            HdrTransfer = Text(json, "hdr_transfer"),
            WidePrimaries = Text(json, "wide_primaries"),
        };
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The object; keys that are not known are ignored.</param>
    /// <param name="paths">Where the film's files lie on this machine, one per stored file name.</param>
    /// <exception cref="FilmException">A key is missing or of another kind, or the number of paths differs.</exception>
    public static Film Read(JsonObject json, IReadOnlyList<string> paths)
    {
        try
        {
            int files = json["files"]!.AsArray().Count;
            return files == paths.Count
                ? CheckClips(ReadFilm(json, paths))
                : throw new FilmException(
                    $"{string.Join('+', paths)}: the stored film has {files} files, not {paths.Count}");
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or FormatException
            or JsonException or OverflowException)
        {
            throw new FilmException($"stored film description is damaged: {error.Message}; plan the film again", error);
        }
    }

    private static Film ReadFilm(JsonObject json, IReadOnlyList<string> paths) => new()
    {
        Id = Text(json, "id"),
        Paths = paths,
        ClipSeconds = [.. json["clip_seconds"]?.AsArray().Select(seconds => seconds!.GetValue<double>()) ?? []],
        ClipFiles = [.. json["clip_files"]?.AsArray().Select(files => files!.GetValue<int>()) ?? []],
        SkippedPictures = json["skipped_pictures"]?.GetValue<int>() ?? 0,
        Layout = StereoWords.ParseLayout(Text(json, "layout")) ?? throw new FormatException("unknown layout"),
        ViewOrder = StereoWords.ParseViewOrder(Text(json, "view_order"))
            ?? throw new FormatException("unknown view order"),
        Projection = StereoWords.ParseProjection(Text(json, "projection"))
            ?? throw new FormatException("unknown projection"),
        ViewSize = new PixelSize(json["width"]!.GetValue<int>(), json["height"]!.GetValue<int>()),
        Fps = Fraction(Text(json, "fps_exact")),
        Frames = json["frames"]!.GetValue<int>(),
        FramesExact = json["frames_exact"]!.GetValue<bool>(),
        DurationS = json["duration_s"]?.GetValue<double>(),
        StartS = json["start_s"]!.GetValue<double>(),
        Chapters = [.. json["chapters"]!.AsArray().Select(chapter => new Chapter(
            chapter!["start_s"]!.GetValue<double>(),
            chapter["end_s"]!.GetValue<double>(),
            chapter["title"]!.GetValue<string>()))],
        Played = [.. json["played"]?.AsArray().Select(span => new PlayedSpan(
            span!["start_s"]!.GetValue<double>(), span["end_s"]!.GetValue<double>())) ?? []],
        Container = Text(json, "container"),
        Codec = Text(json, "codec"),
        PixelFormat = Text(json, "pixel_format"),
        CodedSize = new PixelSize(json["coded_width"]!.GetValue<int>(), json["coded_height"]!.GetValue<int>()),
        SampleAspect = Fraction(Text(json, "sample_aspect")),
        StreamIndexes = [.. json["streams"]!.AsArray().Select(index => index!.GetValue<int>())],
        TimeBases = [.. ReadWords(json, "time_bases").Select(Fraction)],
        Colour = ReadColour(json),
        Active = json["active"] is not { } active ? null : new PixelArea(
            active["x"]!.GetValue<int>(),
            active["y"]!.GetValue<int>(),
            active["width"]!.GetValue<int>(),
            active["height"]!.GetValue<int>()),
        ViewOrderProbability = json["view_order_probability"]?.GetValue<double>(),
        FieldCheck = ReadFieldCheck(json["field_check"]?.GetValue<string>()),
        Evidence = ReadWords(json, "evidence"),
        Warnings = ReadWords(json, "warnings"),
    };

    // Films that data_version 12 or an older one planned have none.
    private static FieldCheck ReadFieldCheck(string? word) => Array.IndexOf(FieldCheckWords, word) is var found and >= 0
        ? (FieldCheck)found
        : word is null ? FieldCheck.Flags : throw new FormatException("unknown field check");

    private static Film CheckClips(Film film) =>
        film.ClipFiles.Count == 0 || (film.ClipFiles.Sum() == film.Paths.Count && film.ClipFiles.All(n => n is 1 or 2))
            ? film
            : throw new FormatException("the files of the clips are not those of the film");

    private static string Text(JsonObject json, string key) => json[key]!.GetValue<string>();

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => JsonValue.Create(word))]);

    private static string[] ReadWords(JsonObject json, string key) =>
        [.. json[key]!.AsArray().Select(word => word!.GetValue<string>())];

    private static Rational Fraction(string text)
    {
        string[] parts = text.Split('/');
        var fraction = new Rational(
            long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[^1], CultureInfo.InvariantCulture));
        return parts.Length == 2 && fraction.Denominator > 0
            ? fraction
            : throw new FormatException($"{text} is no fraction");
    }
}
