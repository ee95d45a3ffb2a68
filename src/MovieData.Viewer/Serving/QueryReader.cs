using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>
/// The parameters of a request, read strictly: each is taken once, with its bounds, and what nobody took is an error.
/// </summary>
internal sealed class QueryReader
{
    /// <summary>Rows, shots or flags of one answer at most.</summary>
    public const int CountMax = 500;

    private const int CountDefault = 100;
    private const int TextMax = 200;
    private const int RangesMax = 8;
    private const int FiguresMax = 16;

    private readonly IQueryCollection _query;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public QueryReader(HttpRequest request) => _query = request.Query;

    /// <summary>A text without control characters; null where it is not given.</summary>
    /// <exception cref="RequestException">Empty, too long, given twice, or with control characters.</exception>
    public string? Text(string name)
    {
        StringValues values = Take(name);
        return values.Count == 0 ? null : values.Count > 1 ? throw Fault(name, "is given twice")
            : Checked(name, values[0]);
    }

    /// <summary>A whole number; null where it is not given.</summary>
    /// <exception cref="RequestException">No number, or out of range.</exception>
    public int? Integer(string name, int min, int max) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max
            ? value : throw Fault(name, $"expected a whole number from {min} to {max}");

    /// <summary>A finite number; null where it is not given.</summary>
    /// <exception cref="RequestException">No such number.</exception>
    public double? Number(string name) => Text(name) is { } text ? NumberOf(name, text) : null;

    /// <summary>true or false; null where it is not given.</summary>
    /// <exception cref="RequestException">Another word.</exception>
    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Fault(name, "expected true or false"),
    };

    /// <summary>Which part of a list is wanted.</summary>
    /// <exception cref="RequestException">Out of range.</exception>
    public (int Offset, int Count) Part() =>
        (Integer("offset", 0, int.MaxValue) ?? 0, Integer("count", 1, CountMax) ?? CountDefault);

    /// <summary>Names of figures, separated by commas.</summary>
    /// <exception cref="RequestException">Too many.</exception>
    public IReadOnlyList<string> Figures(string name)
    {
        string[] figures = Take(name) is { Count: 1 } values ? (values[0] ?? "").Split(',') : [];
        return figures.Length <= FiguresMax && figures.All(figure => figure.Length is > 0 and <= TextMax)
            && _query[name].Count <= 1
            ? figures : throw Fault(name, $"expected at most {FiguresMax} figures, separated by commas");
    }

    /// <summary>Which rows are wanted (README.md, "Rows, filtered and sorted").</summary>
    /// <exception cref="RequestException">A parameter is malformed, or belongs to another.</exception>
    public SampleQuery Samples()
    {
        string? sort = Text("sort");
        var query = new SampleQuery
        {
            Film = Text("film"),
            Shot = Integer("shot", 0, int.MaxValue),
            Clip = Integer("clip", 0, int.MaxValue),
            Split = Text("split"),
            Kept = Flag("kept"),
            Rule = Text("rule"),
            Flagged = Flag("flagged"),
            IdPart = Text("id"),
            Missing = Text("missing"),
            Ranges = Ranges("where"),
            Compared = Compared("compare"),
            Order = sort is null ? SortOrder.Plan : sort[0] switch
            {
                '-' => SortOrder.Descending,
                '~' => SortOrder.Outliers,
                _ => SortOrder.Ascending,
            },
            SortFigure = sort is null ? null : sort[0] is '-' or '~' ? sort[1..] : sort,
        };
        return query.Film is null && (query.Shot ?? query.Clip) is not null
            ? throw Fault("film", "is needed with shot and clip, which are numbered by film") : query;
    }

    /// <summary>Refuses what nobody took.</summary>
    /// <exception cref="RequestException">There is some.</exception>
    public void Done()
    {
        if (_query.Keys.FirstOrDefault(key => !_taken.Contains(key)) is not null)
        {
            throw RequestException.Malformed(
                $"a parameter is unknown; this address takes: {string.Join(", ", _taken.Order())}");
        }
    }

    private FigureRange[] Ranges(string name)
    {
        StringValues values = Take(name);
        return values.Count <= RangesMax ? [.. values.Select(value => Range(name, value))]
            : throw Fault(name, $"is given more than {RangesMax} times");
    }

    private static FigureRange Range(string name, string? value)
    {
        string[] parts = Checked(name, value).Split(':');
        return parts.Length == 3 && parts[0].Length > 0
            ? new FigureRange(
                parts[0],
                parts[1].Length == 0 ? double.NegativeInfinity : NumberOf(name, parts[1]),
                parts[2].Length == 0 ? double.PositiveInfinity : NumberOf(name, parts[2]))
            : throw Fault(name, "expected FIGURE:MIN:MAX; MIN or MAX may be left out");
    }

    private KeptIn Compared(string name) => Text(name) switch
    {
        null => KeptIn.Any,
        "both" => KeptIn.Both,
        "first" => KeptIn.First,
        "second" => KeptIn.Second,
        "neither" => KeptIn.Neither,
        _ => throw Fault(name, "expected both, first, second or neither"),
    };

    private StringValues Take(string name)
    {
        _taken.Add(name);
        return _query[name];
    }

    private static double NumberOf(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value : throw Fault(name, "expected a number with a decimal point");

    private static string Checked(string name, string? text) =>
        text is { Length: > 0 and <= TextMax } && !text.Any(char.IsControl)
            ? text : throw Fault(name, $"expected 1 to {TextMax} characters, none of them a control character");

    private static RequestException Fault(string name, string message) =>
        RequestException.Malformed($"{name}: {message}");
}
