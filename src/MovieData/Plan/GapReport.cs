namespace MovieData.Plan;

/// <summary>A gap of a list that the rules cannot produce.</summary>
/// <param name="Film">Film of the list.</param>
/// <param name="Chapter">1-based chapter.</param>
/// <param name="From">Number of the earlier picture.</param>
/// <param name="To">Number of the later one.</param>
public sealed record ImpossibleGap(string Film, int Chapter, int From, int To);

/// <summary>What the sampling rules can say about the distances between successive frames of a list.</summary>
/// <param name="Frames">Frames of the list.</param>
/// <param name="Gaps">Number of gaps between successive frames of one chapter, by length in frames.</param>
/// <param name="Impossible">Those that no clips and no rejections can explain, in the list's order.</param>
public sealed record GapReport(int Frames, IReadOnlyDictionary<int, int> Gaps, IReadOnlyList<ImpossibleGap> Impossible)
{
    /// <summary>Gaps in all.</summary>
    public int Total => Gaps.Values.Sum();

    /// <summary>Share of gaps the rules can produce, 0…1; 1 when there is none.</summary>
    public double PossibleShare => Total == 0 ? 1 : 1 - ((double)Impossible.Count / Total);

    /// <summary>
    /// Follows every chapter of a list. Where its cuts lie is not known, and frames may be missing because a rule
    /// rejected them; so a gap is possible when, with all before it in the chapter, both its frames can be given a
    /// burst: either one burst, or two whose starts are so far apart that the earlier burst's
    /// <c>burst_frames_min</c> frames fit in between (and with <c>skip_cut_frame</c> the cut), or a multiple of
    /// <c>burst_every_seconds</c>. After an impossible gap the chapter is taken up afresh.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="options">Section <c>sampling</c> of the pipeline file.</param>
    /// <param name="split">Split the list is of.</param>
    /// <param name="fpsRounded">Pictures a second of its films.</param>
    /// <exception cref="PlanException">The options cannot be met.</exception>
    public static GapReport Of(FrameList list, SamplingOptions options, Split split, int fpsRounded)
    {
        int[] offsets = BurstPlan.Offsets(options, split, fpsRounded);
        int startsApartMin = BurstPlan.StartsApartMin(options, fpsRounded);
        var gaps = new SortedDictionary<int, int>();
        var impossible = new List<ImpossibleGap>();
        int frames = 0;
        foreach (string film in list.Films)
        {
            foreach (IGrouping<int, ListedFrame> chapter in list.Of(film).GroupBy(frame => frame.Chapter))
            {
                int[] numbers = [.. chapter.Select(frame => frame.Number).Order()];
                frames += numbers.Length;
                HashSet<int> starts = [.. offsets.Select(offset => numbers[0] - offset)];
                for (int i = 1; i < numbers.Length; i++)
                {
                    gaps[numbers[i] - numbers[i - 1]] = gaps.GetValueOrDefault(numbers[i] - numbers[i - 1]) + 1;
                    IEnumerable<int> next = offsets.Select(offset => numbers[i] - offset);
                    HashSet<int> possible =
                        [.. next.Where(start => starts.Any(s => s == start || start - s >= startsApartMin))];
                    if (possible.Count == 0)
                    {
                        impossible.Add(new ImpossibleGap(film, chapter.Key, numbers[i - 1], numbers[i]));
                        possible = [.. next];
                    }

                    starts = possible;
                }
            }
        }

        return new GapReport(frames, gaps, impossible);
    }
}
