using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MovieData.Audit.Report;

/// <summary>A manifest's pipeline as the pipeline file that says the same.</summary>
internal static partial class PipelineText
{
    /// <summary>A line a key, in the order of the manifest.</summary>
    public static string Of(JsonObject pipeline)
    {
        var text = new StringBuilder();
        foreach ((string section, JsonNode? keys) in pipeline)
        {
            text.Append(section).Append(":\n");
            foreach ((string key, JsonNode? value) in keys as JsonObject ?? [])
            {
                text.Append("  ").Append(key).Append(": ").Append(Value(value)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Value(JsonNode? value) => value switch
    {
        JsonArray list => $"[{string.Join(", ", list.Select(Value))}]",
        JsonObject map => $"{{ {string.Join(", ", map.Select(one => $"{one.Key}: {Value(one.Value)}"))} }}",
        JsonValue one when one.GetValueKind() == JsonValueKind.String && Plain().IsMatch((string)one!) => (string)one!,
        _ => value?.ToJsonString() ?? "null",
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$")]
    private static partial Regex Plain();
}
