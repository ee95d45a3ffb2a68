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
        var tally = new FlagTally(curation);
        foreach (SegmentEntry entry in CommittedSamples.Entries(folder))
        {
            tally.Count(
                entry.Film, RowReader.ReadFrames(folder, entry).Select(row => (row.Place.Frame, row.Accepted)));
        }

        return new CurationReport(
            curation.Flags.Count, tally.NotKept, tally.Unknown, tally.Films, tally.Reasons);
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
}
