using MovieData.Frames;
using MovieData.Pictures;

namespace MovieData.Shards;

/// <summary>The encoded pictures of one sample. Their memory belongs to the encoder and lives until its next call.</summary>
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

    /// <summary>Residual code: min(255, round(10 · px)), half to even; 255 for NaN.</summary>
    public static byte ResidualCode(float px)
    {
        float tenths = MathF.Round(10 * px);
        return tenths < 255 ? (byte)Math.Max(0, tenths) : (byte)255;
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

        ReadOnlySpan<float> px = residual.Pixels;
        Span<byte> code = _residualCode.Pixels;
        for (int i = 0; i < px.Length; i++)
        {
            code[i] = ResidualCode(px[i]);
        }

        return _residual.Encode(_residualCode);
    }
}
