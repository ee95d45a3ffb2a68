using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;
using MovieData.Staging;

namespace MovieData.Flow;

/// <summary>
/// The frames of one run of the network, with the fields that will hold their flow. Owns them until they are estimated.
/// </summary>
/// <param name="model">Its tensors are filled frame by frame; stays the caller's.</param>
/// <param name="matchExposure">Show the network right views with their left view's exposure.</param>
/// <param name="pool">Where planes come from.</param>
internal sealed class FlowBatch(IFlowEstimator model, bool matchExposure, PlanePool pool) : IDisposable
{
    private readonly List<StereoFlow> _flows = [];
    private readonly List<Plane<Rgb24>> _matched = [];

    /// <summary>Every place of the run is taken.</summary>
    public bool IsFull => _flows.Count == model.Pairs;

    /// <summary>Takes a frame over and shows it to the network.</summary>
    public void Add(StereoFrame frame)
    {
        _flows.Add(WithFields(frame));
        if (matchExposure)
        {
            _matched.Add(pool.Rent<Rgb24>(frame.Size.Width, frame.Size.Height));
            ExposureMatch.Run(frame.Left.Pixels, frame.Right.Pixels, _matched[^1].Pixels);
        }

        model.Begin(_flows.Count - 1, frame.Left, SeenRight(_flows.Count - 1));
    }

    /// <summary>Runs the network; the batch is empty afterwards.</summary>
    /// <param name="rectifier">Takes out what the network saw where a levelled view has no picture.</param>
    /// <param name="cancel">Cuts the run short.</param>
    /// <returns>The frames with their flow, in their order; the caller's.</returns>
    /// <exception cref="ModelException">The network failed; the message names the frames.</exception>
    public Queue<StereoFlow> Estimate(Rectifier rectifier, CancellationToken cancel)
    {
        using FlowBatch emptied = this;
        FlowPair[] pairs = [.. _flows.Select((flow, i) => new FlowPair(
            flow.Frame.Left, SeenRight(i), flow.LeftToRight, flow.RightToLeft, $"frame {flow.Frame.Number}"))];
        model.Finish(pairs, cancel);
        _flows.ForEach(flow => rectifier.TakeInvented(flow.Frame.Number, flow.RightToLeft));
        var estimated = new Queue<StereoFlow>(_flows);
        _flows.Clear();
        return estimated;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _flows.ForEach(flow => flow.Dispose());
        _matched.ForEach(picture => picture.Dispose());
        _flows.Clear();
        _matched.Clear();
    }

    private Plane<Rgb24> SeenRight(int i) => matchExposure ? _matched[i] : _flows[i].Frame.Right;

    private StereoFlow WithFields(StereoFrame frame)
    {
        using var guard = new ItemGuard<StereoFrame>(frame);
        FlowField leftToRight = RentField(frame.Size);
        using var fieldGuard = new ItemGuard<FlowField>(leftToRight);
        FlowField rightToLeft = RentField(frame.Size);
        return fieldGuard.PassOn(guard.PassOn(new StereoFlow(frame, leftToRight, rightToLeft)));
    }

    private FlowField RentField(PixelSize size)
    {
        Plane<float> u = pool.Rent<float>(size.Width, size.Height);
        using var guard = new ItemGuard<Plane<float>>(u);
        return guard.PassOn(new FlowField(u, pool.Rent<float>(size.Width, size.Height)));
    }
}
