using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// Portable float map, one channel (<c>Pf</c>): 32-bit floats, rows from the bottom up, a negative scale for
/// little-endian. NaN and infinity pass unchanged: Middlebury writes infinity where it knows nothing.
/// </summary>
public static class PfmFile
{
    /// <summary>Writes a plane little-endian (scale −1), replacing the file.</summary>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public static void Write(string path, Plane<float> picture) => PictureFile.WriteAll(path, Encode(picture));

    /// <summary>Reads a one-channel map of either byte order, rows turned to run from the top.</summary>
    /// <returns>A plane the caller owns; values as stored (the scale's size is not applied).</returns>
    /// <exception cref="PictureException">Damaged, coloured, or beyond the size limits.</exception>
    public static Plane<float> Read(string path) => Decode(PictureLimits.ReadFile(path), path);

    internal static byte[] Encode(Plane<float> picture)
    {
        byte[] header = Encoding.ASCII.GetBytes($"Pf\n{picture.Width} {picture.Height}\n-1.0\n");
        int stride = picture.Width * sizeof(float);
        var file = new byte[header.Length + (stride * picture.Height)];
        header.CopyTo(file, 0);
        for (int y = 0; y < picture.Height; y++)
        {
            picture.Bytes.Slice(y * stride, stride)
                .CopyTo(file.AsSpan(header.Length + ((picture.Height - 1 - y) * stride)));
        }

        return file;
    }

    /// <summary>Reads a one-channel map out of the bytes of a file.</summary>
    /// <inheritdoc cref="Read"/>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    public static Plane<float> Decode(ReadOnlySpan<byte> file, string name)
    {
        var header = new PictureHeader(file, name);
        string kind = header.Word();
        if (kind != "Pf")
        {
            throw new PictureException($"{name}: expected a one-channel PFM (Pf), found \"{kind}\"");
        }

        PixelSize size = PictureLimits.Check(header.Number(), header.Number(), name);
        if (!float.TryParse(header.Word(), NumberStyles.Float, CultureInfo.InvariantCulture, out float scale)
            || scale == 0 || !float.IsFinite(scale))
        {
            throw new PictureException($"{name}: PFM scale is not a number other than 0");
        }

        ReadOnlySpan<byte> pixels = header.Pixels(size.Area * sizeof(float));
        var picture = new Plane<float>(size.Width, size.Height);
        int stride = size.Width * sizeof(float);
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice((size.Height - 1 - y) * stride, stride);
            row.CopyTo(picture.Bytes[(y * stride)..]);
        }

        if (scale > 0)
        {
            Span<uint> bits = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(picture.Bytes);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        return picture;
    }
}
