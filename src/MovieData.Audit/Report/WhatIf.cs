using System.Runtime.InteropServices;
using MovieData.Plan;

namespace MovieData.Audit.Report;

/// <summary>
/// Asks a dataset's rules again from its recorded figures: what the page does with other thresholds, done here with the
/// pipeline's own, so that the two can be held against each other and against the record.
/// </summary>
internal sealed class WhatIf
{
    /// <summary>Rows that are asked, and that <c>index.html</c> carries values of; of more a regular sample.</summary>
    public const int RowsMax = 100_000;

    /// <summary>The rules decide.</summary>
    private const byte Decided = 0;

    /// <summary>Rejected whatever the thresholds.</summary>
    private const byte Rejected = 1;

    /// <summary>Not measured: its shot was rejected before it was decoded.</summary>
    private const byte Unmeasured = 2;

    private readonly AskedRule[] _ofSample;
    private readonly AskedRule[] _ofShot;
    private readonly List<(FilmRows Film, int Row)> _rows;
    private readonly long _sampledFrom;
    private readonly byte[] _state;
    private readonly int[] _rowShot;
    private readonly List<int> _shotFilm = [];
    private readonly Dictionary<string, double[]> _values = [];

    /// <summary>Takes the values of a dataset's decided rows.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rules">Its pipeline's rules.</param>
    /// <param name="rowsMax">Tests lower <see cref="RowsMax"/>.</param>
    public WhatIf(DatasetRows dataset, IReadOnlyList<AskedRule> rules, int rowsMax = RowsMax)
    {
        _ofSample = [.. rules.Where(rule => !rule.IsOfShot && rule.IsAdjustable)];
        _ofShot = [.. rules.Where(rule => rule.IsOfShot)];
        (_rows, _sampledFrom) = Sample(dataset, rowsMax);
        _state = [.. _rows.Select(row => StateOf(row.Film, row.Row))];
        foreach (AskedRule rule in _ofSample)
        {
            _values[rule.Name] = [.. _rows.Select(row => rule.ValueOf(row.Film, row.Row))];
        }

        _rowShot = TakeShots(dataset);
    }

    /// <summary>By rule: lowest and highest value; null: none.</summary>
    public (double Low, double High)? SpanOf(string rule)
    {
        double[] known = [.. _values.GetValueOrDefault(rule, []).Where(double.IsFinite)];
        return known.Length == 0 ? null : (known.Min(), known.Max());
    }

    /// <summary>The report, with the values.</summary>
    public WhatIfReport ToReport()
    {
        var recomputed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (kept, disagree) = (0, 0);
        for (int row = 0; row < _rows.Count; row++)
        {
            (FilmRows film, int number) = _rows[row];
            bool isKept = film.Outcome[number] == RowOutcome.Kept;
            string verdict = VerdictOf(row);
            recomputed[verdict] = recomputed.GetValueOrDefault(verdict) + 1;
            kept += isKept ? 1 : 0;
            disagree += verdict == "other" || verdict == (isKept ? "kept" : film.Rule[number]) ? 0 : 1;
        }

        return new WhatIfReport
        {
            Rows = _rows.Count,
            SampledFrom = _sampledFrom,
            Order = [.. _ofShot.Concat(_ofSample).Select(rule => rule.Name)],
            Kept = kept,
            Yield = _rows.Count == 0 ? null : (double)kept / _rows.Count,
            Recomputed = recomputed,
            Disagree = disagree,
            Columns = ToColumns(),
        };
    }

    /// <summary>What the rules say of a row: <c>kept</c>, the first failed rule, <c>other</c> (rejected whatever the
    /// thresholds), <c>unknown</c> (not measured, and no rule of shots rejects it).</summary>
    private string VerdictOf(int row)
    {
        if (_state[row] == Rejected)
        {
            return "other";
        }

        foreach (AskedRule rule in _ofShot)
        {
            if (rule.Fails(_values[rule.Name][_rowShot[row]]))
            {
                return rule.Name;
            }
        }

        foreach (AskedRule rule in _state[row] == Unmeasured ? [] : _ofSample)
        {
            if (rule.Fails(_values[rule.Name][row]))
            {
                return rule.Name;
            }
        }

        return _state[row] == Unmeasured ? "unknown" : "kept";
    }

    private byte StateOf(FilmRows film, int row)
    {
        if (film.Rule[row] is not { } rule)
        {
            return Decided;
        }

        bool isMeasured = _ofSample.All(one => double.IsFinite(one.ValueOf(film, row)));
        return _ofSample.Any(one => one.Name == rule) && isMeasured ? Decided
            : _ofShot.Any(one => one.Name == rule) && film.ScanShift[row] is null ? Unmeasured
            : Rejected;
    }

    // Every n-th row where there are more than fit, n not whole: no rhythm of bursts is met.
    private static (List<(FilmRows Film, int Row)> Rows, long SampledFrom) Sample(DatasetRows dataset, int rowsMax)
    {
        long all = dataset.Films.Sum(film => film.Outcome.LongCount(FigureReports.IsDecided));
        long asked = Math.Min(all, rowsMax);
        var rows = new List<(FilmRows Film, int Row)>((int)asked);
        long seen = 0;
        foreach (FilmRows film in dataset.Films)
        {
            for (int row = 0; row < film.Count; row++)
            {
                if (FigureReports.IsDecided(film.Outcome[row]) && rows.Count < asked
                    && seen++ == rows.Count * all / asked)
                {
                    rows.Add((film, row));
                }
            }
        }

        return (rows, all);
    }

    private int[] TakeShots(DatasetRows dataset)
    {
        var films = dataset.Films.Index().ToDictionary(film => film.Item, film => film.Index);
        var indexes = new Dictionary<(int Film, int Shot), int>();
        var figures = new List<(FilmRows Film, ShotFigures? Shot)>();
        int[] rowShot = new int[_rows.Count];
        foreach ((int index, (FilmRows film, int row)) in _rows.Index())
        {
            (int, int) key = (films[film], film.Shot[row]);
            if (!indexes.TryGetValue(key, out int shot))
            {
                indexes[key] = shot = figures.Count;
                figures.Add((film, film.ShotFigures.GetValueOrDefault(film.Shot[row])));
                _shotFilm.Add(films[film]);
            }

            rowShot[index] = shot;
        }

        foreach (AskedRule rule in _ofShot)
        {
            _values[rule.Name] = [.. figures.Select(one => rule.ValueOf(one.Shot, one.Film.Facts.Order))];
        }

        return rowShot;
    }

    private WhatIfColumns ToColumns() => new()
    {
        Sample = _ofSample.ToDictionary(rule => rule.Name, rule => Base64<double>(_values[rule.Name])),
        Shot = _ofShot.ToDictionary(rule => rule.Name, rule => Base64<double>(_values[rule.Name])),
        RowShot = Base64<int>(_rowShot),
        RowState = Base64<byte>(_state),
        ShotFilm = Base64<int>([.. _shotFilm]),
    };

    private static string Base64<T>(T[] values)
        where T : struct => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));
}
