using MovieData.Shards;

namespace MovieData.Viewer.Rows;

/// <summary>
/// Numbers of rows by name: figures, <c>time_s</c>, <c>value</c> and <c>limit</c>, and with a second dataset
/// <c>second.NAME</c> and <c>delta.NAME</c> (second − first). Columns of the second are made when they are first asked
/// for.
/// </summary>
/// <param name="index">The dataset.</param>
/// <param name="second">The dataset it is compared with; null: none.</param>
internal sealed class FigureCatalog(FrameIndex index, FrameIndex? second)
{
    private const string SecondPrefix = "second.";
    private const string DeltaPrefix = "delta.";

    private readonly Lock _making = new();
    private readonly Dictionary<string, double[]> _made = new(StringComparer.Ordinal);
    private readonly Lazy<int[]> _secondRows = new(() => Match(index, second!));

    /// <summary>Figures that are numbers, in the order of the columns.</summary>
    public static IEnumerable<Figure> Numbers { get; } =
        [.. Figure.All.Where(figure => figure.Column.Kind != Shards.ParquetFiles.ParquetKind.Text)];

    /// <summary>The second dataset; null: none.</summary>
    public FrameIndex? Second => second;

    /// <summary>By row, the row of the same frame in the second dataset; −1: it has none. Both must be loaded.
    /// </summary>
    public int[] SecondRows => _secondRows.Value;

    /// <summary>Values of a name, by row; NaN where a row has none.</summary>
    /// <exception cref="RequestException">Nobody knows the name.</exception>
    public double[] Column(string name)
    {
        if (Own(index, name) is { } own)
        {
            return own;
        }

        string inner = RequireSecond(name);
        lock (_making)
        {
            if (!_made.TryGetValue(name, out double[]? made))
            {
                made = Make(Own(index, inner)!, Own(second!, inner)!, isDelta: name[0] == DeltaPrefix[0]);
                _made[name] = made;
            }

            return made;
        }
    }

    /// <summary>Refuses a name that nobody knows, before anything is waited for.</summary>
    /// <exception cref="RequestException">Nobody does.</exception>
    public void RequireKnown(string name)
    {
        if (!IsOwn(name))
        {
            RequireSecond(name);
        }
    }

    /// <summary>A number of one row; NaN where it has none.</summary>
    public static double Number(FrameIndex of, string name, int row) => Own(of, name)![row];

    /// <summary>True of a name of this dataset, for which the second need not be loaded.</summary>
    public bool IsOwn(string name) => Own(index, name) is not null;

    // The name behind the prefix.
    private string RequireSecond(string name)
    {
        string inner = name.StartsWith(SecondPrefix, StringComparison.Ordinal) ? name[SecondPrefix.Length..]
            : name.StartsWith(DeltaPrefix, StringComparison.Ordinal) ? name[DeltaPrefix.Length..] : "";
        return inner.Length == 0 || Own(index, inner) is null
            ? throw RequestException.Malformed("there is no such figure; /api/dataset lists them")
            : second is null ? throw RequestException.Malformed($"{SecondPrefix} and {DeltaPrefix} need --compare")
            : inner;
    }

    private double[] Make(double[] first, double[] other, bool isDelta)
    {
        var made = new double[index.Rows];
        for (int row = 0; row < made.Length; row++)
        {
            double value = SecondRows[row] >= 0 ? other[SecondRows[row]] : double.NaN;
            made[row] = isDelta ? value - first[row] : value;
        }

        return made;
    }

    private static double[]? Own(FrameIndex of, string name)
    {
        RowColumns columns = of.Columns;
        for (int i = 0; i < Figure.All.Count; i++)
        {
            if (Figure.All[i].Facts.Name == name && (columns.Figures[i].Length > 0 || of.Rows == 0))
            {
                return columns.Figures[i];
            }
        }

        return name switch
        {
            "time_s" => columns.TimeS,
            "value" => columns.Value,
            "limit" => columns.Limit,
            _ => null,
        };
    }

    private static int[] Match(FrameIndex index, FrameIndex second)
    {
        var rows = new int[index.Rows];
        rows.AsSpan().Fill(-1);
        foreach (string film in index.Films)
        {
            if (index.RowsOf(film) is not { } here || second.RowsOf(film) is not { } there)
            {
                continue;
            }

            // Frames ascend in both.
            int other = there.First;
            for (int row = here.First; row < here.End; row++)
            {
                if (!index.IsHere(row))
                {
                    continue;
                }

                int frame = index.Columns.Frame[row];
                while (other < there.End && (!second.IsHere(other) || second.Columns.Frame[other] < frame))
                {
                    other++;
                }

                rows[row] = other < there.End && second.Columns.Frame[other] == frame ? other : -1;
            }
        }

        return rows;
    }
}
