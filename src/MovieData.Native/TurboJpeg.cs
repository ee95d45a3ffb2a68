using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>libjpeg-turbo refused a picture; the message is its own.</summary>
public sealed class TurboJpegException(string message) : Exception(message);

/// <summary>
/// libjpeg-turbo's TurboJPEG 2 interface (<c>libturbojpeg.so.0</c>, Debian libturbojpeg0): RGB in, JPEG 4:4:4 out,
/// and back. The accurate integer DCT is used both ways: its SIMD and scalar forms give equal bits, so the bytes
/// do not depend on the processor.
/// </summary>
/// <remarks>Not thread-safe: one object per thread. Owns two native handles.</remarks>
public sealed partial class TurboJpeg : IDisposable
{
    /// <summary>Width and height limit of the JPEG format.</summary>
    public const int SidePxMax = 65500;

    private const string Library = "libturbojpeg.so.0";
    private const int PixelFormatRgb = 0;
    private const int PixelFormatGrey = 6;
    private const int PixelFormatCmyk = 11;
    private const int ColoursCmyk = 3;
    private const int Subsampling444 = 0;
    private const int NoReallocation = 1024;
    private const int AccurateDct = 4096;

    private nint _compressor;
    private nint _decompressor;

    /// <summary>Loads the library; the native handles are made on first use.</summary>
    /// <exception cref="NativeLibraryMissingException">The library is not installed.</exception>
    public TurboJpeg()
    {
        if (!IsInstalled)
        {
            throw new NativeLibraryMissingException(Library, "libturbojpeg0");
        }
    }

    /// <summary>Frees the native handles of an object nobody disposed.</summary>
    ~TurboJpeg() => Free();

    /// <summary>True when the library can be loaded on this machine.</summary>
    public static bool IsInstalled => NativeLibrary.TryLoad(Library, out _);

    /// <summary>
    /// Name of the library's file, which carries its version: <c>libturbojpeg.so.0.2.0</c>; its plain name where the
    /// system does not tell.
    /// </summary>
    public static string FileName
    {
        get
        {
            // Loaded, it is mapped: /proc/self/maps names the file behind all links.
            string? mapped = IsInstalled && File.Exists("/proc/self/maps")
                ? File.ReadLines("/proc/self/maps").FirstOrDefault(line => line.Contains("/libturbojpeg.so"))
                : null;
            return mapped is null ? Library : Path.GetFileName(mapped);
        }
    }

    /// <summary>Bytes that hold any JPEG 4:4:4 of a width and height.</summary>
    public static int BytesMax(int width, int height)
    {
        CheckSides(width, height);
        return checked((int)tjBufSize(width, height, Subsampling444));
    }

    /// <summary>Encodes tightly packed RGB rows as baseline JPEG without chroma subsampling.</summary>
    /// <param name="rgb">3 · width · height bytes, R G B, rows from the top.</param>
    /// <param name="width">Pixels in a row, 1…<see cref="SidePxMax"/>.</param>
    /// <param name="height">Rows, 1…<see cref="SidePxMax"/>.</param>
    /// <param name="quality">1…100.</param>
    /// <param name="jpeg">Receives the file; at least <see cref="BytesMax"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="TurboJpegException">The library failed.</exception>
    public unsafe int Encode(ReadOnlySpan<byte> rgb, int width, int height, int quality, Span<byte> jpeg)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(jpeg.Length, BytesMax(width, height));
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, checked(3 * width * height));
        if (_compressor == 0)
        {
            _compressor = Handle(tjInitCompress());
        }

        fixed (byte* source = rgb, target = jpeg)
        {
            byte* buffer = target;
            var size = (nuint)jpeg.Length;
            int failed = tjCompress2(
                _compressor, source, width, 0, height, PixelFormatRgb, &buffer, &size, Subsampling444, quality,
                NoReallocation | AccurateDct);
            return failed == 0 ? checked((int)size) : throw Failure(_compressor);
        }
    }

    /// <summary>Reads width and height from the header of a JPEG.</summary>
    /// <exception cref="TurboJpegException">It is not a JPEG.</exception>
    public (int Width, int Height) ReadSize(ReadOnlySpan<byte> jpeg)
    {
        (int width, int height, _) = ReadHeader(jpeg);
        return (width, height);
    }

    /// <summary>Reads a JPEG of any colours to its end, an eighth as wide. Anything the library warns about is an
    /// error.</summary>
    /// <returns>True when it is CMYK.</returns>
    /// <exception cref="TurboJpegException">The file is damaged.</exception>
    public unsafe bool Check(ReadOnlySpan<byte> jpeg)
    {
        (int width, int height, int colours) = ReadHeader(jpeg);
        bool isCmyk = colours >= ColoursCmyk;
        (width, height) = ((width + 7) / 8, (height + 7) / 8);
        byte[] small = new byte[(isCmyk ? 4 : 1) * width * height];
        fixed (byte* source = jpeg, target = small)
        {
            int failed = tjDecompress2(
                _decompressor, source, (nuint)jpeg.Length, target, width, 0, height,
                isCmyk ? PixelFormatCmyk : PixelFormatGrey, AccurateDct);
            return failed == 0 ? isCmyk : throw Failure(_decompressor);
        }
    }

    private unsafe (int Width, int Height, int Colours) ReadHeader(ReadOnlySpan<byte> jpeg)
    {
        if (_decompressor == 0)
        {
            _decompressor = Handle(tjInitDecompress());
        }

        int width, height, subsampling, colours;
        fixed (byte* source = jpeg)
        {
            if (tjDecompressHeader3(
                _decompressor, source, (nuint)jpeg.Length, &width, &height, &subsampling, &colours) != 0)
            {
                throw Failure(_decompressor);
            }
        }

        // A file of tables alone passes as a header of 0 × 0.
        return width > 0 && height > 0
            ? (width, height, colours)
            : throw new TurboJpegException("the JPEG has no picture");
    }

    /// <summary>Decodes a JPEG of known size to RGB rows. Anything the library warns about is an error.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="width">Width as <see cref="ReadSize"/> gave it.</param>
    /// <param name="height">Height as <see cref="ReadSize"/> gave it.</param>
    /// <param name="rgb">Receives 3 · width · height bytes.</param>
    /// <exception cref="TurboJpegException">The file is damaged, or of another size.</exception>
    public unsafe void Decode(ReadOnlySpan<byte> jpeg, int width, int height, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, checked(3 * width * height));
        (int codedWidth, int codedHeight) = ReadSize(jpeg);
        if ((codedWidth, codedHeight) != (width, height))
        {
            throw new TurboJpegException($"the JPEG is {codedWidth}×{codedHeight}, expected {width}×{height}");
        }

        fixed (byte* source = jpeg, target = rgb)
        {
            if (tjDecompress2(
                _decompressor, source, (nuint)jpeg.Length, target, width, 0, height, PixelFormatRgb, AccurateDct) != 0)
            {
                throw Failure(_decompressor);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (nint handle in (ReadOnlySpan<nint>)[_compressor, _decompressor])
        {
            if (handle != 0)
            {
                _ = tjDestroy(handle);
            }
        }

        _compressor = 0;
        _decompressor = 0;
    }

    private static void CheckSides(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, SidePxMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, SidePxMax);
    }

    private static nint Handle(nint handle) => handle != 0 ? handle : throw Failure(0);

    private static TurboJpegException Failure(nint handle) =>
        new(Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)) ?? "unknown error");

    [LibraryImport(Library)]
    private static partial nint tjInitCompress();

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial nuint tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(nint handle);

    [LibraryImport(Library)]
    private static unsafe partial int tjCompress2(
        nint handle, byte* source, int width, int pitch, int height, int pixelFormat, byte** jpeg, nuint* jpegSize,
        int subsampling, int quality, int flags);

    [LibraryImport(Library)]
    private static unsafe partial int tjDecompressHeader3(
        nint handle, byte* jpeg, nuint jpegSize, int* width, int* height, int* subsampling, int* colours);

    [LibraryImport(Library)]
    private static unsafe partial int tjDecompress2(
        nint handle, byte* jpeg, nuint jpegSize, byte* target, int width, int pitch, int height, int pixelFormat,
        int flags);
}
