using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// Optical flow in Middlebury's .flo: the float 202021.25 ("PIEH"), width, height, then u and v of every pixel,
/// rows from the top, little-endian. u + right, v + down, px; values above 1e9 mean unknown.
/// </summary>
public static class FloFile
{
    private const float Magic = 202021.25f;
    private const int HeaderBytes = 12;

    /// <summary>Writes both components, replacing the file.</summary>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public static void Write(string path, Plane<float> u, Plane<float> v)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(v.Size, u.Size);
        var file = new byte[HeaderBytes + (u.Bytes.Length * 2)];
        BinaryPrimitives.WriteSingleLittleEndian(file, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), u.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), u.Height);
        Span<float> pairs = MemoryMarshal.Cast<byte, float>(file.AsSpan(HeaderBytes));
        ReadOnlySpan<float> right = u.Pixels;
        ReadOnlySpan<float> down = v.Pixels;
        for (int i = 0; i < right.Length; i++)
        {
            pairs[2 * i] = right[i];
            pairs[(2 * i) + 1] = down[i];
        }

        PictureFile.WriteAll(path, file);
    }

    /// <summary>Reads both components.</summary>
    /// <returns>Two planes the caller owns.</returns>
    /// <exception cref="PictureException">Damaged or beyond the size limits.</exception>
    public static (Plane<float> U, Plane<float> V) Read(string path)
    {
        ReadOnlySpan<byte> file = PictureLimits.ReadFile(path);
        if (file.Length < HeaderBytes || BinaryPrimitives.ReadSingleLittleEndian(file) != Magic)
        {
            throw new PictureException($"{path}: not a .flo file (it does not begin with PIEH)");
        }

        PixelSize size = PictureLimits.Check(
            BinaryPrimitives.ReadInt32LittleEndian(file[4..]), BinaryPrimitives.ReadInt32LittleEndian(file[8..]), path);
        if (file.Length - HeaderBytes != size.Area * 8)
        {
            throw new PictureException(
                $"{path}: {file.Length - HeaderBytes} bytes of flow, expected {size.Area * 8} for {size}");
        }

        ReadOnlySpan<float> pairs = MemoryMarshal.Cast<byte, float>(file[HeaderBytes..]);
        var u = new Plane<float>(size.Width, size.Height);
        var v = new Plane<float>(size.Width, size.Height);
        Span<float> right = u.Pixels;
        Span<float> down = v.Pixels;
        for (int i = 0; i < right.Length; i++)
        {
            right[i] = pairs[2 * i];
            down[i] = pairs[(2 * i) + 1];
        }

        return (u, v);
    }
}
