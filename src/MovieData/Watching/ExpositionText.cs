using System.Globalization;
using System.Text;

namespace MovieData.Watching;

/// <summary>
/// Prometheus' text exposition format, version 0.0.4: of each metric a HELP line, a TYPE line and its samples,
/// together (prometheus.io/docs/instrumenting/exposition_formats).
/// </summary>
public sealed class ExpositionText
{
    /// <summary>Content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Adds a metric that only grows while a process lives; its name ends in <c>_total</c>.</summary>
    /// <param name="name">Its name, unit last.</param>
    /// <param name="help">What it says.</param>
    /// <param name="samples">Values by label; no line is written where there is none.</param>
    public void Counter(string name, string help, params IEnumerable<MetricSample> samples) =>
        Add(name, "counter", help, samples);

    /// <summary>Adds a metric that goes up and down.</summary>
    /// <param name="name">Its name, unit last.</param>
    /// <param name="help">What it says.</param>
    /// <param name="samples">Values by label; no line is written where there is none.</param>
    public void Gauge(string name, string help, params IEnumerable<MetricSample> samples) =>
        Add(name, "gauge", help, samples);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Add(string name, string type, string help, IEnumerable<MetricSample> samples)
    {
        MetricSample[] all = [.. samples];
        if (all.Length == 0)
        {
            return;
        }

        _text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(help, quotes: false)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (MetricSample sample in all)
        {
            _text.Append(name);
            if (sample.Labels.Length > 0)
            {
                IEnumerable<string> labels =
                    sample.Labels.Select(label => $"{label.Name}=\"{Escaped(label.Value, quotes: true)}\"");
                _text.Append('{').AppendJoin(',', labels).Append('}');
            }

            _text.Append(' ').Append(NumberOf(sample.Value)).Append('\n');
        }
    }

    private static string NumberOf(double value) => double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text, bool quotes)
    {
        string escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}

/// <summary>One value of a metric.</summary>
/// <param name="Value">The value.</param>
/// <param name="Labels">What it is of; names of small letters and _.</param>
public sealed record MetricSample(double Value, params (string Name, string Value)[] Labels);
