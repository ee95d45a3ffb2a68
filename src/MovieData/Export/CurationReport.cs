using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Export;

/// <summary>What flags leave of a dataset.</summary>
/// <param name="Flagged">Samples that are flagged.</param>
/// <param name="NotKept">Of them, frames that a rule rejected: they are in no export.</param>
/// <param name="Unknown">Of them, ids of no frame of the dataset, the first few by name.</param>
/// <param name="Films">Kept samples of each film, and how many of them are left out.</param>
/// <param name="Reasons">Left-out samples by reason; a sample with two reasons counts for both.</param>
public sealed record CurationReport(
    int Flagged,
    int NotKept,
    IReadOnlyList<string> Unknown,
    IReadOnlyDictionary<string, (int Kept, int LeftOut)> Films,
    IReadOnlyDictionary<string, int> Reasons)
{
    /// <summary>Kept samples of the dataset.</summary>
    public int Kept => Films.Values.Sum(film => film.Kept);

    /// <summary>Those that are left out.</summary>
    public int LeftOut => Films.Values.Sum(film => film.LeftOut);

    /// <summary>Holds flags against a dataset's frames files.</summary>
    /// <exception cref="MovieDataException">An entry or a file is damaged: run verify.</exception>
    public static CurationReport Of(OutputFolder folder, Curation curation)
    {
        var films = new SortedDictionary<string, (int Kept, int LeftOut)>(StringComparer.Ordinal);
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unseen = curation.Flags.Keys.ToHashSet(StringComparer.Ordinal);
        int notKept = 0;
        foreach (SegmentEntry entry in CommittedSamples.Entries(folder))
        {
            (int kept, int leftOut) = films.GetValueOrDefault(entry.Film);
            foreach (FrameRow row in RowReader.ReadFrames(folder, entry))
            {
                bool isFlagged = unseen.Remove(row.Place.Id);
                kept += row.Accepted ? 1 : 0;
                leftOut += row.Accepted && isFlagged ? 1 : 0;
                notKept += !row.Accepted && isFlagged ? 1 : 0;
                foreach (string reason in ReasonsOf(curation, row, isFlagged && row.Accepted))
                {
                    reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                }
            }

            films[entry.Film] = (kept, leftOut);
        }

        return new CurationReport(
            curation.Flags.Count, notKept, [.. unseen.Order(StringComparer.Ordinal)], films, reasons);
    }

    /// <summary>The document of <c>curate --json</c> (CONTRACT.md).</summary>
    public JsonObject ToJson() => new()
    {
        ["flagged"] = Flagged,
        ["kept"] = Kept,
        ["left_out"] = LeftOut,
        ["not_kept"] = NotKept,
        ["unknown"] = Unknown.Count,
        ["films"] = new JsonArray([.. Films.Select(film => new JsonObject
        {
            ["film"] = film.Key,
            ["kept"] = film.Value.Kept,
            ["left_out"] = film.Value.LeftOut,
        })]),
        ["reasons"] = new JsonObject(Reasons.Select(of => new KeyValuePair<string, JsonNode?>(of.Key, of.Value))),
    };

    private static IEnumerable<string> ReasonsOf(Curation curation, FrameRow row, bool isLeftOut) =>
        isLeftOut ? curation.Flags[row.Place.Id].Select(flag => flag.Reason).Distinct(StringComparer.Ordinal) : [];
}
