namespace MovieData.Audit.Look;

/// <summary>Frames of one film to look at: the best, those in the middle, the worst.</summary>
/// <param name="Best">Best first.</param>
/// <param name="Median">Around the median, best first.</param>
/// <param name="Worst">Worst first.</param>
public sealed record FrameRanking(
    IReadOnlyList<KeptSample> Best, IReadOnlyList<KeptSample> Median, IReadOnlyList<KeptSample> Worst)
{
    /// <summary>
    /// Ranks the kept samples of a film by <see cref="KeptSample.Score"/>, ties by frame. No frame is chosen twice, and
    /// a shot gives a second one to a group only when no other shot is left for it.
    /// </summary>
    /// <param name="samples">The film's kept samples.</param>
    /// <param name="most">At most so many in each group. Of fewer than three times as many samples each group has a
    /// third, the worst first.</param>
    public static FrameRanking Of(IReadOnlyCollection<KeptSample> samples, int most)
    {
        KeptSample[] order = [.. samples.OrderByDescending(sample => sample.Score).ThenBy(sample => sample.Frame)];
        var taken = new HashSet<int>();
        KeptSample[] Take(IEnumerable<KeptSample> candidates, int share)
        {
            int count = Math.Min(most, (order.Length + share) / 3);
            KeptSample[] free = [.. candidates.Where(sample => !taken.Contains(sample.Frame))];
            KeptSample[] chosen =
            [
                .. free.DistinctBy(sample => sample.Shot)
                    .Concat(free.Except(free.DistinctBy(sample => sample.Shot))).Take(count),
            ];
            taken.UnionWith(chosen.Select(sample => sample.Frame));
            return chosen;
        }

        KeptSample[] worst = Take(Enumerable.Reverse(order), share: 2);
        KeptSample[] best = Take(order, share: 1);
        int middle = order.Length / 2;
        IEnumerable<KeptSample> outwards = Enumerable.Range(0, order.Length)
            .OrderBy(place => Math.Abs(place - middle)).ThenBy(place => place).Select(place => order[place]);
        KeptSample[] median = Take(outwards, share: 0);
        return new FrameRanking(best, [.. median.OrderByDescending(sample => sample.Score)], worst);
    }
}
