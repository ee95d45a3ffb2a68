namespace MovieData.Viewer.Rows;

/// <summary>A shot with planned frames: its rows follow each other.</summary>
/// <param name="First">Its first row.</param>
/// <param name="End">Row after its last.</param>
internal readonly record struct ShotRows(int First, int End);

/// <summary>The shots of films that have planned frames, found when a film is first asked for.</summary>
/// <param name="index">The dataset.</param>
internal sealed class ShotList(FrameIndex index)
{
    private readonly Dictionary<string, IReadOnlyList<ShotRows>> _films = new(StringComparer.Ordinal);

    /// <summary>Shots of a film in order.</summary>
    public IReadOnlyList<ShotRows> Of(string film)
    {
        lock (_films)
        {
            if (!_films.TryGetValue(film, out IReadOnlyList<ShotRows>? shots))
            {
                shots = [.. Find(film)];
                _films[film] = shots;
            }

            return shots;
        }
    }

    // Frames ascend, so rows of a shot are neighbours; a damaged segment in between ends it.
    private IEnumerable<ShotRows> Find(string film)
    {
        if (index.RowsOf(film) is not { } range)
        {
            yield break;
        }

        int first = -1;
        for (int row = range.First; row < range.End; row++)
        {
            bool isHere = index.IsHere(row);
            if (first >= 0 && (!isHere || index.Columns.Shot[row] != index.Columns.Shot[first]))
            {
                yield return new ShotRows(first, row);
                first = -1;
            }

            first = isHere && first < 0 ? row : first;
        }

        if (first >= 0)
        {
            yield return new ShotRows(first, range.End);
        }
    }
}
