using MovieData.Ledger;

namespace MovieData.Clusters;

/// <summary>
/// Films whose plans are waited for. Each is looked at until it has its plan, and that is read once: a task that waits
/// for the last of ten thousand films reads no plan and no ledger a second time.
/// </summary>
/// <param name="folder">The dataset, which need not be there.</param>
/// <param name="films">Ids of the films.</param>
public sealed class AwaitedPlans(OutputFolder folder, IEnumerable<string> films)
{
    // Of more than these the names of all plans cost less: in a bucket a thousand names are one request.
    private const int AskedSinglyMax = 100;

    private HashSet<string> _films = new(films, StringComparer.Ordinal);

    /// <summary>Films without a plan at the last look; all of them before the first.</summary>
    public int Unplanned => _films.Count;

    /// <summary>What is left of the films that had no plan at the last look and have one now.</summary>
    /// <exception cref="LedgerException">A plan is damaged: run verify.</exception>
    public IReadOnlyList<PlannedSegment> Look()
    {
        IEnumerable<string> planned = _films.Count > AskedSinglyMax
            ? FilmRecord.PlannedFilms(folder)
            : _films.Where(film => FilmRecord.IsPlanned(folder, film));
        string[] now = [.. planned.Where(_films.Contains)];
        _films = [.. _films.Except(now)];
        return LeftWork.Of(folder, now).Pending;
    }
}
