using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;

namespace MovieData.Shards;

/// <summary>
/// The encoded disparity, mask and residual at one view's pixels. Their memory belongs to the encoder and lives until
/// its next call; empty where there is none.
/// </summary>
public readonly record struct EncodedMap(
    ReadOnlyMemory<byte> Disparity, ReadOnlyMemory<byte> Mask, ReadOnlyMemory<byte> Residual);

/// <summary>The encoded views of one sample; memory as with <see cref="EncodedMap"/>.</summary>
public readonly record struct EncodedViews(ReadOnlyMemory<byte> Left, ReadOnlyMemory<byte> Right);

/// <summary>
/// Turns the planes of a sample into the picture files of a row: views as JPEG 4:4:4 or PNG, 16-bit disparity code,
/// 8-bit mask and residual, into buffers reused from sample to sample. Deterministic.
/// </summary>
/// <remarks>Not thread-safe: one encoder per chain. Owns native memory.</remarks>
public sealed class SampleEncoder(ShardOptions options) : IDisposable
{
    private readonly ViewEncoder _left = new(options);
    private readonly ViewEncoder _right = new(options);
    private readonly MapEncoder _leftMap = new(options.Residual);
    private readonly MapEncoder _rightMap = new(options.Residual);
    private readonly PreviewEncoder? _preview = options.Preview ? new() : null;

    /// <summary>Encodes the views; the planes stay the caller's. The right one is empty where not wanted.</summary>
    /// <exception cref="PictureException">libjpeg-turbo is missing or refused.</exception>
    public EncodedViews EncodeViews(Plane<Rgb24> left, Plane<Rgb24> right) => new(
        _left.Encode(left),
        options.Right ? _right.Encode(right) : default);

    /// <summary>Encodes a map; the planes stay the caller's.</summary>
    /// <param name="view">View it stands at: each has buffers of its own.</param>
    /// <param name="disparity">Disparity code (<see cref="DisparityCode"/>).</param>
    /// <param name="mask">Mask code, of the disparity's size.</param>
    /// <param name="residual">Residual in px, of the disparity's size; +Inf where there is none.</param>
    public EncodedMap EncodeMap(View view, Plane<ushort> disparity, Plane<byte> mask, Plane<float> residual) =>
        (view == View.Left ? _leftMap : _rightMap).Encode(disparity, mask, residual);

    /// <summary>Encodes the picture for people; empty where not wanted. Memory as with <see cref="EncodedMap"/>.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="disparity">Disparity code at its pixels.</param>
    /// <exception cref="PictureException">OpenCV or libjpeg-turbo is missing.</exception>
    public ReadOnlyMemory<byte> EncodePreview(Plane<Rgb24> view, Plane<ushort> disparity) =>
        _preview?.Encode(view, disparity) ?? default;

    /// <inheritdoc/>
    public void Dispose()
    {
        _preview?.Dispose();
        _left.Dispose();
        _right.Dispose();
        _leftMap.Dispose();
        _rightMap.Dispose();
    }

    /// <summary>Buffers of one view's picture.</summary>
    private sealed class ViewEncoder(ShardOptions options) : IDisposable
    {
        private readonly JpegCoder? _jpeg = options.ViewFormat == ViewFormat.Jpeg ? new JpegCoder() : null;
        private readonly PngWriter _png = new();

        public ReadOnlyMemory<byte> Encode(Plane<Rgb24> view) =>
            _jpeg?.Encode(view, options.JpegQuality) ?? _png.Encode(view);

        public void Dispose()
        {
            _jpeg?.Dispose();
            _png.Dispose();
        }
    }

    /// <summary>PNG buffers of one view's map.</summary>
    private sealed class MapEncoder(bool withResidual) : IDisposable
    {
        private readonly PngWriter _disparity = new();
        private readonly PngWriter _mask = new();
        private readonly PngWriter _residual = new();
        private Plane<byte>? _residualCode;

        public EncodedMap Encode(Plane<ushort> disparity, Plane<byte> mask, Plane<float> residual) => new(
            _disparity.Encode(disparity), _mask.Encode(mask), withResidual ? EncodeResidual(residual) : default);

        public void Dispose()
        {
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
}
