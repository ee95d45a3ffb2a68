using System.Diagnostics;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>How fast a network runs, and how near the Flow stage comes to it; both directions of a pair.</summary>
/// <param name="BareMs">Fastest run of the bare session, ms a pair.</param>
/// <param name="StageMs">The Flow stage over several pairs, ms a pair.</param>
public sealed record FlowRate(double BareMs, double StageMs)
{
    /// <summary>Stage rate over bare rate: 1 is the speed of light.</summary>
    public double Ratio => BareMs / StageMs;
}

/// <summary>Measures a flow network on this machine.</summary>
public static class FlowBench
{
    /// <summary>Size that is measured unless another is stated: the paper's crop.</summary>
    public static readonly PixelSize PaperSize = new(1880, 800);

    /// <summary>Pixel memory of the measured stage, bytes a pixel of each pair of a run: both views (6) and their flow
    /// (16), of the run that is filled, the one at work and the one that is handed on.</summary>
    private const long BytesPerPixelOfPair = 3 * (6 + 16);

    /// <summary>Runs the bare session, then the stage, <paramref name="runs"/> times each, once before to warm
    /// up.</summary>
    /// <param name="network">The loaded network; a run is of as many pairs as its place says.</param>
    /// <param name="size">Size of the views.</param>
    /// <param name="runs">Runs measured; the fastest counts.</param>
    /// <param name="cancel">Cuts a run short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public static async Task<FlowRate> MeasureAsync(
        ILoadedModel network, PixelSize size, int runs, CancellationToken cancel)
    {
        int pairs = network.Place.FlowPairs;
        using var pair = new ProofPair(size, verticalPx: 0);
        double bare = double.PositiveInfinity;
        using (IFlowEstimator model = FlowEstimator.For(network, size, pairs))
        {
            for (int i = 0; i < pairs; i++)
            {
                model.Begin(i, pair.Left, pair.Right);
            }

            model.Execute(cancel);
            for (int i = 0; i < runs; i++)
            {
                long start = Stopwatch.GetTimestamp();
                model.Execute(cancel);
                bare = Math.Min(bare, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            bare *= (double)model.Passes / pairs;
        }

        return new FlowRate(bare, await StageMsAsync(network, pair, runs, cancel).ConfigureAwait(false));
    }

    // The fastest interval of the stage, as of the bare session: means measure whoever else uses the machine.
    private static async Task<double> StageMsAsync(
        ILoadedModel network, ProofPair pair, int runs, CancellationToken cancel)
    {
        int pairs = network.Place.FlowPairs;
        var pool = new PlanePool(BytesPerPixelOfPair * pair.Size.Area * pairs);
        var stage = new FlowStage(network, pool);
        double fastest = double.PositiveInfinity;
        (long last, int frames) = (0, 0);
        IAsyncEnumerable<StereoFrame> input = Frames(pair, (runs + 2) * pairs, pool);
        await foreach (StereoFlow flow in stage.RunAsync(input, cancel).ConfigureAwait(false))
        {
            flow.Dispose();
            if (frames++ % pairs != 0)
            {
                continue;
            }

            // The first of each run.
            long now = Stopwatch.GetTimestamp();
            fastest = last == 0 ? fastest : Math.Min(fastest, Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
            last = now;
        }

        return fastest / pairs;
    }

    private static async IAsyncEnumerable<StereoFrame> Frames(ProofPair pair, int count, PlanePool pool)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        for (int i = 0; i < count; i++)
        {
            using var views = new HeldPlanes<Rgb24>(pool);
            pair.Left.Pixels.CopyTo(views.Rent(pair.Size.Width, pair.Size.Height).Pixels);
            pair.Right.Pixels.CopyTo(views.Rent(pair.Size.Width, pair.Size.Height).Pixels);
            yield return StereoFrame.Of(i, views, rightFirst: false);
        }
    }
}
