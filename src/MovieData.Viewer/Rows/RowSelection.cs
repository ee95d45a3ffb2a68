namespace MovieData.Viewer.Rows;

/// <summary>
/// Answers queries over all rows, which must be loaded, and keeps the last results: a page that scrolls asks for parts
/// of one.
/// </summary>
/// <param name="index">The dataset.</param>
/// <param name="figures">Its figures.</param>
internal sealed class RowSelection(FrameIndex index, FigureCatalog figures)
{
    /// <summary>Results kept; each has four bytes a row.</summary>
    private const int ResultsMax = 8;

    private readonly Lock _keeping = new();
    private readonly LinkedList<(string Key, int[] Rows)> _results = [];

    /// <summary>The rows of a query, in its order.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="flagged">Flagged rows; asked only where the query does.</param>
    /// <param name="flagsVersion">Another number after each change of flags.</param>
    public int[] Select(SampleQuery query, Func<IReadOnlySet<int>> flagged, long flagsVersion)
    {
        string key = query.Flagged is null ? query.Key : $"{query.Key}\n{flagsVersion}";
        lock (_keeping)
        {
            for (LinkedListNode<(string Key, int[] Rows)>? node = _results.First; node is not null; node = node.Next)
            {
                if (node.Value.Key == key)
                {
                    _results.Remove(node);
                    _results.AddFirst(node);
                    return node.Value.Rows;
                }
            }
        }

        int[] rows = Sorted(query, Matching(query, query.Flagged is null ? null : flagged()));
        lock (_keeping)
        {
            _results.AddFirst((key, rows));
            while (_results.Count > ResultsMax)
            {
                _results.RemoveLast();
            }
        }

        return rows;
    }

    private List<int> Matching(SampleQuery query, IReadOnlySet<int>? flagged)
    {
        Func<int, bool>[] tests = [.. Tests(query, flagged)];
        var rows = new List<int>();
        for (int i = 0; i < index.Segments.Count; i++)
        {
            IndexedSegment segment = index.Segments[i];
            bool isWanted = index.IsSound(i)
                && (query.Film is null || segment.Entry.Film == query.Film)
                && (query.Split is null || segment.Entry.Split == query.Split);
            for (int row = segment.FirstRow; isWanted && row < segment.EndRow; row++)
            {
                if (Array.TrueForAll(tests, test => test(row)))
                {
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    private IEnumerable<Func<int, bool>> Tests(SampleQuery query, IReadOnlySet<int>? flagged)
    {
        RowColumns columns = index.Columns;
        if (query.Shot is { } shot)
        {
            yield return row => columns.Shot[row] == shot;
        }

        if (query.Clip is { } clip)
        {
            yield return row => columns.Clip[row] == clip;
        }

        if (query.Kept is { } kept)
        {
            yield return row => columns.Kept[row] == kept;
        }

        if (query.Rule is { } rule)
        {
            int number = columns.RuleNumber(rule);
            yield return row => columns.IsRule(row, number);
        }

        if (query.Flagged is { } isFlagged)
        {
            yield return row => flagged!.Contains(row) == isFlagged;
        }

        foreach (FigureRange range in query.Ranges)
        {
            double[] values = figures.Column(range.Figure);
            yield return row => values[row] >= range.Min && values[row] <= range.Max;
        }

        if (query.Missing is { } missing)
        {
            double[] values = figures.Column(missing);
            yield return row => double.IsNaN(values[row]);
        }

        if (query.IdPart is { } part)
        {
            yield return row => index.IdOf(row).Contains(part, StringComparison.OrdinalIgnoreCase);
        }

        if (query.Compared != KeptIn.Any)
        {
            yield return row => ComparedOf(row) == query.Compared;
        }
    }

    private KeptIn ComparedOf(int row)
    {
        int other = figures.SecondRows[row];
        bool there = other >= 0 && figures.Second!.Columns.Kept[other];
        return (index.Columns.Kept[row], there) switch
        {
            (true, true) => KeptIn.Both,
            (true, false) => KeptIn.First,
            (false, true) => KeptIn.Second,
            _ => KeptIn.Neither,
        };
    }

    private int[] Sorted(SampleQuery query, List<int> matching)
    {
        int[] rows = [.. matching];
        if (query.Order == SortOrder.Plan)
        {
            return rows;
        }

        double[] values = figures.Column(query.SortFigure!);
        double[] keys = query.Order == SortOrder.Outliers
            ? Robust.Distances([.. rows.Select(row => values[row])])
            : [.. rows.Select(row => query.Order == SortOrder.Descending ? -values[row] : values[row])];
        int[] order = [.. Enumerable.Range(0, rows.Length)];

        // NaN, no figure, stands last; ties keep the plan's order.
        Array.Sort(order, (left, right) => (double.IsNaN(keys[left]), double.IsNaN(keys[right])) switch
        {
            (true, true) => left - right,
            (true, false) => 1,
            (false, true) => -1,
            _ when keys[left] == keys[right] => left - right,
            _ => keys[left] < keys[right] ? -1 : 1,
        });
        return [.. order.Select(place => rows[place])];
    }
}
