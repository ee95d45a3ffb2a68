using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>Bounds on what a picture file may ask of us, so that a hostile header allocates nothing large.</summary>
internal static class PictureLimits
{
    /// <summary>Longest side, px.</summary>
    public const int SidePxMax = 32768;

    /// <summary>Most pixels (a 16k × 8k picture).</summary>
    public const long AreaPxMax = 1L << 27;

    /// <summary>Largest file, bytes.</summary>
    public const long FileBytesMax = 1L << 30;

    /// <summary>Accepts a size stated by a file.</summary>
    /// <exception cref="PictureException">Not positive or beyond the limits.</exception>
    public static PixelSize Check(long width, long height, string name)
    {
        bool fits = width is > 0 and <= SidePxMax && height is > 0 and <= SidePxMax && width * height <= AreaPxMax;
        return fits
            ? new PixelSize((int)width, (int)height)
            : throw new PictureException(
                $"{name}: the header says {width}×{height} px; expected 1…{SidePxMax} a side, {AreaPxMax} px at most");
    }

    /// <summary>Reads a whole file within <see cref="FileBytesMax"/>.</summary>
    /// <exception cref="PictureException">Missing, unreadable or too large.</exception>
    public static byte[] ReadFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return ReadAtMost(file, FileBytesMax)
                ?? throw new PictureException($"{path}: more than the {FileBytesMax} bytes a picture may have");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string why = Directory.Exists(path) ? "a folder; expected a picture"
                : error is FileNotFoundException or DirectoryNotFoundException ? "no such file: check the name"
                : error.Message;
            throw new PictureException($"{path}: {why}", error);
        }
    }

    /// <summary>All bytes of a stream, which may be a pipe of unknown length; null where there are more.</summary>
    internal static byte[]? ReadAtMost(Stream stream, long bytesMax)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > bytesMax)
            {
                return null;
            }
        }

        return whole.ToArray();
    }
}
