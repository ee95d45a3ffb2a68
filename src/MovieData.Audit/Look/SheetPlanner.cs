using MovieData.Imaging.Messages;

namespace MovieData.Audit.Look;

/// <summary>
/// Chooses what an audit shows: of each film the best, the median and the worst frames, and of each kind of suspicion
/// the shots that are farthest beyond their limit. However large the dataset, the number of pictures is bounded, and
/// what is left out is said. The same dataset gives the same sheets.
/// </summary>
/// <param name="films">Film ids.</param>
/// <param name="kept">Kept samples.</param>
/// <param name="shots">Suspicious shots; a shot stands here once a kind.</param>
public sealed class SheetPlanner(
    IReadOnlyList<string> films, IReadOnlyList<KeptSample> kept, IReadOnlyList<SuspiciousShot> shots)
{
    /// <summary>Samples in each of a film's three groups.</summary>
    public const int FramesMax = 3;

    /// <summary>Films with such groups.</summary>
    public const int FilmsMax = 16;

    /// <summary>Shots shown of each kind of suspicion.</summary>
    public const int ShotsMax = 12;

    /// <summary>Samples on a sheet.</summary>
    public const int StripsMax = 4;

    private const int NamedMax = 6;

    private const string RankedBy =
        "ranked by consistent_fraction x (1 - photometric_error); kept frames only: rejected ones have no pictures";

    private readonly ILookup<(int, int), KeptSample> _samples = SamplesOf(shots, kept);

    /// <summary>All sheets, in the order in which they are shown.</summary>
    public IReadOnlyList<SheetPlan> Plan() => [.. OfSuspicions(), .. OfFilms()];

    private IEnumerable<SheetPlan> OfFilms()
    {
        KeptSample[][] byFilm = [.. kept.GroupBy(sample => sample.Film).Select(group => group.ToArray())];
        KeptSample[][] shown =
        [
            .. byFilm.OrderBy(MedianScore).ThenBy(samples => films[samples[0].Film], StringComparer.Ordinal)
                .Take(FilmsMax).OrderBy(samples => films[samples[0].Film], StringComparer.Ordinal),
        ];
        string cut = shown.Length == byFilm.Length ? ""
            : $"; the {shown.Length} of {byFilm.Length} films whose median frame is worst";
        foreach (KeptSample[] samples in shown)
        {
            string film = films[samples[0].Film];
            FrameRanking ranking = FrameRanking.Of(samples, FramesMax);
            foreach ((string kind, IReadOnlyList<KeptSample> chosen) in
                new[] { ("worst", ranking.Worst), ("median", ranking.Median), ("best", ranking.Best) })
            {
                if (chosen.Count > 0)
                {
                    string words = kind == "median" ? "Frames around the median" : kind == "best" ? "Best frames"
                        : "Worst frames";
                    yield return new SheetPlan(
                        kind,
                        $"{words} of {film}: {chosen.Count} of {samples.Length} kept",
                        RankedBy + cut,
                        film,
                        [.. chosen.Select(sample => new PlannedStrip(sample, null))]);
                }
            }
        }
    }

    /// <summary>Suspicious shots without a kept frame, a sentence a kind: rejected frames have no pictures in shards.
    /// </summary>
    public IReadOnlyList<string> Notes() =>
    [
        .. ByKind().Select(kind => (Kind: kind.Key, Shots: kind.Where(shot => !HasSamples(shot)).ToArray()))
            .Where(kind => kind.Shots.Length > 0)
            .Select(kind => $"{Words(kind.Kind)}: {Counted.Of(kind.Shots.Length, "shot")} without a kept frame, "
                + "so without pictures: "
                + string.Join(", ", kind.Shots.Take(NamedMax).Select(shot => $"{films[shot.Film]} shot {shot.Shot}"))
                + (kind.Shots.Length > NamedMax ? ", …" : "")),
    ];

    private IEnumerable<SheetPlan> OfSuspicions()
    {
        foreach (IGrouping<string, SuspiciousShot> kind in ByKind())
        {
            SuspiciousShot[] all = [.. kind];
            SuspiciousShot[] drawn = [.. all.Where(HasSamples).Take(ShotsMax)];
            string reason = drawn.Length == all.Length ? "all are shown, farthest beyond the limit first"
                : $"{drawn.Length} of {all.Length} are shown, farthest beyond the limit first";
            int without = all.Count(shot => !HasSamples(shot));
            reason += without > 0 ? $"; {without} have no kept frame, so no pictures" : "";
            foreach (SuspiciousShot[] part in drawn.Chunk(StripsMax))
            {
                string[] ids = [.. part.Select(shot => films[shot.Film]).Distinct()];
                yield return new SheetPlan(
                    "suspicion",
                    $"{Words(kind.Key)}: {Counted.Of(all.Length, "shot")}",
                    reason,
                    ids.Length == 1 ? ids[0] : null,
                    [.. part.Select(shot => new PlannedStrip(
                        Middle(_samples[(shot.Film, shot.Shot)]), shot.Text))]);
            }
        }
    }

    // Of each kind the shot that is farthest beyond its limit first.
    private IEnumerable<IGrouping<string, SuspiciousShot>> ByKind() => shots
        .OrderBy(shot => shot.Kind, StringComparer.Ordinal).ThenByDescending(shot => shot.Excess)
        .ThenBy(shot => films[shot.Film], StringComparer.Ordinal).ThenBy(shot => shot.Shot).GroupBy(shot => shot.Kind);

    private bool HasSamples(SuspiciousShot shot) => _samples.Contains((shot.Film, shot.Shot));

    private static ILookup<(int, int), KeptSample> SamplesOf(
        IEnumerable<SuspiciousShot> shots, IEnumerable<KeptSample> kept)
    {
        var suspicious = shots.Select(shot => (shot.Film, shot.Shot)).ToHashSet();
        return kept.Where(sample => suspicious.Contains((sample.Film, sample.Shot)))
            .ToLookup(sample => (sample.Film, sample.Shot));
    }

    private static KeptSample Middle(IEnumerable<KeptSample> samples)
    {
        KeptSample[] inOrder = [.. samples.OrderBy(sample => sample.Frame)];
        return inOrder[inOrder.Length / 2];
    }

    private static float MedianScore(KeptSample[] samples)
    {
        float[] scores = [.. samples.Select(sample => sample.Score).Order()];
        return scores[scores.Length / 2];
    }

    // swapped_views → Swapped views
    private static string Words(string kind) =>
        kind.Length == 0 ? kind : char.ToUpperInvariant(kind[0]) + kind[1..].Replace('_', ' ');
}
