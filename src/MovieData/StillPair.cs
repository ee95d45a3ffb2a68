using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Frames;
using MovieData.Models;
using MovieData.Pipelines;
using MovieData.Sky;
using MovieData.Staging;

namespace MovieData;

/// <summary>
/// One still pair through the same stages as a film's frames, without crop or shard: for judging models and rules.
/// Owns what it holds.
/// </summary>
public sealed class StillPair : IDisposable
{
    /// <summary>Pixel memory for one pair of any size that fits.</summary>
    private const long PoolBytesMax = 8L << 30;

    private StillPair(FlowField leftToRight, FlowField rightToLeft, StereoSample sample)
    {
        LeftToRight = leftToRight;
        RightToLeft = rightToLeft;
        Sample = sample;
    }

    /// <summary>Flow at the left view's pixels.</summary>
    public FlowField LeftToRight { get; }

    /// <summary>Flow at the right view's pixels.</summary>
    public FlowField RightToLeft { get; }

    /// <summary>Disparity, masks, figures and the rules' verdicts.</summary>
    public StereoSample Sample { get; }

    /// <summary>Measures a pair.</summary>
    /// <param name="left">Left view; passes to the result.</param>
    /// <param name="right">Right view, of the same size; passes to the result.</param>
    /// <param name="models">The loaded networks.</param>
    /// <param name="pipeline">Limits of the rules.</param>
    /// <param name="cancel">Cuts a network's run short, and stops between the stages.</param>
    /// <exception cref="ModelException">The sizes differ, or a network failed.</exception>
    public static async Task<StillPair> MeasureAsync(
        Plane<Rgb24> left, Plane<Rgb24> right, ModelSet models, Pipeline pipeline, CancellationToken cancel)
    {
        if (left.Size != right.Size)
        {
            throw new ModelException(
                $"the left picture is {left.Size}, the right {right.Size}; both must have one size");
        }

        var pool = new PlanePool(PoolBytesMax);
        var leftToRight = new FlowField(left.Size);
        var rightToLeft = new FlowField(left.Size);
        using (var flow = new FlowModel(models.Flow, left.Size))
        {
            flow.Run(left, right, leftToRight, rightToLeft, cancel);
        }

        // The disparity stage consumes its flow; the caller wants to keep it.
        var copy = new StereoFlow(new StereoFrame(0, left, right), Copy(leftToRight), Copy(rightToLeft));
        StereoSample sample = await StageChain.One(copy)
            .Then(new DisparityStage(pipeline.Disparity, pool), 1, cancel)
            .Then(new SkyStage(pipeline.Sky, models.Sky, pool), 1, cancel)
            .SingleAsync(cancel).ConfigureAwait(false);
        return new StillPair(leftToRight, rightToLeft, sample);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LeftToRight.Dispose();
        RightToLeft.Dispose();
        Sample.Dispose();
    }

    private static FlowField Copy(FlowField field)
    {
        var copy = new FlowField(field.U.Size);
        field.U.Pixels.CopyTo(copy.U.Pixels);
        field.V.Pixels.CopyTo(copy.V.Pixels);
        return copy;
    }
}
