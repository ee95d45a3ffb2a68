using System.Globalization;
using System.Text.Json.Nodes;

namespace MovieData.Audit.Evaluate;

/// <summary>The scores of a run in the shapes people ask for: overall, by film, by split; JSON, CSV.</summary>
/// <param name="Protocol">How they were made.</param>
/// <param name="Scores">At least one.</param>
/// <param name="Seed">Seed of the intervals.</param>
public sealed record EvaluationReport(IProtocol Protocol, IReadOnlyList<SampleScore> Scores, ulong Seed)
{
    /// <summary>Characters with which spreadsheets begin a formula.</summary>
    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>All samples.</summary>
    public ScoreSummary Overall { get; } = ScoreSummary.Of(Scores, Seed);

    /// <summary>By film, in ordinal order; none for pictures of a folder.</summary>
    public IReadOnlyList<(string Film, ScoreSummary Summary)> Films { get; } = By(Scores, s => s.Film, Seed);

    /// <summary>By split; none for pictures of a folder.</summary>
    public IReadOnlyList<(string Split, ScoreSummary Summary)> Splits { get; } = By(Scores, s => s.Split, Seed);

    /// <summary>The document of <c>evaluate --json</c> (CONTRACT.md).</summary>
    public JsonObject ToJson() => new()
    {
        ["protocol"] = Protocol.Name,
        ["caution"] = Protocol.Caution,
        ["constant_predictions"] = Scores.Count(score => score.IsConstant),
        ["reversed_predictions"] = Scores.Count(score => score.IsReversed),
        ["overall"] = JsonOf(Overall),
        ["films"] = new JsonArray([.. Films.Select(film => Named("film", film.Film, film.Summary))]),
        ["splits"] = new JsonArray([.. Splits.Select(split => Named("split", split.Split, split.Summary))]),
    };

    /// <summary>One line a sample, in order (RFC 4180).</summary>
    public IEnumerable<string> CsvLines()
    {
        IEnumerable<string> names = Protocol.Metrics.Select(metric => metric.Name);
        yield return $"id,film,split,pixels,pixels_share,constant,{string.Join(',', names)}";
        foreach (SampleScore score in Scores)
        {
            IEnumerable<string> values = score.Values.Select(value =>
                double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture));
            string share = ((double)score.Pixels / score.Area).ToString("F6", CultureInfo.InvariantCulture);
            yield return $"{Quoted(score.Id)},{Quoted(score.Film)},{score.Split},{score.Pixels},{share},"
                + $"{(score.IsConstant ? 1 : 0)},{string.Join(',', values)}";
        }
    }

    private static (string, ScoreSummary)[] By(
        IReadOnlyList<SampleScore> scores, Func<SampleScore, string> key, ulong seed) =>
    [
        .. scores.GroupBy(key, StringComparer.Ordinal).Where(group => group.Key.Length > 0)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, ScoreSummary.Of([.. group], seed))),
    ];

    private static string Quoted(string text)
    {
        string safe = text.Length > 0 && FormulaStarts.Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\n\r'") < 0 ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private JsonObject Named(string key, string name, ScoreSummary summary)
    {
        var json = new JsonObject { [key] = name };
        foreach ((string field, JsonNode? value) in JsonOf(summary).ToList())
        {
            json[field] = value?.DeepClone();
        }

        return json;
    }

    private JsonObject JsonOf(ScoreSummary summary) => new()
    {
        ["n"] = summary.Samples,
        ["pixels_share"] = summary.PixelsShare,
        ["metrics"] = new JsonObject(Protocol.Metrics.Zip(summary.Metrics).Select(of =>
            new KeyValuePair<string, JsonNode?>(of.First.Name, new JsonObject
            {
                ["value"] = NumberOf(of.Second.Value),
                ["low"] = NumberOf(of.Second.Low),
                ["high"] = NumberOf(of.Second.High),
                ["space"] = of.First.Space,
                ["alignment"] = of.First.Alignment,
                ["clamp"] = of.First.Clamp,
            }))),
    };

    private static JsonValue? NumberOf(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
