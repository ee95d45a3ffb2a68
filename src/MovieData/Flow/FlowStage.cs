using System.Runtime.CompilerServices;
using MovieData.Frames;
using MovieData.Models;
using MovieData.Staging;

namespace MovieData.Flow;

/// <summary>
/// Estimates the flow of every stereo frame in both directions. The tensors of the next frame are filled while the
/// network runs on the one before.
/// </summary>
/// <param name="network">The loaded network; stays the caller's.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class FlowStage(OnnxModel network, PlanePool pool) : IStage<StereoFrame, StereoFlow>
{
    /// <inheritdoc/>
    /// <exception cref="ModelException">The network failed; the message names the frame.</exception>
    public async IAsyncEnumerable<StereoFlow> RunAsync(
        IAsyncEnumerable<StereoFrame> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Two sets of tensors by turns: one runs, one is filled.
        var models = new FlowModel?[2];
        int turn = 0;
        Task<StereoFlow>? running = null;
        try
        {
            await foreach (StereoFrame frame in input.WithCancellation(cancel).ConfigureAwait(false))
            {
                using var guard = new ItemGuard<StereoFrame>(frame);
                cancel.ThrowIfCancellationRequested();
                FlowModel model = models[turn] ??= new FlowModel(network, frame.Size);
                turn = 1 - turn;
                model.Begin(frame.Left, frame.Right);
                StereoFlow? done = running is null ? null : await Finished(ref running).ConfigureAwait(false);
                running = guard.PassOn(Task.Run(() => Estimate(model, frame), CancellationToken.None));
                if (done is not null)
                {
                    yield return done;
                }
            }

            if (running is not null)
            {
                yield return await Finished(ref running).ConfigureAwait(false);
            }
        }
        finally
        {
            if (running is not null)
            {
                // Nobody will take it; its fault, if it has one, comes too late to matter.
                await running.ContinueWith(Drop, CancellationToken.None, default, TaskScheduler.Default)
                    .ConfigureAwait(false);
            }

            Array.ForEach(models, m => m?.Dispose());
        }
    }

    // From here on the result belongs to whoever awaits it.
    private static Task<StereoFlow> Finished(ref Task<StereoFlow>? running)
    {
        Task<StereoFlow> task = running!;
        running = null;
        return task;
    }

    private static void Drop(Task<StereoFlow> task)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.Result.Dispose();
        }
        else
        {
            _ = task.Exception;
        }
    }

    // Owns the frame.
    private StereoFlow Estimate(FlowModel model, StereoFrame frame)
    {
        using var guard = new ItemGuard<StereoFrame>(frame);
        FlowField? leftToRight = null;
        FlowField? rightToLeft = null;
        try
        {
            leftToRight = RentField(frame.Size);
            rightToLeft = RentField(frame.Size);
            model.Finish(frame.Left, frame.Right, leftToRight, rightToLeft);
            return guard.PassOn(new StereoFlow(frame, leftToRight, rightToLeft));
        }
        catch (Exception error)
        {
            leftToRight?.Dispose();
            rightToLeft?.Dispose();
            if (error is ModelException)
            {
                throw new ModelException($"frame {frame.Number}: {error.Message}", error);
            }

            throw;
        }
    }

    private FlowField RentField(PixelSize size)
    {
        Plane<float> u = pool.Rent<float>(size.Width, size.Height);
        try
        {
            return new FlowField(u, pool.Rent<float>(size.Width, size.Height));
        }
        catch
        {
            u.Dispose();
            throw;
        }
    }
}
