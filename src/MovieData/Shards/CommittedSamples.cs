using MovieData.Ledger;

namespace MovieData.Shards;

/// <summary>
/// The rows of a dataset that count: those of segments with an entry, in the order film, segment, frame.
/// </summary>
public static class CommittedSamples
{
    /// <summary>
    /// Entries of all films, in ordinal order of the film ids, then by segment number. Files that are no entry by
    /// their name, such as a file manager's copy, are left to verify.
    /// </summary>
    /// <exception cref="LedgerException">An entry is damaged: run verify.</exception>
    public static IEnumerable<SegmentEntry> Entries(OutputFolder folder) =>
        from name in Names(folder)
        select SegmentEntry.Read(folder, name.Film, name.Segment);

    /// <summary>Film and number of the same entries, unread.</summary>
    public static IEnumerable<(string Film, int Segment)> Names(OutputFolder folder) =>
        from film in FilmRecord.PlannedFilms(folder)
        from segment in new RunLedger(folder).Done(film).Order()
        select (film, segment);

    /// <summary>Rows of all shards of one split.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="split">train, validation or test.</param>
    /// <param name="isPartial">True to pass over shards that are not there.</param>
    /// <exception cref="MovieDataException">An entry or a shard is damaged: run verify.</exception>
    public static IEnumerable<SampleRow> Rows(OutputFolder folder, string split, bool isPartial = false) =>
        from entry in Entries(folder)
        where entry.Split == split && entry.Shard is not null
        where !isPartial || folder.Store.Exists(folder.Absolute(entry.Shard!.Name))
        from row in RowReader.ReadSamples(folder, entry)
        select row;
}
