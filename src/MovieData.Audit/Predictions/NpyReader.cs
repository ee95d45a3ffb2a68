using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MovieData.Imaging.Frames;

namespace MovieData.Audit.Predictions;

/// <summary>
/// NumPy's array files (numpy.lib.format, versions 1 to 3): one picture of numbers, with dimensions [height, width] and
/// any number of dimensions of 1 around them. Strict: the header is not evaluated but matched, and the length of the
/// file must be what it says, so that a hostile file ends in one line.
/// </summary>
internal static partial class NpyReader
{
    private const int SidePxMax = 1 << 15;
    private const long AreaPxMax = 1L << 27;
    private const int HeaderBytesMax = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array of booleans, integers or floats of up to 8 bytes as float32.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PredictionException">Damaged, of another kind, or no picture.</exception>
    public static Plane<float> Read(ReadOnlySpan<byte> file, string name)
    {
        (string header, int begin) = HeaderOf(file, name);
        Match type = DescriptionPattern().Match(header);
        Match order = OrderPattern().Match(header);
        Match shape = ShapePattern().Match(header);
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw new PredictionException($"{name}: its header is no description of an array of numbers (structures "
                + $"and Python objects are not read): {Shortened(header)}");
        }

        PixelSize size = SizeOf(shape.Groups[1].Value, name);
        NumberKind kind = NumberKind.Of(type.Groups[1].Value, name);
        if (file.Length - begin != (long)size.Area * kind.Bytes)
        {
            throw new PredictionException($"{name}: {file.Length - begin} bytes of values, expected "
                + $"{(long)size.Area * kind.Bytes} for {size} of {kind.Name}: cut off or damaged");
        }

        var picture = new Plane<float>(size.Width, size.Height);
        kind.Fill(file[begin..], picture, isByColumns: order.Groups[1].Value == "True");
        return picture;
    }

    private static (string Header, int Begin) HeaderOf(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 10 || !file.StartsWith(Magic))
        {
            throw new PredictionException($"{name}: not a NumPy array (signature missing)");
        }

        int version = file[6];
        int lengthBytes = version == 1 ? 2 : 4;
        int begin = 8 + lengthBytes;
        if (version is < 1 or > 3 || file.Length < begin)
        {
            throw new PredictionException($"{name}: NumPy format version {version}; expected 1, 2 or 3");
        }

        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > HeaderBytesMax || begin + length > file.Length)
        {
            throw new PredictionException($"{name}: a header of {length} bytes in a file of {file.Length}: damaged");
        }

        return (Encoding.UTF8.GetString(file.Slice(begin, (int)length)), begin + (int)length);
    }

    private static PixelSize SizeOf(string shape, string name)
    {
        long[] all = [.. shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(side => long.TryParse(side, CultureInfo.InvariantCulture, out long length) ? length : -1)];
        long[] sides = [.. all.Where(side => side != 1)];
        bool fits = sides.Length <= 2 && all.Length >= 2 && all.All(side => side is > 0 and <= SidePxMax)
            && sides.Aggregate(1L, (area, side) => area * side) <= AreaPxMax;
        if (!fits)
        {
            throw new PredictionException($"{name}: an array of shape ({shape}); expected one picture, (height, width) "
                + "with any number of dimensions of 1");
        }

        // A picture of one row or column keeps its last two dimensions.
        return sides.Length == 2 ? new PixelSize((int)sides[1], (int)sides[0])
            : new PixelSize((int)all[^1], (int)all[^2]);
    }

    private static string Shortened(string header) => header.Length <= 80 ? header.Trim() : header[..80].Trim() + "…";

    [GeneratedRegex("'descr' *: *'([^']{1,8})'", RegexOptions.CultureInvariant)]
    private static partial Regex DescriptionPattern();

    [GeneratedRegex("'fortran_order' *: *(True|False)", RegexOptions.CultureInvariant)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("'shape' *: *\\(([0-9, ]{0,200})\\)", RegexOptions.CultureInvariant)]
    private static partial Regex ShapePattern();
}
