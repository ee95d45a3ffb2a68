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
        Assert.True(text.EndsWith('\n'), "no end of line at the end");
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
                Assert.True(helped == typed, $"no help before {line}");
                Assert.True(types.TryAdd(typed, type.Groups["type"].Value), $"two types of {typed}");
            }
            else
            {
                Match sample = Sample().Match(line);
                Assert.True(sample.Success, $"neither comment nor sample: {line}");
                Assert.True(typed == sample.Groups["name"].Value, $"no type before {line}");
                string[] labels = [.. sample.Groups["label"].Captures.Select(label => label.Value)];
                Assert.True(labels.Distinct().Count() == labels.Length, $"a label twice: {line}");
                double value = Value(sample.Groups["value"].Value);
                Assert.True(types[typed] != "counter" || value >= 0, $"a counter below zero: {line}");
                Assert.True(types[typed] == "counter" == typed.EndsWith("_total", StringComparison.Ordinal), typed);
                string name = line[..sample.Groups["value"].Index].TrimEnd(' ');
                Assert.True(samples.TryAdd(name, value), $"{name} stands twice");
            }
        }

        HashSet<string> told = [.. samples.Keys.Select(key => key.Split('{')[0])];
        Assert.True(told.SetEquals(types.Keys), $"no sample of {string.Join(", ", types.Keys.Except(told))}");
        return new Exposition(types, samples);
    }

    private static double Value(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => Number(text),
    };

    private static double Number(string text)
    {
        Assert.True(
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value),
            $"no number: {text}");
        return value;
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\n]|\\[\\n])+\z")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge)\z")]
    private static partial Regex Type();

    private const string Label = "(?<label>[a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"\\\\]|\\\\[\\\\\"n])*\"";

    [GeneratedRegex($@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{{{Label}(,{Label})*\}})? (?<value>\S+)\z")]
    private static partial Regex Sample();
}
