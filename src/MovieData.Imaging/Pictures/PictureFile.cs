using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>Picture files by their content, not by their name: those a user gives, and those of a dataset.</summary>
public static class PictureFile
{
    /// <summary>
    /// Reads a user's picture of any kind that OpenCV knows as full-range RGB, turned as its EXIF orientation says.
    /// Grey becomes three equal channels, alpha is dropped.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="say">Called with what was done to the stored picture; may be null.</param>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">Missing, damaged, of an unknown kind, beyond the size limits, or OpenCV is
    /// not installed.</exception>
    public static Plane<Rgb24> ReadRgb(string path, Action<string>? say = null) =>
        StillReader.Read(PictureLimits.ReadFile(path), path, say ?? (_ => { }));

    /// <summary>
    /// Decodes a view of a dataset, PNG or JPEG told apart by its first bytes, as full-range RGB. Strict, and without
    /// OpenCV: whoever verifies a dataset needs nothing installed for it.
    /// </summary>
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

    /// <summary>
    /// Size that the header of a view of a dataset states, to be held against what is expected before anything as large
    /// is allocated.
    /// </summary>
    /// <exception cref="PictureException">Neither PNG nor JPEG, or beyond the size limits.</exception>
    public static PixelSize SizeOf(ReadOnlySpan<byte> file, string name)
    {
        if (!IsJpeg(file))
        {
            return PngReader.IsPng(file)
                ? PngReader.SizeOf(file, name) : throw new PictureException($"{name}: neither PNG nor JPEG");
        }

        using var jpeg = new JpegCoder();
        return jpeg.SizeOf(file, name);
    }

    /// <summary>The file name extension of a picture file: <c>.png</c>, else <c>.jpg</c>.</summary>
    public static string ExtensionOf(ReadOnlySpan<byte> file) => PngReader.IsPng(file) ? ".png" : ".jpg";

    /// <summary>Writes a file as a whole, replacing it: on a full disk the one that was there stays.</summary>
    /// <exception cref="PictureException">It cannot be written.</exception>
    internal static void WriteAll(string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = Path.Join(Path.GetDirectoryName(path), $".tmp-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new PictureException(
                $"cannot write {path}: {error.Message.TrimEnd('.')}; free or repair the disk, or give another place",
                error);
        }
    }

    internal static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
}
