using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Inference;

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

    // Disparities as shares of a picture's width are the smallest that are seen.
    private const double ScaleMin = 1e-5;
    private const string Order = "input.names or the stacked channels name the second picture first";
    private static readonly PixelSize Usual = new(640, 384);
    private static readonly PixelSize Smallest = new(192, 160);

    /// <summary>Runs the network on the pair.</summary>
    /// <param name="network">The loaded network.</param>
    /// <param name="cancel">Cuts the run short.</param>
    /// <returns>Share of the visible pixels that are right, 0…1, at least <see cref="ShareMin"/>.</returns>
    /// <exception cref="ModelException">The network failed, or the entry does not fit; the message says which key is
    /// wrong.</exception>
    public static double Run(ILoadedModel network, CancellationToken cancel)
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
        using ProofMeasurement seen = Measure(network, pair, exchanged: false, cancel);
        double share = seen.Share((u, v) => (u, v));
        (string? fault, double explained) = Fault(entry, seen);
        bool mirrored = entry.Direction == FlowDirection.Mirrored;
        bool proves = fault is null && share >= ShareMin;
        if (!mirrored && (proves || fault is not null))
        {
            return proves ? share : throw Wrong(entry, share, fault!);
        }

        // What no reading of the values explains may still be one of pictures shown in the wrong order. Of a mirrored
        // pair that can be known in no other way: the two directions do not see the same two pictures.
        using ProofMeasurement exchanged = Measure(network, pair, exchanged: true, cancel);
        string exchange = $"wrong direction: {Order}; exchange the two";
        (string? then, _) = Fault(entry, exchanged);
        double suits = Math.Max(exchanged.Share((u, v) => (u, v)), exchanged.Divided(-1).Share((u, v) => (u, v)));
        if (suits >= ShareMin && suits > explained + LeadOfPlaceMin)
        {
            throw Wrong(entry, share, then is null ? exchange : $"{exchange}, then {then}");
        }

        return proves ? share : throw Wrong(entry, share, fault ?? (then is null
            ? $"the result does not follow the pictures (median u of the squares {Px(seen.NearU)}, expected "
                + $"{Px(-ProofPair.NearPx)}; of the background {Px(seen.FarU)}, expected {Px(-ProofPair.FarPx)}); "
                + "compare every key of the entry with the network"
            : $"{exchange}, then {then}"));
    }

    /// <summary>Share of the visible pixels that are right when red and blue are fed in each other's place.</summary>
    /// <param name="network">The loaded network; its entry says rgb or bgr.</param>
    /// <param name="cancel">Cuts the run short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public static double ShareOfOtherColours(OnnxModel network, CancellationToken cancel)
    {
        ModelEntry entry = network.Entry;
        PixelSize size = entry.Resizes ? entry.Size.Fixed!.Value : Usual;
        using var pair = new ProofPair(size, entry.Output.Disparity ? 0 : 2);
        pair.ExchangeRedAndBlue();
        using ProofMeasurement seen = Measure(network, pair, exchanged: false, cancel);
        return seen.Share((u, v) => (u, v));
    }

    private static ModelException Wrong(ModelEntry entry, double share, string fault) => new(
        $"model {entry.Name} does not prove its catalogue entry on a pair of known flow "
        + $"({Percent(share)} of its pixels are right): {fault}");

    private static ProofMeasurement Measure(
        ILoadedModel network, ProofPair pair, bool exchanged, CancellationToken cancel)
    {
        var seen = new ProofMeasurement(
            pair, new FlowField(pair.Size), new FlowField(pair.Size), network.Entry.ShiftPx);
        try
        {
            using IFlowEstimator model = network is OnnxModel onnx
                ? new FlowModel(onnx, pair.Size, exchanged) : FlowEstimator.For(network, pair.Size);
            model.Run(pair.Left, pair.Right, seen.LeftToRight, seen.RightToLeft, cancel);
            return seen;
        }
        catch
        {
            seen.Dispose();
            throw;
        }
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

    // What is wrong (null: nothing, or nobody knows), and the share of the pixels that the best reading explains.
    private static (string? Fault, double Explained) Fault(ModelEntry entry, ProofMeasurement seen)
    {
        double share = seen.Share((u, v) => (u, v));
        if (OneSign(entry, seen) is { } oneSign)
        {
            return (oneSign, 1);    // half of what is seen is right, and why the other half is not is known
        }

        // Whichever reading explains most pixels is the true one; the entry's own must be.
        var better = Readings(entry, seen).Where(r => r.Share > share + r.Lead && r.Share >= ShareMin).ToList();
        if (better.Count > 0)
        {
            (double explained, _, string fault) = better.MaxBy(r => r.Share);
            return (fault, explained);
        }

        return share >= ShareMin ? (NoRoom(entry), share)
            : OneSign(entry, seen.Divided(-1)) is { } then ? ($"{WrongSign(entry)}, then {then}", 1)
            : (null, share);
    }

    private static string WrongSign(ModelEntry entry) => $"wrong sign: write output.sign: {-entry.Output.Sign}";

    // Right here, but at the end of what the network can give: left out of every dataset.
    private static string? NoRoom(ModelEntry entry) =>
        entry.Direction == FlowDirection.Mirrored && entry.ShiftPx + ProofPair.FarPx <= OutputLimits.MarginPx
            ? TooSmall(entry)
        : entry.Output.MaxPx is { } most && entry.ShiftPx + ProofPair.NearPx >= most - OutputLimits.MarginPx
            ? $"output.max_px {most} leaves no room for {ProofPair.NearPx} px in front of the screen"
                + (entry.ShiftPx > 0 ? $" with shift_px {entry.ShiftPx}" : "")
        : null;

    private static string TooSmall(ModelEntry entry) =>
        $"shift_px {entry.ShiftPx} is too small: the background, {ProofPair.FarPx} px, is lost";

    // Other readings of the values, with how much better each must be than the entry's own.
    private static IEnumerable<(double Share, double Lead, string Fault)> Readings(
        ModelEntry entry, ProofMeasurement seen)
    {
        int opposite = -entry.Output.Sign;
        yield return (seen.Divided(-1).Share((u, v) => (u, v)), LeadMin, WrongSign(entry));
        if (entry.Direction != FlowDirection.Mirrored)
        {
            yield return (
                seen.Swapped.Share((u, v) => (u, v)), LeadMin, $"wrong direction: {Order}; exchange the two");
            yield return (
                seen.Swapped.Share((u, v) => (-u, -v)),
                LeadOfPlaceMin,
                $"wrong direction and sign: {Order}; exchange the two, and write output.sign: {opposite}");
        }

        double scale = seen.Scale;
        if (seen.HasOneScale && Math.Abs(Math.Abs(scale) - 1) > 0.1 && Math.Abs(scale) > ScaleMin)
        {
            string sign = scale < 0 ? $", and output.sign: {opposite}" : "";
            double times = Math.Abs(scale);
            string come = times > 1 ? $"{Number(times)} times too large" : $"at {Number(times)} of their size";
            yield return (
                seen.Divided(scale).Share((u, v) => (u, v)),
                LeadMin,
                $"wrong scale: displacements come out {come}; write output.scale: "
                    + $"{Number(entry.Output.Scale / times)}{sign}");
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
    private static string? OneSign(ModelEntry entry, ProofMeasurement seen)
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
            : TooSmall(entry);
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Px(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " px";
}
