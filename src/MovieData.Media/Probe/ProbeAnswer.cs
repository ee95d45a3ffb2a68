using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FFMpegCore;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Probe;

/// <summary>
/// ffprobe's answer in FFMpegCore's model, and by hand, here and in <see cref="SideFacts"/> alone, what that model has
/// no field for: a stream's id, time base and number of frames, and the colour and tags of a frame.
/// </summary>
/// <remarks>
/// ffprobe is run by <see cref="FFmpegProcess"/>. Its words are read into the model by the model's own JSON names and
/// not by <c>FFProbe.FromJson</c>, which turns rates, ratios and marks into numbers at once and throws five kinds of
/// exception, NullReferenceException among them, where a damaged file has others (<c>ProbeAnswerTests</c>).
/// </remarks>
internal sealed class ProbeAnswer
{
    private static readonly JsonSerializerOptions Lenient = new()
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new AnyValue() },
    };

    private readonly FFProbeAnalysis _analysis;

    private ProbeAnswer(FFProbeAnalysis analysis)
    {
        _analysis = analysis;
        Frames = analysis.ExtensionData.TryGetValue("frames", out JsonElement frames)
            ? Present(frames.Deserialize<IReadOnlyList<FFProbeFrame?>>(Lenient), "frames") : [];
        Streams = Present(analysis.Streams, "streams");
        Chapters = Present(analysis.Chapters, "chapters");
    }

    /// <summary>The container, where it was asked for.</summary>
    /// <exception cref="JsonException">ffprobe says nothing of it.</exception>
    public FFProbeFormat Format => _analysis.Format ?? throw new JsonException("ffprobe names no format");

    /// <summary>The streams that were selected.</summary>
    public IReadOnlyList<FFProbeStream> Streams { get; }

    /// <summary>Chapters, where they were asked for.</summary>
    public IReadOnlyList<FFProbeChapter> Chapters { get; }

    /// <summary>Decoded frames, where they were asked for.</summary>
    public IReadOnlyList<FFProbeFrame> Frames { get; }

    /// <summary>Asks ffprobe of one file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="question">Arguments of ffprobe, the file among them; JSON is added.</param>
    /// <param name="read">Makes something of the answer.</param>
    /// <param name="cancel">Kills ffprobe.</param>
    /// <exception cref="FilmException">ffprobe cannot make anything of the file, or its answer is not understood.
    /// </exception>
    public static T Ask<T>(
        string path, IEnumerable<string> question, Func<ProbeAnswer, T> read, CancellationToken cancel)
    {
        try
        {
            string text = FFmpegProcess.Capture("ffprobe", ["-of", "json", .. question], cancel);
            cancel.ThrowIfCancellationRequested();
            return read(Parse(text));
        }
        catch (Exception error) when (
            error is FFmpegException { SaysNothing: false } or JsonException && !cancel.IsCancellationRequested)
        {
            throw new FilmException($"{path}: not a video that ffmpeg can read: {error.Message}", error);
        }
    }

    /// <summary>Reads ffprobe's JSON.</summary>
    /// <exception cref="JsonException">It is none, or a value is not of its kind.</exception>
    internal static ProbeAnswer Parse(string json) => new(
        JsonSerializer.Deserialize<FFProbeAnalysis>(json, Lenient) ?? throw new JsonException("ffprobe says nothing"));

    /// <summary>Side data of a stream.</summary>
    public static IEnumerable<SideFacts> SideData(FFProbeStream stream) => (stream.SideData ?? []).Select(SideFacts.Of);

    /// <summary>Side data of a frame.</summary>
    public static IEnumerable<SideFacts> SideData(FFProbeFrame frame) => (frame.SideData ?? []).Select(SideFacts.Of);

    /// <summary>A value of a stream that the model has no field for; null when it is absent.</summary>
    public static string? Word(FFProbeStream stream, string key) => Word(stream.ExtensionData, key);

    /// <summary>A tag of a frame; null when it is absent.</summary>
    public static string? Tag(FFProbeFrame frame, string key) =>
        frame.ExtensionData.TryGetValue("tags", out JsonElement tags) && tags.ValueKind == JsonValueKind.Object
            && tags.TryGetProperty(key, out JsonElement tag) ? tag.ToString() : null;

    /// <summary>What ffprobe says of a stream's colour.</summary>
    public static ColourTags Colour(FFProbeStream stream) =>
        Colour(stream.ColorRange, stream.ColorSpace, stream.ColorTransfer, stream.ColorPrimaries);

    /// <summary>What ffprobe says of a frame's colour.</summary>
    public static ColourTags Colour(FFProbeFrame frame)
    {
        string? Of(string key) => Word(frame.ExtensionData, key);
        return Colour(Of("color_range"), Of("color_space"), Of("color_transfer"), Of("color_primaries"));
    }

    /// <summary>A finite number of ffprobe's words; null when there is none.</summary>
    public static double? Seconds(string? word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds) ? seconds : null;

    /// <summary>Two whole numbers; 0/1 where there are none, or the second is 0.</summary>
    public static Rational Fraction(string? word, char separator)
    {
        string[] parts = (word ?? "").Split(separator);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long numerator)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long denominator)
            && denominator > 0
            ? new Rational(numerator, denominator)
            : new Rational(0, 1);
    }

    private static ColourTags Colour(string? range, string? matrix, string? transfer, string? primaries) => new(
        ColourTags.Known(range), ColourTags.Known(matrix), ColourTags.Known(transfer), ColourTags.Known(primaries));

    private static string? Word(IReadOnlyDictionary<string, JsonElement> more, string key) =>
        more.TryGetValue(key, out JsonElement value) ? value.ToString() : null;

    private static T[] Present<T>(IEnumerable<T?>? list, string name)
        where T : class =>
        [.. (list ?? [null]).Select(one => one ?? throw new JsonException($"{name} are missing"))];

    /// <summary>
    /// Side data of a stream in the model are plain values. Where an ffprobe nests others in them, in a kind that
    /// nobody reads, the film must stay readable: they are taken as text.
    /// </summary>
    private sealed class AnyValue : JsonConverter<JsonValue>
    {
        public override JsonValue? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            JsonElement value = JsonElement.ParseValue(ref reader);
            return value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                ? JsonValue.Create(value.GetRawText()) : JsonValue.Create(value);
        }

        public override void Write(Utf8JsonWriter writer, JsonValue value, JsonSerializerOptions options) =>
            value.WriteTo(writer, options);
    }
}
