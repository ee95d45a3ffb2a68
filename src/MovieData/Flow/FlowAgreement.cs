using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>
/// How far a network's flow in one place is from its flow in another, over every pixel of both directions of a made-up
/// pair. Devices round otherwise; what computes something else is far off.
/// </summary>
/// <param name="EpePx">Mean length of the difference of both flows (end-point error), px, at least 0.</param>
/// <param name="ShareNear">Share of the pixels whose flows are at most <see cref="NearPx"/> apart, 0…1.</param>
/// <param name="MostPx">Length of the largest difference, px.</param>
public sealed record FlowAgreement(double EpePx, double ShareNear, double MostPx)
{
    /// <summary>Flows so near are alike, px: the smallest step of a disparity that a dataset stores is of that order.
    /// </summary>
    public const double NearPx = 0.05;

    /// <summary>Share of the pixels that must be alike, and the largest mean difference, px. Chosen with room for the
    /// ten bits of TF32's products; not measured on a GPU yet.</summary>
    public const double ShareMin = 0.95;

    /// <inheritdoc cref="ShareMin"/>
    public const double EpePxMax = 0.05;

    /// <summary>Whether both places compute the same network.</summary>
    public bool IsGood => ShareNear >= ShareMin && EpePx <= EpePxMax;

    /// <summary>Runs a network in both places.</summary>
    /// <param name="network">The network, loaded in one place.</param>
    /// <param name="reference">The same, loaded in the other.</param>
    /// <param name="size">Size of the pictures.</param>
    /// <param name="cancel">Cuts the runs short.</param>
    /// <exception cref="ModelException">The network failed, or gave values that are not finite.</exception>
    public static FlowAgreement Measure(
        ILoadedModel network, ILoadedModel reference, PixelSize size, CancellationToken cancel)
    {
        using var pair = new ProofPair(size, verticalPx: 0);
        using var flows = new HeldFields(size);
        Run(network, pair, flows.Fields[0], flows.Fields[1], cancel);
        Run(reference, pair, flows.Fields[2], flows.Fields[3], cancel);
        return Of([(flows.Fields[0], flows.Fields[2]), (flows.Fields[1], flows.Fields[3])]);
    }

    /// <summary>Of fields that are there.</summary>
    internal static FlowAgreement Of(IReadOnlyList<(FlowField One, FlowField Other)> fields)
    {
        (double sum, double most, long near, long all) = (0, 0, 0, 0);
        foreach ((FlowField one, FlowField other) in fields)
        {
            ReadOnlySpan<float> u = one.U.Pixels;
            ReadOnlySpan<float> v = one.V.Pixels;
            ReadOnlySpan<float> otherU = other.U.Pixels;
            ReadOnlySpan<float> otherV = other.V.Pixels;
            for (int i = 0; i < u.Length; i++)
            {
                double length = double.Hypot(u[i] - otherU[i], v[i] - otherV[i]);
                sum += length;
                most = Math.Max(most, length);
                near += length <= NearPx ? 1 : 0;
            }

            all += u.Length;
        }

        return new FlowAgreement(sum / all, (double)near / all, most);
    }

    private static void Run(
        ILoadedModel network, ProofPair pair, FlowField leftToRight, FlowField rightToLeft, CancellationToken cancel)
    {
        using IFlowEstimator model = FlowEstimator.For(network, pair.Size);
        model.Run(pair.Left, pair.Right, leftToRight, rightToLeft, cancel);
    }

    // Two directions in two places.
    private sealed class HeldFields(PixelSize size) : IDisposable
    {
        public FlowField[] Fields { get; } = [.. Enumerable.Range(0, 4).Select(_ => new FlowField(size))];

        public void Dispose() => Array.ForEach(Fields, field => field.Dispose());
    }
}
