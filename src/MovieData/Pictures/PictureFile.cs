using System.Runtime.InteropServices;
using MovieData.Frames;

namespace MovieData.Pictures;

/// <summary>Opens picture files of the usual kinds by their content, not by their name: PNG, JPEG, PPM, PGM.</summary>
public static class PictureFile
{
    /// <summary>
    /// Reads a picture as full-range RGB, turned as its EXIF orientation says. Grey becomes three equal channels, alpha
    /// is dropped.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="say">Told what was done to the stored picture; null tells nobody.</param>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">Missing, damaged, of an unknown kind, or beyond the size limits.</exception>
    public static Plane<Rgb24> ReadRgb(string path, Action<string>? say = null)
    {
        byte[] file = PictureLimits.ReadFile(path);
        if (MultiPicture.Views(file, path) is > 1 and int views)
        {
            throw new PictureException($"{path}: holds {views} pictures (MPO), of which the first alone would be read: "
                + $"take them apart first: exiftool -trailer:all= -o left.jpg {path}; exiftool -b -mpimage2 {path} > "
                + "right.jpg");
        }

        Plane<Rgb24> stored = ReadStored(file, path);
        int orientation = ExifOrientation.Of(file);
        if (orientation != 1)
        {
            say?.Invoke($"{path}: {ExifOrientation.WordsOf(orientation)}, as its EXIF orientation {orientation} says");
        }

        return ExifOrientation.Upright(stored, orientation);
    }

    private static Plane<Rgb24> ReadStored(byte[] file, string path)
    {
        return file is [(byte)'P', (byte)'5' or (byte)'6', ..] ? ReadNetpbm(file, path)
            : PngReader.IsPng(file) || IsJpeg(file) ? DecodeRgb(file, path)
            : throw new PictureException($"{path}: neither PNG, JPEG, PPM nor PGM");
    }

    /// <summary>Decodes a PNG or JPEG file, told apart by its first bytes, as full-range RGB.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">File name for messages.</param>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">Damaged, of another kind, or beyond the size limits.</exception>
    public static Plane<Rgb24> DecodeRgb(ReadOnlySpan<byte> file, string name)
    {
        if (PngReader.IsPng(file))
        {
            return PngReader.Read(file, name).ToRgb();
        }

        if (!IsJpeg(file))
        {
            throw new PictureException($"{name}: neither PNG nor JPEG");
        }

        using var jpeg = new JpegCoder();
        return jpeg.Decode(file, name);
    }

    /// <summary>The file name extension of a picture file: <c>.png</c>, else <c>.jpg</c>.</summary>
    public static string ExtensionOf(ReadOnlySpan<byte> file) => PngReader.IsPng(file) ? ".png" : ".jpg";

    internal static void WriteAll(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PictureException($"cannot write {path}: {error.Message}", error);
        }
    }

    private static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    private static Plane<Rgb24> ReadNetpbm(ReadOnlySpan<byte> file, string path)
    {
        var header = new PictureHeader(file, path);
        int channels = header.Word() == "P6" ? 3 : 1;
        PixelSize size = PictureLimits.Check(header.Number(), header.Number(), path);
        int most = header.Number();
        if (most is not (255 or 65535))
        {
            throw new PictureException($"{path}: the largest value is {most}; expected 255 or 65535");
        }

        int sampleBytes = most == 255 ? 1 : 2;
        ReadOnlySpan<byte> samples = header.Pixels(size.Area * channels * sampleBytes);
        var picture = new Plane<Rgb24>(size.Width, size.Height);
        if (channels == 3 && sampleBytes == 1)
        {
            MemoryMarshal.Cast<byte, Rgb24>(samples).CopyTo(picture.Pixels);
            return picture;
        }

        // 16-bit samples are big-endian; rounding v · 255 / 65535 is v / 257 to the nearest.
        Span<Rgb24> pixels = picture.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            ReadOnlySpan<byte> at = samples[(i * channels * sampleBytes)..];
            byte First(ReadOnlySpan<byte> s, int c) =>
                sampleBytes == 1 ? s[c] : (byte)(((s[2 * c] << 8) + s[(2 * c) + 1] + 128) / 257);
            byte red = First(at, 0);
            pixels[i] = channels == 1 ? new Rgb24(red, red, red) : new Rgb24(red, First(at, 1), First(at, 2));
        }

        return picture;
    }
}
