using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;

namespace MovieData.Audit.Predictions;

/// <summary>A type of NumPy's numbers: how many bytes one has, and how it becomes a float32.</summary>
/// <param name="Name">NumPy's word, byte order included, like <c>&lt;f4</c>.</param>
/// <param name="Bytes">Bytes of one number.</param>
/// <param name="Convert">The number in those bytes, which are in the processor's order.</param>
internal sealed record NumberKind(string Name, int Bytes, Func<ReadOnlySpan<byte>, float> Convert)
{
    private static readonly Dictionary<string, Func<ReadOnlySpan<byte>, float>> Kinds = new(StringComparer.Ordinal)
    {
        ["b1"] = bytes => bytes[0],
        ["u1"] = bytes => bytes[0],
        ["i1"] = bytes => (sbyte)bytes[0],
        ["u2"] = bytes => MemoryMarshal.Read<ushort>(bytes),
        ["i2"] = bytes => MemoryMarshal.Read<short>(bytes),
        ["u4"] = bytes => MemoryMarshal.Read<uint>(bytes),
        ["i4"] = bytes => MemoryMarshal.Read<int>(bytes),
        ["u8"] = bytes => MemoryMarshal.Read<ulong>(bytes),
        ["i8"] = bytes => MemoryMarshal.Read<long>(bytes),
        ["f2"] = bytes => (float)MemoryMarshal.Read<Half>(bytes),
        ["f4"] = bytes => MemoryMarshal.Read<float>(bytes),
        ["f8"] = bytes => (float)MemoryMarshal.Read<double>(bytes),
    };

    private bool IsBigEndian => Name[0] == '>';

    /// <summary>The type of a word like <c>&lt;f4</c>.</summary>
    /// <exception cref="PredictionException">It is none of ours.</exception>
    public static NumberKind Of(string word, string file) =>
        Kinds.TryGetValue(word.TrimStart('<', '>', '|', '='), out Func<ReadOnlySpan<byte>, float>? convert)
            ? new NumberKind(word, word[^1] - '0', convert)
            : throw new PredictionException($"{file}: numbers of type {word}; expected booleans, integers or floats of "
                + "1 to 8 bytes");

    /// <summary>Fills a picture.</summary>
    /// <param name="bytes">A number a pixel, in NumPy's order.</param>
    /// <param name="picture">Receives them.</param>
    /// <param name="isByColumns">True: column after column (Fortran's order), else row after row.</param>
    public void Fill(ReadOnlySpan<byte> bytes, Plane<float> picture, bool isByColumns)
    {
        if (Name is "<f4" or "=f4" && !isByColumns)
        {
            bytes.CopyTo(picture.Bytes);
            return;
        }

        Span<byte> number = stackalloc byte[Bytes];
        Span<float> pixels = picture.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            bytes.Slice(i * Bytes, Bytes).CopyTo(number);
            if (IsBigEndian)
            {
                number.Reverse();
            }

            int at = isByColumns ? (i % picture.Height * picture.Width) + (i / picture.Height) : i;
            pixels[at] = Convert(number);
        }
    }
}
