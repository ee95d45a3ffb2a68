namespace MovieData.Plan;

/// <summary>Which frames of a clip are sampled: bursts inside the clip, samples inside a burst (CONTRACT.md).</summary>
internal static class BurstPlan
{
    /// <summary>
    /// Offsets of the sampled frames inside a burst, ascending: those of the pipeline file, else floor(j · N / fps)
    /// inside the burst. At N = 24 and 25 with 4 fps: 0, 6, 12, 18; with 1 fps: 0.
    /// </summary>
    /// <exception cref="PlanException">An option is out of its range or not there for this split.</exception>
    public static int[] Offsets(SamplingOptions options, Split split, int fpsRounded)
    {
        if (options.BurstOffsets.TryGetValue(split, out IReadOnlyList<int>? stated) && stated.Count > 0)
        {
            int framesMin = FramesMin(options, fpsRounded);
            return stated.All(offset => offset >= 0 && offset < framesMin)
                ? [.. stated.Distinct().Order()]
                : throw new PlanException($"sampling.burst_offsets: {string.Join(", ", stated)} are not all inside a "
                    + $"burst of 0…{framesMin - 1} frames at {fpsRounded} fps");
        }

        if (!options.FpsBySplit.TryGetValue(split, out double fps) || fps <= 0)
        {
            throw new PlanException($"sampling.fps: no rate above 0 for split {split}");
        }

        // A rate above the film's own gives some frames twice: each is sampled once. Decimal like the file's own
        // numbers: in doubles 24 · 11 / 17.6 lies below 15.
        int burst = BurstFrames(options, fpsRounded);
        decimal rate = Math.Min((decimal)fps, fpsRounded);
        return [.. Enumerable.Range(0, burst)
            .Select(sample => decimal.Floor((decimal)sample * fpsRounded / rate))
            .TakeWhile(offset => offset < burst)
            .Select(offset => (int)offset)
            .Distinct()];
    }

    /// <summary>
    /// Sampled frames of a clip, ascending, each once: bursts start every <c>burst_every_seconds</c> while they fit,
    /// from the clip's first frame, or with <c>skip_cut_frame</c> from the one after it. Bursts that are longer than
    /// their distance overlap.
    /// </summary>
    public static SortedSet<int> Frames(Clip clip, SamplingOptions options, int fpsRounded, int[] offsets)
    {
        var frames = new SortedSet<int>();
        int every = Rounded(options.BurstEverySeconds, fpsRounded);
        int framesMin = FramesMin(options, fpsRounded);
        int first = clip.FirstFrame + (options.SkipCutFrame ? 1 : 0);
        for (int start = first; start + framesMin <= clip.EndFrame; start += every)
        {
            frames.UnionWith(offsets.Select(offset => start + offset));
        }

        return frames;
    }

    /// <summary>Least distance of the starts of two bursts, in one clip or in two.</summary>
    public static int StartsApartMin(SamplingOptions options, int fpsRounded) => Math.Min(
        Rounded(options.BurstEverySeconds, fpsRounded),
        FramesMin(options, fpsRounded) + (options.SkipCutFrame ? 1 : 0));

    /// <summary>
    /// Frames that must remain in the clip at a burst's start: the burst itself, or more if the file says so.
    /// </summary>
    private static int FramesMin(SamplingOptions options, int fpsRounded) =>
        Math.Max(BurstFrames(options, fpsRounded), options.BurstFramesMin);

    private static int BurstFrames(SamplingOptions options, int fpsRounded) =>
        Rounded(options.BurstSeconds, fpsRounded);

    private static int Rounded(double seconds, int fpsRounded) =>
        Math.Max(1, (int)Math.Round((decimal)seconds * fpsRounded, MidpointRounding.AwayFromZero));
}
