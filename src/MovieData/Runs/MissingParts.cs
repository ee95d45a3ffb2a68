using MovieData.Ledger;

namespace MovieData.Runs;

/// <summary>
/// What a dataset lacks: planned samples that no run has finished, and what a copy left out. Looks at names only; what
/// is in the files is for <c>verify</c>.
/// </summary>
/// <param name="Planned">Planned samples.</param>
/// <param name="Pending">Planned samples of segments without an entry.</param>
/// <param name="Segments">Planned segments.</param>
/// <param name="SegmentsPending">Segments without an entry.</param>
/// <param name="Files">Shards and frames files that an entry names and that are not there, relative to the
/// folder.</param>
/// <param name="Lost">Kept samples of the shards among them.</param>
/// <param name="Unplanned">Films with entries but without a plan: nothing reads their samples.</param>
public sealed record MissingParts(
    long Planned,
    long Pending,
    int Segments,
    int SegmentsPending,
    IReadOnlyList<string> Files,
    long Lost,
    IReadOnlyList<string> Unplanned)
{
    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="keeps">False: nothing is written.</param>
    /// <exception cref="MovieDataException">A plan or an entry is damaged: run verify.</exception>
    public static MissingParts Of(OutputFolder folder, bool keeps = true) => DatasetState.Of(folder, keeps).Missing;

    /// <summary>All of it in one line; null where nothing is missing.</summary>
    public string? Words
    {
        get
        {
            string[] parts =
            [
                .. SegmentsPending == 0 ? (string[])[]
                    : [$"{Pending} of {Planned} planned samples ({SegmentsPending} of {Segments} segments)"],
                .. Files.Count == 0 ? (string[])[]
                    : [$"{Files.Count} file(s) that the ledger names, with {Lost} kept samples (first {Files[0]})"],
                .. Unplanned.Select(film => $"films/{film}/plan.json, though there is a ledger of {film}"),
            ];
            return parts.Length == 0 ? null : $"missing: {string.Join("; ", parts)}";
        }
    }
}
