using MovieData.Imaging.Frames;
using MovieData.Native;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// JPEG without chroma subsampling (4:4:4), through libjpeg-turbo, into a buffer that is reused from picture to
/// picture. Equal pixels give equal bytes on every processor.
/// </summary>
/// <remarks>Not thread-safe: one coder per thread. Owns native memory: dispose it.</remarks>
public sealed class JpegCoder : IDisposable
{
    private readonly TurboJpeg _library;
    private byte[] _buffer = [];

    /// <summary>Opens the library.</summary>
    /// <exception cref="PictureException">libjpeg-turbo is not installed; the message names the package.</exception>
    public JpegCoder()
    {
        try
        {
            _library = new TurboJpeg();
        }
        catch (NativeLibraryMissingException error)
        {
            throw new PictureException(error.Message, error);
        }
    }

    /// <summary>Encodes a picture.</summary>
    /// <param name="picture">Full-range RGB.</param>
    /// <param name="quality">1…100.</param>
    /// <returns>The file; valid until the next call.</returns>
    /// <exception cref="PictureException">The library refused the picture.</exception>
    public ReadOnlyMemory<byte> Encode(Plane<Rgb24> picture, int quality)
    {
        try
        {
            int most = TurboJpeg.BytesMax(picture.Width, picture.Height);
            if (_buffer.Length < most)
            {
                _buffer = GC.AllocateUninitializedArray<byte>(most);
            }

            int length = _library.Encode(picture.Bytes, picture.Width, picture.Height, quality, _buffer);
            return _buffer.AsMemory(0, length);
        }
        catch (TurboJpegException error)
        {
            throw new PictureException($"cannot encode a JPEG of {picture.Size}: {error.Message}", error);
        }
    }

    /// <summary>Decodes a JPEG; warnings of the library count as damage.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="name">File name for messages.</param>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">Damaged, of an unknown kind, or beyond the size limits.</exception>
    public Plane<Rgb24> Decode(ReadOnlySpan<byte> jpeg, string name)
    {
        try
        {
            PixelSize size = SizeOf(jpeg, name);
            var picture = new Plane<Rgb24>(size.Width, size.Height);
            _library.Decode(jpeg, size.Width, size.Height, picture.Bytes);
            return picture;
        }
        catch (TurboJpegException error)
        {
            throw new PictureException($"{name}: JPEG is damaged or unsupported: {error.Message}", error);
        }
    }

    /// <summary>Size that the header of a JPEG states; nothing is decoded.</summary>
    /// <exception cref="PictureException">Not a JPEG, or beyond the size limits.</exception>
    internal PixelSize SizeOf(ReadOnlySpan<byte> jpeg, string name)
    {
        try
        {
            (int width, int height) = _library.ReadSize(jpeg);
            return PictureLimits.Check(width, height, name);
        }
        catch (TurboJpegException error)
        {
            throw new PictureException($"{name}: JPEG is damaged or unsupported: {error.Message}", error);
        }
    }

    /// <summary>Reads a JPEG of any colours to its end, an eighth as wide, to learn whether it is damaged.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="name">File name for messages.</param>
    /// <returns>True when it is CMYK.</returns>
    /// <exception cref="PictureException">Damaged, of an unknown kind, or beyond the size limits.</exception>
    internal bool RequireWhole(ReadOnlySpan<byte> jpeg, string name)
    {
        try
        {
            SizeOf(jpeg, name);
            return _library.Check(jpeg);
        }
        catch (TurboJpegException error)
        {
            throw new PictureException($"{name}: JPEG is damaged or unsupported: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _library.Dispose();
}
