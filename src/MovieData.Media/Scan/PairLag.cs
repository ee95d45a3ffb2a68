namespace MovieData.Media.Scan;

/// <summary>
/// Finds the frames where two views of one film do not show one instant: one of them lost a picture, shows one twice or
/// begins late, and equal numbers of frames and equal time stamps hide it. Pure.
/// </summary>
/// <remarks>
/// The instants of the second view are a path through lags (in frames) that costs least (Viterbi): a frame costs by how
/// much its change differs from that of the first view's frame at this lag; a new lag costs something by itself. Only
/// changes are compared, not pictures: parallax looks like a lag in every picture of a pan, but not in how much the
/// picture changes. Where nothing moves, or moves evenly, all lags cost the same and none is left, so that a still
/// scene is never taken for a shift. A frame is in step when the best path through lag 0 costs no more than the best
/// one past it.
/// </remarks>
internal sealed class PairLag
{
    /// <summary>Largest lag looked for, frames: half a second at 24 fps.</summary>
    public const int FramesMax = 12;

    /// <summary>Cost of a new lag; 1 is the cost of a frame that does not fit at all. A picture that is lost and made
    /// up for is two such frames, one bad picture in a true pair too; their lags are two: 1.6 lies between.</summary>
    private const double StepCost = 0.8;

    /// <summary>Cost of a film that begins, or ends, out of step.</summary>
    private const double EdgeCost = 2;

    /// <summary>Cost of a frame whose instant lies beyond the first view's ends: nothing speaks for it.</summary>
    private const double BeyondCost = 0.1;

    /// <summary>Costs closer than this are equal: the frame is not in step for certain.</summary>
    private const double Unsure = 0.05;

    /// <summary>
    /// Ratio of changes (natural logarithm) that costs nothing, and the further one that costs all: a lost picture
    /// doubles the change of its successor, a repeated one has none.
    /// </summary>
    private const double FreeLogMin = 0.15;
    private const double FullLog = 0.4;

    /// <summary>Changes of less than this, luma, are noise; more where the two views of this film differ by
    /// more.</summary>
    private const double NoiseMin = 1;

    /// <summary>The same for key pictures and their successors, which encoders let leap.</summary>
    private const double KeyNoiseMin = 5;

    /// <summary>How often the median difference of the two views counts as noise.</summary>
    private const double OverMedianNoise = 5;
    private const double OverMedianLog = 3;

    /// <summary>Frames to either side over whose median the views' contrasts are held against each other.</summary>
    private const int ContrastFrames = 24;

    private const int States = (2 * FramesMax) + 1;

    private readonly double[] _first;
    private readonly double[] _second;
    private readonly double[] _firstNoise;
    private readonly double[] _secondNoise;
    private readonly double[] _sum;
    private readonly double _freeLog;

    private PairLag(PairMotion first, PairMotion second)
    {
        int frames = Math.Min(first.Change.Count, second.Change.Count);
        _first = [.. first.Change.Take(frames)];
        double[] contrast = Contrast(_first, [.. second.Change.Take(frames)]);
        _second = [.. second.Change.Take(frames).Select((change, frame) => change / contrast[frame])];
        int[] plain = [.. Enumerable.Range(1, Math.Max(0, frames - 1)).Where(frame =>
            !IsNearKey(first.IsKey, frame) && !IsNearKey(second.IsKey, frame)
            && Math.Max(_first[frame], _second[frame]) > 0.3)];
        double noise = Math.Max(
            NoiseMin, OverMedianNoise * Median(plain.Select(frame => Math.Abs(_second[frame] - _first[frame]))));
        _freeLog = Math.Max(FreeLogMin, OverMedianLog * Median(plain
            .Where(frame => Math.Max(_first[frame], _second[frame]) > noise)
            .Select(frame => Math.Abs(Math.Log((_second[frame] + noise) / (_first[frame] + noise))))));
        double keyNoise = Math.Max(KeyNoiseMin, 2 * noise);
        _firstNoise = [.. _first.Select((_, frame) => IsNearKey(first.IsKey, frame) ? keyNoise : noise)];
        _secondNoise = [.. _first.Select((_, frame) => IsNearKey(second.IsKey, frame) ? keyNoise : noise)];
        _sum = new double[frames + 1];
        for (int frame = 0; frame < frames; frame++)
        {
            _sum[frame + 1] = _sum[frame] + _first[frame];
        }
    }

    /// <summary>Frames that show two instants, or may; ascending, apart from each other.</summary>
    public static IReadOnlyList<LagStretch> Find(PairMotion first, PairMotion second) =>
        Math.Min(first.Change.Count, second.Change.Count) < 2 ? [] : new PairLag(first, second).Find();

    /// <summary>
    /// How much better the whole film fits when the second view's frame n shows the first view's frame n + lag than
    /// when both show one instant: larger than 0, the lag fits better. 1 is one frame that fits with and not without.
    /// </summary>
    public static double Gain(PairMotion first, PairMotion second, int lag)
    {
        var both = new PairLag(first, second);
        return Enumerable.Range(0, both._first.Length)
            .Where(frame => frame + lag > 0 && frame + lag < both._first.Length)
            .Sum(frame => both.Misfit(frame, 0) - both.Misfit(frame, lag));
    }

    private List<LagStretch> Find()
    {
        int frames = _first.Length;
        float[][] until = new float[frames][];
        until[0] = Edge();
        for (int frame = 1; frame < frames; frame++)
        {
            until[frame] = Step(frame, until[frame - 1], isForward: true);
        }

        int[] lags = new int[frames];
        float[] after = Edge();
        for (int frame = frames - 1; frame >= 0; frame--)
        {
            lags[frame] = LagOf(until[frame], after);
            after = frame == 0 ? after : Step(frame, after, isForward: false);
        }

        return Stretches(lags);
    }

    private static float[] Edge() =>
        [.. Enumerable.Range(0, States).Select(state => state == FramesMax ? 0f : (float)EdgeCost)];

    // Forward: the cheapest way to each state at a frame, from the costs at the frame before. Backward: the cheapest
    // way on from each state at the frame before, from the costs at the frame.
    private float[] Step(int frame, float[] costs, bool isForward)
    {
        float[] next = [.. costs.Select((cost, state) => (float)(cost + Misfit(frame, state - FramesMax)))];
        for (int state = 0; state < States; state++)
        {
            for (int other = 0; other < States; other++)
            {
                // Most lags are too dear to begin with.
                if (other != state && costs[other] + StepCost < next[state])
                {
                    (int from, int to) = isForward ? (other, state) : (state, other);
                    double leap = StepCost + LeapMisfit(frame, from - FramesMax, to - FramesMax);
                    next[state] = (float)Math.Min(next[state], costs[other] + leap);
                }
            }
        }

        return next;
    }

    // The lag of the cheapest path, or of the cheapest but lag 0 where that is as cheap; 0 in step.
    private static int LagOf(float[] until, float[] after)
    {
        int best = 0;
        double bestCost = double.PositiveInfinity;
        for (int state = 0; state < States; state++)
        {
            double cost = until[state] + after[state];
            if (state != FramesMax && cost < bestCost)
            {
                (best, bestCost) = (state - FramesMax, cost);
            }
        }

        return bestCost < until[FramesMax] + after[FramesMax] + Unsure ? best : 0;
    }

    // Frames out of step in a row are one stretch, of the lag that most of them have.
    private static List<LagStretch> Stretches(int[] lags)
    {
        var found = new List<LagStretch>();
        for (int frame = 0; frame < lags.Length; frame++)
        {
            int first = frame;
            while (frame < lags.Length && lags[frame] != 0)
            {
                frame++;
            }

            if (frame > first)
            {
                int usual = lags[first..frame].CountBy(lag => lag).MaxBy(count => count.Value).Key;
                found.Add(new LagStretch(first, frame, usual));
            }
        }

        return found;
    }

    /// <summary>0…1: how badly the second view's change fits the first view's at a lag.</summary>
    private double Misfit(int frame, int lag)
    {
        int other = frame + lag;
        if (frame < 1 || other < 1 || other >= _first.Length)
        {
            return frame < 1 || lag == 0 ? 0 : BeyondCost;
        }

        double noise = Math.Max(_secondNoise[frame], _firstNoise[other]);
        return Cost(Math.Abs(Math.Log((_second[frame] + noise) / (_first[other] + noise))));
    }

    /// <summary>
    /// 0…1 for the frame where the lag changes: the second view goes from the first view's frame before it to the one
    /// after it, by at least the largest change between them and at most their sum; not at all when it stands still.
    /// </summary>
    private double LeapMisfit(int frame, int from, int to)
    {
        int before = frame - 1 + from;
        int here = frame + to;
        int low = Math.Max(1, Math.Min(before, here) + 1);
        int high = Math.Min(_first.Length - 1, Math.Max(before, here));
        if (high < low && before != here)
        {
            return 0;
        }

        double noise = Math.Max(_secondNoise[frame], _firstNoise[Math.Clamp(here, 0, _first.Length - 1)]);
        (double least, double most) = (0, 0);
        for (int passed = low; passed <= high; passed++)
        {
            least = Math.Max(least, _first[passed]);
            noise = Math.Max(noise, _firstNoise[passed]);
        }

        most = high < low ? 0 : _sum[high + 1] - _sum[low];
        double change = Math.Log(_second[frame] + noise);
        return Cost(Math.Max(Math.Log(least + noise) - change, change - Math.Log(most + noise)));
    }

    private double Cost(double log) => Math.Clamp((log - _freeLog) / FullLog, 0, 1);

    // The two views' contrasts may differ: the running median of the ratio of their changes.
    private static double[] Contrast(double[] first, double[] second)
    {
        double[] ratios = [.. first.Zip(second, (one, other) => Math.Log((other + NoiseMin) / (one + NoiseMin)))];
        double[] contrast = new double[ratios.Length];
        for (int frame = 0; frame < ratios.Length; frame++)
        {
            int from = Math.Max(0, frame - ContrastFrames);
            int end = Math.Min(ratios.Length, frame + ContrastFrames + 1);
            contrast[frame] = Math.Exp(Median(ratios[from..end]));
        }

        return contrast;
    }

    private static bool IsNearKey(IReadOnlyList<bool> isKey, int frame) =>
        frame == 0 || isKey[frame] || isKey[frame - 1];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
