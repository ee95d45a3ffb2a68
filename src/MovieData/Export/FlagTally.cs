using MovieData.Shards;

namespace MovieData.Export;

/// <summary>Counts flags against rows of a dataset, wherever the rows come from.</summary>
public sealed class FlagTally
{
    private readonly Dictionary<string, Dictionary<int, string>> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unseen;
    private readonly Curation _curation;
    private readonly SortedDictionary<string, (int Kept, int LeftOut)> _films = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);

    /// <summary>Nothing counted yet.</summary>
    public FlagTally(Curation curation)
    {
        _curation = curation;
        _unseen = curation.Flags.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (string id in _unseen)
        {
            if (SegmentWriter.PlaceOf(id) is not { } place)
            {
                continue;
            }

            if (!_ids.TryGetValue(place.Film, out Dictionary<int, string>? film))
            {
                _ids[place.Film] = film = [];
            }

            film[place.Frame] = id;
        }
    }

    /// <summary>Kept samples of each film, and how many of them are left out.</summary>
    public IReadOnlyDictionary<string, (int Kept, int LeftOut)> Films => _films;

    /// <summary>Left-out samples by reason; a sample with two reasons counts for both.</summary>
    public IReadOnlyDictionary<string, int> Reasons => _reasons;

    /// <summary>Flagged frames that a rule rejected.</summary>
    public int NotKept { get; private set; }

    /// <summary>Flagged ids of no row that was counted, in order.</summary>
    public IReadOnlyList<string> Unknown => [.. _unseen.Order(StringComparer.Ordinal)];

    /// <summary>Counts rows of a film; each frame once.</summary>
    public void Count(string film, IEnumerable<(int Frame, bool IsKept)> rows)
    {
        Dictionary<int, string>? flagged = _ids.GetValueOrDefault(film);
        (int kept, int leftOut) = _films.GetValueOrDefault(film);
        foreach ((int frame, bool isKept) in rows)
        {
            kept += isKept ? 1 : 0;
            if (flagged is null || !flagged.TryGetValue(frame, out string? id))
            {
                continue;
            }

            _unseen.Remove(id);
            NotKept += isKept ? 0 : 1;
            leftOut += isKept ? 1 : 0;
            IEnumerable<string> reasons = isKept ? _curation.Flags[id].Select(flag => flag.Reason) : [];
            foreach (string reason in reasons.Distinct(StringComparer.Ordinal))
            {
                _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            }
        }

        _films[film] = (kept, leftOut);
    }
}
