using System.Runtime.CompilerServices;
using MovieData.Frames;
using MovieData.Models;
using MovieData.Staging;

namespace MovieData.Flow;

/// <summary>Estimates the flow of every stereo frame in both directions.</summary>
/// <param name="network">The loaded network; stays the caller's.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class FlowStage(OnnxModel network, PlanePool pool) : IStage<StereoFrame, StereoFlow>
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
                using var guard = new ItemGuard<StereoFrame>(frame);
                model ??= new FlowModel(network, frame.Size);
                yield return guard.PassOn(Estimate(model, frame));
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
            model.Run(frame.Left, frame.Right, leftToRight, rightToLeft);
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

    private FlowField RentField(PixelSize size) =>
        new(pool.Rent<float>(size.Width, size.Height), pool.Rent<float>(size.Width, size.Height));
}
