using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Clusters;

/// <summary>What of some films is not in a dataset yet: by its plans and its ledger, by no cluster's memory.</summary>
/// <param name="Films">Ids of all films asked for, in ordinal order.</param>
/// <param name="Unplanned">1-based places in <paramref name="Films"/> of those without a plan, ascending.</param>
/// <param name="Pending">Planned segments without an entry, failed ones too, by film and number.</param>
/// <param name="SegmentsPlanned">Segments of the plans that are there.</param>
/// <param name="SegmentsFailed">Those of <paramref name="Pending"/> whose last word is a failure.</param>
public sealed record LeftWork(
    IReadOnlyList<string> Films,
    IReadOnlyList<int> Unplanned,
    IReadOnlyList<PlannedSegment> Pending,
    int SegmentsPlanned,
    int SegmentsFailed)
{
    /// <summary>True when there is nothing left to do.</summary>
    public bool IsNothing => Unplanned.Count == 0 && Pending.Count == 0;

    /// <summary>Looks at a folder, which need not be there.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="films">Ids of the films asked for.</param>
    /// <param name="keeps">False: nothing is written (<see cref="SegmentSizes"/>).</param>
    /// <exception cref="LedgerException">A plan is damaged: run verify.</exception>
    public static LeftWork Of(OutputFolder folder, IEnumerable<string> films, bool keeps = true)
    {
        var ledger = new RunLedger(folder);
        string[] ids = [.. films.Order(StringComparer.Ordinal)];
        var unplanned = new List<int>();
        var pending = new List<PlannedSegment>();
        (int planned, int failed) = (0, 0);
        foreach ((int place, string film) in ids.Index())
        {
            if (!FilmRecord.IsPlanned(folder, film))
            {
                unplanned.Add(place + 1);
                continue;
            }

            HashSet<int> done = ledger.Done(film);
            HashSet<int> failures = ledger.Failures(film);
            foreach (PlannedSegment segment in SamplePlanJson.ReadSegments(folder, film, keeps))
            {
                planned++;
                if (!done.Contains(segment.Index))
                {
                    pending.Add(segment);
                    failed += failures.Contains(segment.Index) ? 1 : 0;
                }
            }
        }

        return new LeftWork(ids, unplanned, pending, planned, failed);
    }

    /// <summary>All of it in one line.</summary>
    public string Words
    {
        get
        {
            const int NamedMax = 10;
            string names = string.Join(", ", Unplanned.Take(NamedMax).Select(place => Films[place - 1]));
            string more = Unplanned.Count > NamedMax ? $" and {Unplanned.Count - NamedMax} more" : "";
            string[] parts =
            [
                .. Unplanned.Count == 0 ? (string[])[]
                    : [$"{Unplanned.Count} of {Films.Count} films have no plan ({names}{more})"],
                .. Pending.Count == 0 ? (string[])[]
                    : [$"{Pending.Count} of {SegmentsPlanned} planned segments are not extracted, {SegmentsFailed} of "
                        + "them failed"],
            ];
            return parts.Length > 0 ? string.Join("; ", parts)
                : $"nothing is left: {SegmentsPlanned} of {SegmentsPlanned} segments of {Films.Count} films are done";
        }
    }
}
