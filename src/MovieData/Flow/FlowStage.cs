using System.Runtime.CompilerServices;
using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Models;
using MovieData.Staging;

namespace MovieData.Flow;

/// <summary>
/// Estimates the flow of every stereo frame in both directions, after levelling its right view where its clip needs it.
/// </summary>
/// <param name="options">Section <c>flow</c>.</param>
/// <param name="network">The loaded network; stays the caller's.</param>
/// <param name="rectifier">What is known about the right views' vertical misalignment.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class FlowStage(FlowOptions options, OnnxModel network, Rectifier rectifier, PlanePool pool)
    : IStage<StereoFrame, StereoFlow>
{
    /// <inheritdoc/>
    /// <exception cref="ModelException">The network failed; the message names the frame.</exception>
    public async IAsyncEnumerable<StereoFlow> RunAsync(
        IAsyncEnumerable<StereoFrame> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        FlowModel? model = null;
        try
        {
            await foreach (StereoFrame frame in input.WithCancellation(cancel).ConfigureAwait(false))
            {
                StereoFrame level = rectifier.Level(frame);
                using var guard = new ItemGuard<StereoFrame>(level);
                model ??= new FlowModel(network, level.Size);
                yield return guard.PassOn(Estimate(model, level));
            }
        }
        finally
        {
            model?.Dispose();
        }
    }

    private StereoFlow Estimate(FlowModel model, StereoFrame frame)
    {
        FlowField leftToRight = RentField(frame.Size);
        FlowField rightToLeft = RentField(frame.Size);
        try
        {
            Run(model, frame, leftToRight, rightToLeft);
            rectifier.TakeInvented(frame.Number, rightToLeft);
            return new StereoFlow(frame, leftToRight, rightToLeft);
        }
        catch (Exception error)
        {
            leftToRight.Dispose();
            rightToLeft.Dispose();
            if (error is ModelException)
            {
                throw new ModelException($"frame {frame.Number}: {error.Message}", error);
            }

            throw;
        }
    }

    private void Run(FlowModel model, StereoFrame frame, FlowField leftToRight, FlowField rightToLeft)
    {
        if (!options.MatchExposure)
        {
            model.Run(frame.Left, frame.Right, leftToRight, rightToLeft);
            return;
        }

        using Plane<Rgb24> matched = pool.Rent<Rgb24>(frame.Size.Width, frame.Size.Height);
        ExposureMatch.Run(frame.Left.Pixels, frame.Right.Pixels, matched.Pixels);
        model.Run(frame.Left, matched, leftToRight, rightToLeft);
    }

    private FlowField RentField(PixelSize size) =>
        new(pool.Rent<float>(size.Width, size.Height), pool.Rent<float>(size.Width, size.Height));
}
