using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Sky;
using MovieData.Staging;

namespace MovieData.Runs;

/// <summary>
/// One still pair through the same stages as a film's frames, without crop or shard: for judging models and rules.
/// Owns what it holds.
/// </summary>
public sealed class StillPair : IDisposable
{
    /// <summary>Pixel memory for one pair of any size that fits.</summary>
    private const long PoolBytesMax = 8L << 30;

    private readonly VerticalMisalignment? _taken;

    private StillPair(
        FlowField leftToRight,
        FlowField rightToLeft,
        StereoSample sample,
        VerticalMisalignment? taken,
        string? warning)
    {
        LeftToRight = leftToRight;
        RightToLeft = rightToLeft;
        Sample = sample;
        _taken = taken;
        Warning = warning;
    }

    /// <summary>What the user should know of the flow; null: nothing.</summary>
    public string? Warning { get; }

    /// <summary>Flow at the left view's pixels; u is not a number where the network was at the end of what it can
    /// give.</summary>
    public FlowField LeftToRight { get; }

    /// <summary>Flow at the right view's pixels; u is not a number there either, nor where the levelled view has no
    /// picture.</summary>
    public FlowField RightToLeft { get; }

    /// <summary>Disparity, masks, figures and the rules' verdicts; of the levelled views where they were.</summary>
    public StereoSample Sample { get; }

    /// <summary>Every figure, as a row of a shard has them.</summary>
    public SampleFigures Figures => SampleFigures.Of(Sample.Disparity).Rectified(_taken);

    /// <summary>Measures a pair.</summary>
    /// <param name="left">Left view; passes to the result.</param>
    /// <param name="right">Right view, of the same size; passes to the result.</param>
    /// <param name="models">The loaded networks.</param>
    /// <param name="pipeline">How the flow is estimated, and limits of the rules.</param>
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
        Rectifier rectifier = pipeline.Flow.Rectify == Rectify.None
            ? Rectifier.None(pool)
            : await LevelAsync(left, right, models, pipeline, pool, cancel).ConfigureAwait(false);
        StereoFlow flow = await StageChain.One(new StereoFrame(0, left, right))
            .Then(new FlowStage(pipeline.Flow, models.Flow, rectifier, pool), 1, cancel)
            .SingleAsync(cancel).ConfigureAwait(false);

        // The disparity stage consumes its flow; the caller wants to keep it.
        (FlowField leftToRight, FlowField rightToLeft) = (Copy(flow.LeftToRight), Copy(flow.RightToLeft));
        StereoSample sample = await StageChain.One(flow)
            .Then(new DisparityStage(pipeline.Disparity, pool), 1, cancel)
            .Then(new SkyStage(pipeline.Sky, models.Skies, pool), 1, cancel)
            .SingleAsync(cancel).ConfigureAwait(false);
        return new StillPair(
            leftToRight,
            rightToLeft,
            sample,
            rectifier.Corrections.TryGetValue(0, out VerticalMisalignment taken) ? taken : null,
            Saturation.Sentence(models.Flow.Entry, sample.Disparity.Figures.SaturatedFraction));
    }

    // As Extraction does for a clip: here it has one sample.
    private static async Task<Rectifier> LevelAsync(
        Plane<Rgb24> left,
        Plane<Rgb24> right,
        ModelSet models,
        Pipeline pipeline,
        PlanePool pool,
        CancellationToken cancel)
    {
        var clip = new Segment("pair", 0, [new PlannedSample(0, [], 0, 0, 0, 0)]);
        IAsyncEnumerable<StereoFlow> flows = StageChain.One(new StereoFrame(0, Copy(left), Copy(right)))
            .Then(new FlowStage(pipeline.Flow, models.Flow, Rectifier.None(pool), pool), 1, cancel);
        return new Rectifier(await ClipFit.RunAsync(clip, flows, cancel).ConfigureAwait(false), pool);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LeftToRight.Dispose();
        RightToLeft.Dispose();
        Sample.Dispose();
    }

    private static FlowField Copy(FlowField field) => new(Copy(field.U), Copy(field.V));

    private static Plane<T> Copy<T>(Plane<T> plane)
        where T : unmanaged
    {
        var copy = new Plane<T>(plane.Width, plane.Height);
        plane.Pixels.CopyTo(copy.Pixels);
        return copy;
    }
}
