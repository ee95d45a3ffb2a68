using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Pictures;

namespace MovieData.Shards;

/// <summary>
/// The encoded pictures of one sample. Their memory belongs to the encoder and lives until its next call.
/// </summary>
public readonly record struct EncodedPictures(
    ReadOnlyMemory<byte> Left,
    ReadOnlyMemory<byte> Right,
    ReadOnlyMemory<byte> Disparity,
    ReadOnlyMemory<byte> Mask,
    ReadOnlyMemory<byte> Residual);

/// <summary>
/// Turns the planes of a sample into the picture files of a row: JPEG 4:4:4 views, 16-bit disparity code, 8-bit mask
/// and residual, into buffers reused from sample to sample. Deterministic.
/// </summary>
/// <remarks>Not thread-safe: one encoder per chain. Owns native memory.</remarks>
public sealed class SampleEncoder(ShardOptions options) : IDisposable
{
    private readonly JpegCoder _left = new();
    private readonly JpegCoder _right = new();
    private readonly PngWriter _disparity = new();
    private readonly PngWriter _mask = new();
    private readonly PngWriter _residual = new();
    private Plane<byte>? _residualCode;

    /// <summary>Encodes one sample; the planes stay the caller's.</summary>
    /// <param name="left">Left view.</param>
    /// <param name="right">Right view, of the same size.</param>
    /// <param name="disparity">Disparity code (<see cref="DisparityCode"/>).</param>
    /// <param name="mask">Mask code, of the disparity's size.</param>
    /// <param name="residual">Residual in px, of the disparity's size; NaN where there is none.</param>
    /// <returns>The files; right and residual are empty when the pipeline leaves them out.</returns>
    /// <exception cref="PictureException">libjpeg-turbo is missing or refused.</exception>
    public EncodedPictures Encode(
        Plane<Rgb24> left, Plane<Rgb24> right, Plane<ushort> disparity, Plane<byte> mask, Plane<float> residual)
    {
        return new EncodedPictures(
            _left.Encode(left, options.JpegQuality),
            options.Right ? _right.Encode(right, options.JpegQuality) : default,
            _disparity.Encode(disparity),
            _mask.Encode(mask),
            options.Residual ? EncodeResidual(residual) : default);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _disparity.Dispose();
        _mask.Dispose();
        _residual.Dispose();
        _residualCode?.Dispose();
    }

    private ReadOnlyMemory<byte> EncodeResidual(Plane<float> residual)
    {
        if (_residualCode?.Size != residual.Size)
        {
            _residualCode?.Dispose();
            _residualCode = new Plane<byte>(residual.Width, residual.Height);
        }

        DisparityCode.EncodeResidual(residual.Pixels, _residualCode.Pixels);
        return _residual.Encode(_residualCode);
    }
}
