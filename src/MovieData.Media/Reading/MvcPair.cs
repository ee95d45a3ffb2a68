using MovieData.Imaging.Frames;
using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// Both views of one access unit, decoded: raw yuv420p, planes Y, U, V tightly packed, cropped as the stream
/// says and filtered as asked. Owns its pictures; the receiver disposes it.
/// </summary>
/// <param name="frame">Its entry of the order list.</param>
/// <param name="baseView">
/// The base picture (view 0), rows of bytes, height · 3 / 2 of them; null when it is not there.
/// </param>
/// <param name="dependentView">The dependent picture (view 1), likewise.</param>
public sealed class MvcPair(MvcFrame frame, Plane<byte>? baseView, Plane<byte>? dependentView) : IDisposable
{
    /// <summary>
    /// Frame number in presentation order and access unit; <see cref="MvcFrame.Fault"/> as the rewriter saw it.
    /// </summary>
    public MvcFrame Frame => frame;

    /// <summary>
    /// What is wrong, the decoder's word included. <see cref="MvcFault.None"/>: both views are there and exact.
    /// </summary>
    public MvcFault Fault { get; internal set; } = frame.Fault;

    /// <summary>View 0: width × (height · 3 / 2) bytes.</summary>
    public Plane<byte>? BaseView => baseView;

    /// <summary>View 1: width × (height · 3 / 2) bytes.</summary>
    public Plane<byte>? DependentView => dependentView;

    /// <inheritdoc/>
    public void Dispose()
    {
        baseView?.Dispose();
        dependentView?.Dispose();
    }
}
