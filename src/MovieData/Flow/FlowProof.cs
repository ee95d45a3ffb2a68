using System.Globalization;
using MovieData.Frames;
using MovieData.Models;

namespace MovieData.Flow;

/// <summary>
/// Proves that an entry of the catalogue reads its network rightly, on a pair of known flow; where it does not, finds
/// out which part of the entry is wrong.
/// </summary>
public static class FlowProof
{
    /// <summary>A pixel is right within so many px in u and in v.</summary>
    public const double TolerancePx = 1;

    /// <summary>
    /// Share of the visible pixels that must be right: movieflow reaches .96, a coarse network .7, a wrong entry .1.
    /// </summary>
    public const double ShareMin = 0.6;

    // Right here, wrong there; and how much better another reading must be than the entry's own.
    private const double ShareWrongMax = 0.25;
    private const double LeadMin = 0.04;

    // With both the direction and the sign wrong a flow is right but for where it stands: at the edges of the squares.
    private const double LeadOfPlaceMin = 0.01;
    private static readonly PixelSize Usual = new(640, 384);
    private static readonly PixelSize Smallest = new(192, 160);

    /// <summary>Runs the network on the pair.</summary>
    /// <param name="network">The loaded network.</param>
    /// <param name="cancel">Cuts the run short.</param>
    /// <returns>Share of the visible pixels that are right, 0…1, at least <see cref="ShareMin"/>.</returns>
    /// <exception cref="ModelException">The network failed, or the entry does not fit; the message says which key is
    /// wrong.</exception>
    public static double Run(OnnxModel network, CancellationToken cancel)
    {
        ModelEntry entry = network.Entry;
        PixelSize size = entry.Resizes ? entry.Size.Fixed!.Value : Usual;
        if (size.Width < Smallest.Width || size.Height < Smallest.Height)
        {
            throw new ModelException(
                $"model {entry.Name} takes {size} only; the check needs {Smallest} at least to know its flow");
        }

        // Stereo networks are made for rows that match.
        using var pair = new ProofPair(size, entry.Output.Disparity ? 0 : 2);
        using var leftToRight = new FlowField(size);
        using var rightToLeft = new FlowField(size);
        using (var model = new FlowModel(network, size))
        {
            model.Run(pair.Left, pair.Right, leftToRight, rightToLeft, cancel);
        }

        var seen = new Measurement(pair, leftToRight, rightToLeft);
        double share = seen.Share((u, v) => (u, v));
        if (Fault(entry, seen, share) is { } fault)
        {
            throw new ModelException(
                $"model {entry.Name} does not prove its catalogue entry on a pair of known flow "
                + $"({Percent(share)} of its pixels are right): {fault}");
        }

        return share;
    }

    /// <summary>
    /// True when a batch of so many gives the very bits of runs one by one, on pairs of known flow; also for a network
    /// that takes one at a time anyway.
    /// </summary>
    /// <param name="network">The loaded network.</param>
    /// <param name="batch">Items in a run; <see cref="ModelEntry.ItemsPerPair"/> of them are a pair.</param>
    /// <param name="cancel">Cuts the runs short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public static bool IsBatchExact(OnnxModel network, int batch, CancellationToken cancel)
    {
        if (!network.TakesBatches || batch == 1)
        {
            return true;
        }

        PixelSize size = network.Entry.Resizes ? network.Entry.Size.Fixed!.Value : Usual;
        int pairs = batch % network.Entry.ItemsPerPair == 0 ? batch / network.Entry.ItemsPerPair : batch;
        using var pair = new ProofPair(size, verticalPx: 0);
        int count = 2 * FlowModel.Directions * pairs;
        FlowField[] fields = [.. Enumerable.Range(0, count).Select(_ => new FlowField(size))];
        try
        {
            FlowPair[] alone = [.. Pairs(pair, fields[..(fields.Length / 2)])];
            FlowPair[] together = [.. Pairs(pair, fields[(fields.Length / 2)..])];
            RunAll(network, alone, batch: 1, cancel);
            RunAll(network, together, batch, cancel);
            return alone.Zip(together).All(two => AreSame(two.First.LeftToRight, two.Second.LeftToRight)
                && AreSame(two.First.RightToLeft, two.Second.RightToLeft));
        }
        finally
        {
            Array.ForEach(fields, field => field.Dispose());
        }
    }

    // Every other one with its views exchanged, so that no place of the batch looks like the next.
    private static IEnumerable<FlowPair> Pairs(ProofPair pair, FlowField[] fields) =>
        fields.Chunk(FlowModel.Directions).Select((two, i) => i % 2 == 0
            ? new FlowPair(pair.Left, pair.Right, two[0], two[1])
            : new FlowPair(pair.Right, pair.Left, two[0], two[1]));

    private static void RunAll(OnnxModel network, FlowPair[] pairs, int batch, CancellationToken cancel)
    {
        using var model = new FlowModel(network, pairs[0].Left.Size, pairs.Length, batch);
        model.Run(pairs, cancel);
    }

    private static bool AreSame(FlowField one, FlowField other) =>
        one.U.Bytes.SequenceEqual(other.U.Bytes) && one.V.Bytes.SequenceEqual(other.V.Bytes);

    private static string? Fault(ModelEntry entry, Measurement seen, double share)
    {
        if (OneSign(entry, seen) is { } oneSign)
        {
            return oneSign;
        }

        // Whichever reading explains most pixels is the true one; the entry's own must be.
        var better = Readings(entry, seen).Where(r => r.Share > share + r.Lead && r.Share >= ShareMin).ToList();
        return better.Count > 0 ? better.MaxBy(r => r.Share).Fault
            : share >= ShareMin ? null
            : $"the result does not follow the pictures (median u of the squares {Px(seen.NearU)}, expected "
                + $"{Px(-ProofPair.NearPx)}; of the background {Px(seen.FarU)}, expected {Px(-ProofPair.FarPx)}); "
                + "compare every key of the entry with the network";
    }

    // Other readings of the values, with how much better each must be than the entry's own.
    private static IEnumerable<(double Share, double Lead, string Fault)> Readings(
        ModelEntry entry, Measurement seen)
    {
        int opposite = -entry.Output.Sign;
        const string Order = "input.names or the stacked channels name the second picture first";
        yield return (seen.Share((u, v) => (-u, -v)), LeadMin, $"wrong sign: write output.sign: {opposite}");
        yield return (
            seen.Swapped.Share((u, v) => (u, v)), LeadMin, $"wrong direction: {Order}; exchange the two");
        yield return (
            seen.Swapped.Share((u, v) => (-u, -v)),
            LeadOfPlaceMin,
            $"wrong direction and sign: {Order}; exchange the two, and write output.sign: {opposite}");
        double scale = seen.Scale;
        if (seen.HasOneScale && Math.Abs(Math.Abs(scale) - 1) > 0.1 && Math.Abs(scale) > 0.01)
        {
            string sign = scale < 0 ? $", and output.sign: {opposite}" : "";
            string times = Math.Abs(scale).ToString("0.###", CultureInfo.InvariantCulture);
            string right = (entry.Output.Scale / Math.Abs(scale)).ToString("0.####", CultureInfo.InvariantCulture);
            yield return (
                seen.Share((u, v) => (u / scale, v / scale)),
                LeadMin,
                $"wrong scale: displacements come out {times} times too large; write output.scale: {right}{sign}");
        }

        if (!entry.Output.Disparity)
        {
            const string Exchanged = "wrong channel order: u and v come out in each other's place; export (u, v)";
            yield return (seen.Share((u, v) => (v, u)), LeadMin, Exchanged);
            yield return (seen.Share((u, v) => (-v, -u)), LeadMin, $"{Exchanged}, and write output.sign: {opposite}");
            yield return (
                seen.Share((u, v) => (u, -v)), LeadMin, "wrong sign of v: + must be down; negate v in the export");
        }
    }

    // A stereo network that knows one sign only is right for near things in one direction, for far ones in the other.
    private static string? OneSign(ModelEntry entry, Measurement seen)
    {
        if (!entry.Output.Disparity)
        {
            return null;
        }

        (double leftNear, double leftFar) = (seen.Share(View.Left, near: true), seen.Share(View.Left, near: false));
        (double rightNear, double rightFar) =
            (seen.Share(View.Right, near: true), seen.Share(View.Right, near: false));
        bool swapped = entry.Direction != FlowDirection.Mirrored;
        (double right, double wrong) = swapped
            ? (Math.Min(leftNear, rightFar), Math.Max(leftFar, rightNear))
            : (Math.Min(leftNear, rightNear), Math.Max(leftFar, rightFar));
        return right < ShareMin || wrong > ShareWrongMax ? null
            : swapped ? "wrong direction: the network knows positive disparities only; write direction: mirrored "
                + "and a shift_px that makes all of them positive"
            : $"shift_px {entry.ShiftPx} is too small: the background, {ProofPair.FarPx} px, is lost";
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Px(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " px";

    /// <summary>Two fields beside the truth.</summary>
    private sealed class Measurement(ProofPair pair, FlowField leftToRight, FlowField rightToLeft)
    {
        /// <summary>The same fields, each taken for the other.</summary>
        public Measurement Swapped => new(pair, rightToLeft, leftToRight);

        /// <summary>Median measured u of the squares in the left view, px.</summary>
        public double NearU => Median(View.Left, u => u == -ProofPair.NearPx, (u, _) => u);

        /// <summary>Median measured u of the background in the left view, px.</summary>
        public double FarU => Median(View.Left, u => u == -ProofPair.FarPx, (u, _) => u);

        /// <summary>Median of measured u over true u, left view.</summary>
        public double Scale => Median(View.Left, _ => true, (u, truth) => u / truth);

        /// <summary>
        /// Near and far are too large by the same factor. They are not where a shift is added the wrong way round: that
        /// suits the background alone.
        /// </summary>
        public bool HasOneScale =>
            Math.Abs((NearU / -ProofPair.NearPx) - (FarU / -ProofPair.FarPx)) < 0.2 * Math.Abs(Scale);

        /// <summary>Share of the visible pixels of both views that a reading of the values makes right.</summary>
        public double Share(Func<double, double, (double U, double V)> reading)
        {
            (long left, long all) = Count(View.Left, null, reading);
            (long right, long others) = Count(View.Right, null, reading);
            return (double)(left + right) / (all + others);
        }

        /// <summary>Share of the visible squares or background of one view that is right.</summary>
        public double Share(View view, bool near)
        {
            (long right, long all) = Count(view, near, (u, v) => (u, v));
            return (double)right / all;
        }

        private (long Right, long All) Count(
            View view, bool? near, Func<double, double, (double U, double V)> reading)
        {
            FlowField field = view == View.Left ? leftToRight : rightToLeft;
            (long right, long all) = (0, 0);
            for (int y = 0; y < pair.Size.Height; y++)
            {
                for (int x = 0; x < pair.Size.Width; x++)
                {
                    if (pair.Flow(view, x, y) is { } truth
                        && (near is null || near == (Math.Abs(truth.U) == ProofPair.NearPx)))
                    {
                        (double u, double v) = reading(field.U[x, y], field.V[x, y]);
                        all++;
                        right += Math.Abs(u - truth.U) <= TolerancePx && Math.Abs(v - truth.V) <= TolerancePx ? 1 : 0;
                    }
                }
            }

            return (right, all);
        }

        private double Median(View view, Func<int, bool> where, Func<double, int, double> value)
        {
            FlowField field = view == View.Left ? leftToRight : rightToLeft;
            var values = new List<double>();
            for (int y = 0; y < pair.Size.Height; y++)
            {
                for (int x = 0; x < pair.Size.Width; x++)
                {
                    if (pair.Flow(view, x, y) is { } truth && where(truth.U))
                    {
                        values.Add(value(field.U[x, y], truth.U));
                    }
                }
            }

            values.Sort();
            return values.Count == 0 ? double.NaN : values[values.Count / 2];
        }
    }
}
