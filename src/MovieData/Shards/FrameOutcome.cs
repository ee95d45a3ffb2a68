using MovieData.Ledger;

namespace MovieData.Shards;

/// <summary>What became of a planned frame, as its row in <c>frames/…parquet</c> says.</summary>
/// <param name="Id">FILM/frame.</param>
/// <param name="Frame">Frame number, 0-based.</param>
/// <param name="Rule">First failed rule; null when it was kept.</param>
public sealed record FrameOutcome(string Id, int Frame, string? Rule)
{
    /// <summary>
    /// Every planned frame of every segment with an entry, films in ordinal order of their ids, segments in order.
    /// </summary>
    /// <exception cref="MovieDataException">An entry or a file is damaged: run verify.</exception>
    public static IEnumerable<FrameOutcome> ReadAll(OutputFolder folder) =>
        from entry in CommittedSamples.Entries(folder)
        from row in RowReader.ReadFrames(folder, entry)
        select new FrameOutcome(row.Place.Id, row.Place.Frame, row.Rule);
}
