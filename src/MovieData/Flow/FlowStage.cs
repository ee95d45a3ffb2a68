using System.Runtime.CompilerServices;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Staging;

namespace MovieData.Flow;

/// <summary>
/// Estimates the flow of every stereo frame in both directions, after levelling its right view where its clip needs it.
/// The tensors of the next frames are filled while the network runs on those before.
/// </summary>
/// <param name="options">Section <c>flow</c>.</param>
/// <param name="network">The loaded network; stays the caller's. It sees as many frames in a run as its place
/// says.</param>
/// <param name="rectifier">What is known about the right views' vertical misalignment.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class FlowStage(FlowOptions options, ILoadedModel network, Rectifier rectifier, PlanePool pool)
    : IStage<StereoFrame, StereoFlow>
{
    /// <summary>One that takes the views as they are.</summary>
    /// <param name="network">The loaded network; stays the caller's.</param>
    /// <param name="pool">Where planes come from.</param>
    public FlowStage(ILoadedModel network, PlanePool pool)
        : this(
            new FlowOptions { Model = network.Entry.Name, Rectify = Rectify.None, MatchExposure = false },
            network,
            Rectifier.None(pool),
            pool)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="ModelException">The network failed; the message names the frames.</exception>
    public async IAsyncEnumerable<StereoFlow> RunAsync(
        IAsyncEnumerable<StereoFrame> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (Queue<StereoFlow> flows in EstimateAsync(input, cancel).ConfigureAwait(false))
        {
            try
            {
                while (flows.TryDequeue(out StereoFlow? flow))
                {
                    yield return flow;
                }
            }
            finally
            {
                Drop(flows);
            }
        }
    }

    private async IAsyncEnumerable<Queue<StereoFlow>> EstimateAsync(
        IAsyncEnumerable<StereoFrame> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Two sets of tensors by turns: one runs, one is filled.
        var models = new IFlowEstimator?[2];
        int turn = 0;
        FlowBatch? filling = null;
        Task<Queue<StereoFlow>>? running = null;
        try
        {
            await foreach (StereoFrame frame in input.WithCancellation(cancel).ConfigureAwait(false))
            {
                StereoFrame level = rectifier.Level(frame);
                using var guard = new ItemGuard<StereoFrame>(level);
                cancel.ThrowIfCancellationRequested();
                models[turn] ??= FlowEstimator.For(network, level.Size, network.Place.FlowPairs);
                filling ??= new FlowBatch(models[turn]!, options.MatchExposure, pool);
                filling.Add(guard.PassOn(level));
                if (!filling.IsFull)
                {
                    continue;
                }

                turn = 1 - turn;
                Queue<StereoFlow>? done = running is null ? null : await Take(ref running).ConfigureAwait(false);
                FlowBatch full = Take(ref filling);
                running = Task.Run(() => full.Estimate(rectifier, cancel), CancellationToken.None);
                if (done is not null)
                {
                    yield return done;
                }
            }

            if (running is not null)
            {
                yield return await Take(ref running).ConfigureAwait(false);
            }

            // The last run of a segment may have places left.
            if (filling is not null)
            {
                cancel.ThrowIfCancellationRequested();
                yield return filling.Estimate(rectifier, cancel);
            }
        }
        finally
        {
            filling?.Dispose();
            if (running is not null)
            {
                // Nobody will take it; its fault, if it has one, comes too late to matter.
                await running.ContinueWith(Drop, CancellationToken.None, default, TaskScheduler.Default)
                    .ConfigureAwait(false);
            }

            Array.ForEach(models, m => m?.Dispose());
        }
    }

    // From here on it belongs to whoever takes it.
    private static T Take<T>(ref T? held)
        where T : class
    {
        T taken = held!;
        held = null;
        return taken;
    }

    private static void Drop(Task<Queue<StereoFlow>> task)
    {
        if (task.IsCompletedSuccessfully)
        {
            Drop(task.Result);
        }
        else
        {
            _ = task.Exception;
        }
    }

    private static void Drop(Queue<StereoFlow> flows)
    {
        foreach (StereoFlow flow in flows)
        {
            flow.Dispose();
        }
    }
}
