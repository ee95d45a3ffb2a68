using System.Text.Json.Nodes;
using MovieData.Media.Films;

namespace MovieData.Audit.Report;

/// <summary>What an audit asks of a film's probe. What it does not say, or says in another way, is null: old datasets
/// are audited too.</summary>
/// <param name="Source">Names of its files.</param>
/// <param name="Fps">Frames per second.</param>
/// <param name="Frames">Frames.</param>
/// <param name="DurationS">Seconds.</param>
/// <param name="Order">Which view is the first.</param>
/// <param name="ChapterTitles">By number of the chapter − 1. Text of anybody.</param>
/// <param name="Warnings">Of the probe.</param>
public sealed record FilmFacts(
    string Source,
    double? Fps,
    int? Frames,
    double? DurationS,
    ViewOrder Order,
    IReadOnlyList<string> ChapterTitles,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Reads a probe.</summary>
    public static FilmFacts Of(JsonObject probe) => new(
        Text(probe["source"]),
        Number(probe["fps"]),
        (int?)Number(probe["frames"]),
        Number(probe["duration_s"]),
        StereoWords.ParseViewOrder(Text(probe["view_order"])) ?? ViewOrder.Unknown,
        [.. List(probe["chapters"]).Select(chapter => Text((chapter as JsonObject)?["title"]))],
        [.. List(probe["warnings"]).Select(Text)]);

    private static IEnumerable<JsonNode?> List(JsonNode? node) => node as JsonArray ?? [];

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;
}
