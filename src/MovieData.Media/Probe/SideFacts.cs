using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MovieData.Media.Probe;

/// <summary>
/// One entry of side data of a stream or a frame as ffprobe prints it: a name of its kind, and values whose names
/// depend on the kind, for which no library has types.
/// </summary>
public sealed class SideFacts
{
    private readonly Dictionary<string, JsonNode?> _values = [];

    /// <summary>Takes the entry of FFMpegCore's model, whose values of a stream are of a narrower type.</summary>
    public static SideFacts Of<T>(IReadOnlyDictionary<string, T> entry)
        where T : JsonNode
    {
        var facts = new SideFacts();
        foreach ((string key, T value) in entry)
        {
            facts._values[key] = value;
        }

        return facts;
    }

    /// <summary>ffprobe's name of the kind (<see cref="SideKinds"/>); empty when unstated.</summary>
    public string Kind => Word("side_data_type") ?? "";

    /// <summary>A value as text; null when it is absent.</summary>
    public string? Word(string key) => _values.GetValueOrDefault(key) switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonNode other => other.ToJsonString(),
    };

    /// <summary>A whole number; 0 when it is absent.</summary>
    /// <exception cref="JsonException">Something else stands there.</exception>
    public int Number(string key) => Word(key) is not { } word ? 0
        : int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
        : throw new JsonException($"{Kind}: {key} is '{word}', expected a whole number");

    /// <summary>A finite number; 0 when it is absent.</summary>
    /// <exception cref="JsonException">Something else stands there.</exception>
    public double GetDouble(string key) => Word(key) is not { } word ? 0
        : ProbeAnswer.Seconds(word) ?? throw new JsonException($"{Kind}: {key} is '{word}', expected a number");
}
