using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Export;

/// <summary>Which of a dataset's kept samples are exported.</summary>
/// <param name="IsPartial">True to pass over shards that are not there.</param>
/// <param name="LeftOut">Samples flagged there are left out; null: none.</param>
public sealed record ExportSelection(bool IsPartial = false, Curation? LeftOut = null)
{
    /// <summary>Rows of one split that are exported, in the order film, segment, frame.</summary>
    /// <exception cref="MovieDataException">An entry or a shard is damaged: run verify.</exception>
    public IEnumerable<SampleRow> Rows(OutputFolder folder, string split) =>
        CommittedSamples.Rows(folder, split, IsPartial).Where(row => LeftOut?.IsFlagged(row.Place.Id) != true);
}
