using System.Globalization;
using System.Text.RegularExpressions;

namespace MovieData.Tests.Watching;

/// <summary>
/// Reads Prometheus' text exposition format by its rules and refuses what breaks one: each metric's lines together,
/// HELP and TYPE once and before its samples, names and labels of the allowed letters, values that parse, no sample
/// twice, no counter below zero, an end of line at the end.
/// </summary>
internal sealed partial record Exposition(
    IReadOnlyDictionary<string, string> Types, IReadOnlyDictionary<string, double> Samples)
{
    public IEnumerable<string> Names => Types.Keys;

    /// <summary>Of a metric without labels.</summary>
    public double this[string sample] => Samples[sample];

    public static Exposition Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        (string helped, string typed) = ("", "");
        foreach (string line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                helped = help.Groups["name"].Value;
                Assert.False(types.ContainsKey(helped), $"{helped} stands in two places");
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                typed = type.Groups["name"].Value;
                Assert.Equal(helped, typed);
                types.Add(typed, type.Groups["type"].Value);
            }
            else
            {
                Match sample = Sample().Match(line);
                Assert.True(sample.Success, $"neither comment nor sample: {line}");
                Assert.Equal(typed, sample.Groups["name"].Value);
                string[] labels = [.. sample.Groups["label"].Captures.Select(label => label.Value)];
                Assert.Equal(labels.Distinct(), labels);
                double value = Value(sample.Groups["value"].Value);
                Assert.True(types[typed] != "counter" || value >= 0, line);
                Assert.True(types[typed] == "counter" == typed.EndsWith("_total", StringComparison.Ordinal), typed);
                samples.Add(line[..sample.Groups["value"].Index].TrimEnd(' '), value);
            }
        }

        Assert.All(types.Keys, name => Assert.Contains(samples.Keys, key => key.Split('{')[0] == name));
        return new Exposition(types, samples);
    }

    private static double Value(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\n]|\\[\\n])+\z")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge)\z")]
    private static partial Regex Type();

    private const string Label = "(?<label>[a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"\\\\]|\\\\[\\\\\"n])*\"";

    [GeneratedRegex($@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{{{Label}(,{Label})*\}})? (?<value>\S+)\z")]
    private static partial Regex Sample();
}
