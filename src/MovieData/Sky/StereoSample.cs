using MovieData.Disparity;
using MovieData.Imaging.Frames;

namespace MovieData.Sky;

/// <summary>
/// A finished sample: disparity with every mask applied, and its 16-bit code. Owns what it holds.
/// </summary>
/// <param name="disparity">Views, disparity, mask (sky included), residual, figures, failed rules.</param>
/// <param name="code">Disparity code of CONTRACT.md: 0 = no value, else d = (v − 32768) / 64 px.</param>
/// <param name="rightCode">The same at the right view; null unless the pipeline asks for it.</param>
public sealed class StereoSample(StereoDisparity disparity, Plane<ushort> code, Plane<ushort>? rightCode) : IDisposable
{
    /// <summary>Views, disparity, mask with sky, residual, figures and failed rules.</summary>
    public StereoDisparity Disparity => disparity;

    /// <summary>Disparity code: 0 = no value, else d = (v − 32768) / 64 px.</summary>
    public Plane<ushort> Code => code;

    /// <summary>The code at the right view's pixels; null unless <c>disparity.reference</c> asks for it.</summary>
    public Plane<ushort>? RightCode => rightCode;

    /// <inheritdoc/>
    public void Dispose()
    {
        disparity.Dispose();
        code.Dispose();
        rightCode?.Dispose();
    }
}
