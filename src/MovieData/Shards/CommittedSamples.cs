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
    public static IEnumerable<SegmentEntry> Entries(OutputFolder folder)
    {
        foreach (string film in FilmRecord.PlannedFilms(folder))
        {
            string home = folder.Ledger(film);
            IEnumerable<int> segments = Directory.Exists(home)
                ? Directory.EnumerateFiles(home, "*.json").Select(OutputFolder.SegmentOf).OfType<int>().Order()
                : [];
            foreach (int segment in segments)
            {
                yield return SegmentEntry.Read(folder, film, segment);
            }
        }
    }

    /// <summary>Rows of all shards of one split.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="split">train, validation or test.</param>
    /// <param name="isPartial">True to pass over shards that are not there.</param>
    /// <exception cref="MovieDataException">An entry or a shard is damaged: run verify.</exception>
    public static IEnumerable<SampleRow> Rows(OutputFolder folder, string split, bool isPartial = false) =>
        from entry in Entries(folder)
        where entry.Split == split && entry.Shard is not null
        where !isPartial || File.Exists(folder.Absolute(entry.Shard!.Name))
        from row in RowReader.ReadSamples(folder, entry)
        select row;
}
