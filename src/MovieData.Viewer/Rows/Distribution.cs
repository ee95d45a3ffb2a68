using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Shards;

namespace MovieData.Viewer.Rows;

/// <summary>Whose values are counted, and how.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Film">Only this film; null: all.</param>
/// <param name="Shot">Only this shot of it; null: all.</param>
/// <param name="Bins">Bins of equal width.</param>
/// <param name="From">Where the first begins; null: the smallest value.</param>
/// <param name="To">Where the last ends; null: the largest value.</param>
internal sealed record DistributionQuery(string Figure, string? Film, int? Shot, int Bins, double? From, double? To);

/// <summary>Distributions of figures, counted when they are first asked for.</summary>
/// <param name="index">The dataset, loaded.</param>
/// <param name="figures">Its figures.</param>
internal sealed class Distribution(FrameIndex index, FigureCatalog figures)
{
    /// <summary>Answers kept; then all are forgotten.</summary>
    private const int KeptMax = 512;

    private static readonly int[] Percentiles = [1, 5, 25, 50, 75, 95, 99];

    private readonly Dictionary<DistributionQuery, string> _kept = [];

    /// <summary>The answer of <c>/api/distribution</c>.</summary>
    public string Of(DistributionQuery query)
    {
        lock (_kept)
        {
            if (_kept.TryGetValue(query, out string? known))
            {
                return known;
            }
        }

        string answer = Count(query).ToJsonString();
        lock (_kept)
        {
            if (_kept.Count >= KeptMax)
            {
                _kept.Clear();
            }

            _kept[query] = answer;
        }

        return answer;
    }

    private JsonObject Count(DistributionQuery query)
    {
        double[] values = figures.Column(query.Figure);
        int[] rows = [.. RowsOf(query)];
        double[] sorted = Robust.Sorted(rows.Select(row => values[row]));
        var json = new JsonObject
        {
            ["figure"] = query.Figure,
            ["rows"] = sorted.Length,
            ["missing"] = rows.Length - sorted.Length,
        };
        if (sorted.Length == 0)
        {
            return json;
        }

        (double from, double to) = (query.From ?? sorted[0], query.To ?? sorted[^1]);
        json["min"] = sorted[0];
        json["max"] = sorted[^1];
        json["percentiles"] = new JsonObject(Percentiles.Select(p => KeyValuePair.Create(
            p.ToString(CultureInfo.InvariantCulture), (JsonNode?)OrderStatistics.Quantile(sorted, p / 100.0))));
        json["from"] = from;
        json["to"] = to;
        (int[] kept, int[] rejected) = (new int[query.Bins], new int[query.Bins]);
        (int below, int above) = (0, 0);
        foreach (int row in rows.Where(row => !double.IsNaN(values[row])))
        {
            double share = to > from ? (values[row] - from) / (to - from) : values[row] < from ? -1 : 0;
            below += share < 0 ? 1 : 0;
            above += values[row] > to ? 1 : 0;
            if (share >= 0 && values[row] <= to)
            {
                int bin = Math.Min((int)(share * query.Bins), query.Bins - 1);
                (index.Columns.Kept[row] ? kept : rejected)[bin]++;
            }
        }

        json["kept"] = new JsonArray([.. kept.Select(count => JsonValue.Create(count))]);
        json["rejected"] = new JsonArray([.. rejected.Select(count => JsonValue.Create(count))]);
        json["below"] = below;
        json["above"] = above;
        return json;
    }

    private IEnumerable<int> RowsOf(DistributionQuery query)
    {
        for (int i = 0; i < index.Segments.Count; i++)
        {
            IndexedSegment segment = index.Segments[i];
            if ((query.Film is null || segment.Entry.Film == query.Film) && index.IsSound(i))
            {
                for (int row = segment.FirstRow; row < segment.EndRow; row++)
                {
                    if (query.Shot is null || index.Columns.Shot[row] == query.Shot)
                    {
                        yield return row;
                    }
                }
            }
        }
    }
}
