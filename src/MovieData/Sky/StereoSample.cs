using MovieData.Disparity;
using MovieData.Frames;

namespace MovieData.Sky;

/// <summary>
/// A finished sample: disparity with every mask applied, and its 16-bit code. Owns what it holds.
/// </summary>
/// <param name="disparity">Views, disparity, mask (sky included), residual, figures, failed rules.</param>
/// <param name="code">Disparity code of SPEC.md: 0 = no value, else d = (v − 32768) / 64 px.</param>
public sealed class StereoSample(StereoDisparity disparity, Plane<ushort> code) : IDisposable
{
    /// <summary>Views, disparity, mask with sky, residual, figures and failed rules.</summary>
    public StereoDisparity Disparity => disparity;

    /// <summary>Disparity code: 0 = no value, else d = (v − 32768) / 64 px.</summary>
    public Plane<ushort> Code => code;

    /// <inheritdoc/>
    public void Dispose()
    {
        disparity.Dispose();
        code.Dispose();
    }
}
