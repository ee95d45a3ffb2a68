using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>
/// Estimates the flow of pairs of one size in both directions: <see cref="FlowModel"/> by a network,
/// <see cref="BlockMatchingFlow"/> by block matching. One instance serves one caller at a time.
/// </summary>
public interface IFlowEstimator : IDisposable
{
    /// <summary>Pairs in a run.</summary>
    int Pairs { get; }

    /// <summary>Times <see cref="Execute"/> is needed for a run.</summary>
    int Passes { get; }

    /// <summary>First half of a run: takes a pair in, while another instance may be running.</summary>
    void Begin(int pair, Plane<Rgb24> left, Plane<Rgb24> right);

    /// <summary>Second half of a run, of the pictures it was begun with, in their order.</summary>
    void Finish(IReadOnlyList<FlowPair> pairs, CancellationToken cancel);

    /// <summary>Computes what was begun and drops it; <c>models bench</c> times this.</summary>
    void Execute(CancellationToken cancel);
}

/// <summary>The estimator of a model.</summary>
public static class FlowEstimator
{
    /// <summary>Prepares a model for pictures of one size.</summary>
    /// <exception cref="ModelMemoryException">A tensor would be too large.</exception>
    public static IFlowEstimator For(ILoadedModel model, PixelSize picture, int pairs = 1) => model switch
    {
        OnnxModel network => new FlowModel(network, picture, pairs),
        BlockMatcher matcher => new BlockMatchingFlow(matcher.Entry.Matching!, picture, pairs),
        _ => throw new NotSupportedException($"no flow from a {model.GetType().Name}"),
    };

    /// <summary>Both halves of a run of one pair.</summary>
    public static void Run(
        this IFlowEstimator estimator,
        Plane<Rgb24> left,
        Plane<Rgb24> right,
        FlowField leftToRight,
        FlowField rightToLeft,
        CancellationToken cancel)
    {
        estimator.Begin(0, left, right);
        estimator.Finish([new FlowPair(left, right, leftToRight, rightToLeft)], cancel);
    }
}
