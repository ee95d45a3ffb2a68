using System.Runtime.CompilerServices;
using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Models;
using MovieData.Staging;

namespace MovieData.Flow;

/// <summary>
/// Estimates the flow of every stereo frame in both directions, after levelling its right view where its clip needs it.
/// The tensors of the next frame are filled while the network runs on the one before.
/// </summary>
/// <param name="options">Section <c>flow</c>.</param>
/// <param name="network">The loaded network; stays the caller's.</param>
/// <param name="rectifier">What is known about the right views' vertical misalignment.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class FlowStage(FlowOptions options, OnnxModel network, Rectifier rectifier, PlanePool pool)
    : IStage<StereoFrame, StereoFlow>
{
    /// <summary>One that takes the views as they are.</summary>
    /// <param name="network">The loaded network; stays the caller's.</param>
    /// <param name="pool">Where planes come from.</param>
    public FlowStage(OnnxModel network, PlanePool pool)
        : this(new FlowOptions(network.Entry.Name, Rectify.None, false), network, Rectifier.None(pool), pool)
    {
    }

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
                StereoFrame level = rectifier.Level(frame);
                using var guard = new ItemGuard<StereoFrame>(level);
                cancel.ThrowIfCancellationRequested();
                FlowModel model = models[turn] ??= new FlowModel(network, level.Size);
                turn = 1 - turn;
                Plane<Rgb24> seen = Seen(level);
                model.Begin(level.Left, seen);
                StereoFlow? done = running is null ? null : await Finished(ref running).ConfigureAwait(false);
                running = guard.PassOn(Task.Run(() => Estimate(model, level, seen), CancellationToken.None));
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

    // Owns the frame, and what the network sees of it.
    private StereoFlow Estimate(FlowModel model, StereoFrame frame, Plane<Rgb24> seen)
    {
        using var guard = new ItemGuard<StereoFrame>(frame);
        using Plane<Rgb24>? copy = seen == frame.Right ? null : seen;
        FlowField? leftToRight = null;
        FlowField? rightToLeft = null;
        try
        {
            leftToRight = RentField(frame.Size);
            rightToLeft = RentField(frame.Size);
            model.Finish(frame.Left, seen, leftToRight, rightToLeft);
            rectifier.TakeInvented(frame.Number, rightToLeft);
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

    /// <summary>The right view as the network sees it: itself, or a copy with the left view's exposure.</summary>
    private Plane<Rgb24> Seen(StereoFrame frame)
    {
        if (!options.MatchExposure)
        {
            return frame.Right;
        }

        Plane<Rgb24> matched = pool.Rent<Rgb24>(frame.Size.Width, frame.Size.Height);
        ExposureMatch.Run(frame.Left.Pixels, frame.Right.Pixels, matched.Pixels);
        return matched;
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
