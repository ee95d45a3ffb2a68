using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Survey;

/// <summary>Makes positions of frames: flow between their views, and of each view in time.</summary>
/// <param name="network">The flow network; stays the caller's.</param>
/// <param name="size">Size of all views.</param>
/// <param name="pool">Where flow fields come from.</param>
public sealed class PositionFlow(ILoadedModel network, PixelSize size, PlanePool pool) : IDisposable
{
    private IFlowEstimator? _estimator;

    /// <summary>True where the network knows motion in any direction: two channels, no range of disparities.</summary>
    public bool KnowsMotion { get; } = network.Entry is { ChannelsPerDirection: 2, Matching: null }
        and { Direction: not FlowDirection.Mirrored };

    /// <summary>A position, of one frame and perhaps the next.</summary>
    /// <param name="frame">The frame; null: it was not decoded, and there is no position. Taken over.</param>
    /// <param name="next">The next frame; null: it is not known how things move. Taken over.</param>
    /// <param name="cancel">Cuts a run short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public SurveyedPosition? Of(StereoFrame? frame, StereoFrame? next, CancellationToken cancel)
    {
        var held = new Stack<IDisposable>();
        try
        {
            Hold(frame);
            Hold(next);
            if (frame is null)
            {
                return null;
            }

            (FlowField forth, FlowField back) = Flow(frame.Left, frame.Right, held, cancel);
            var pair = new SurveyedPair(frame, forth, back);
            (ViewMotion Left, ViewMotion Right)? motion = null;
            if (next is not null && KnowsMotion)
            {
                (FlowField leftForth, FlowField leftBack) = Flow(frame.Left, next.Left, held, cancel);
                (FlowField rightForth, FlowField rightBack) = Flow(frame.Right, next.Right, held, cancel);
                motion = (new ViewMotion(next.Left, leftForth, leftBack),
                    new ViewMotion(next.Right, rightForth, rightBack));
                held.Clear();
            }
            else
            {
                next?.Dispose();
                held.Clear();
            }

            return new SurveyedPosition(pair, motion?.Left, motion?.Right);
        }
        finally
        {
            foreach (IDisposable left in held)
            {
                left.Dispose();
            }
        }

        void Hold(IDisposable? one)
        {
            if (one is not null)
            {
                held.Push(one);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _estimator?.Dispose();

    private (FlowField Forth, FlowField Back) Flow(
        Plane<Rgb24> from, Plane<Rgb24> to, Stack<IDisposable> held, CancellationToken cancel)
    {
        _estimator ??= FlowEstimator.For(network, size);
        FlowField forth = Rent(held);
        FlowField back = Rent(held);
        _estimator.Run(from, to, forth, back, cancel);
        return (forth, back);
    }

    private FlowField Rent(Stack<IDisposable> held)
    {
        Plane<float> u = pool.Rent<float>(size.Width, size.Height);
        held.Push(u);
        Plane<float> v = pool.Rent<float>(size.Width, size.Height);
        held.Push(v);
        return new FlowField(u, v);
    }
}
