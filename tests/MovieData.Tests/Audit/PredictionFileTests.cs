using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MovieData.Audit.Predictions;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Audit;

/// <summary>Predictions as NumPy writes them, bytes made here after numpy.lib.format.</summary>
public sealed class PredictionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>3 × 2 pixels: 1 2 3 / 4 5 6.</summary>
    public static TheoryData<string, string, bool, byte[]> Kinds => new()
    {
        { "<f4", "(2, 3)", false, Floats(1, 2, 3, 4, 5, 6) },
        { "<f4", "(2, 3)", true, Floats(1, 4, 2, 5, 3, 6) },
        { "<f4", "(1, 2, 3, 1)", false, Floats(1, 2, 3, 4, 5, 6) },
        { ">f8", "(2, 3)", false, BigDoubles(1, 2, 3, 4, 5, 6) },
        { "<f2", "(2, 3)", false, [0, 0x3C, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0, 0x46] },
        { "|u1", "(2, 3)", false, [1, 2, 3, 4, 5, 6] },
        { ">u2", "(2, 3)", false, [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6] },
        { "<i8", "(2, 3)", false, [.. new long[] { 1, 2, 3, 4, 5, 6 }.SelectMany(BitConverter.GetBytes)] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_Npy_GivesItsNumbersInRows(string kind, string shape, bool isByColumns, byte[] values)
    {
        string path = Write("a.npy", Npy(kind, shape, isByColumns, values));
        using Plane<float> picture = PredictionFile.Read(path);
        Assert.Equal(new PixelSize(3, 2), picture.Size);
        Assert.Equal([1, 2, 3, 4, 5, 6], picture.Pixels.ToArray());
    }

    [Theory]
    [InlineData("|O", "(2, 3)", 24, "numbers of type |O")]
    [InlineData("<c8", "(2, 3)", 48, "numbers of type <c8")]
    [InlineData("<f4", "(3, 2, 3)", 72, "an array of shape (3, 2, 3)")]
    [InlineData("<f4", "(6,)", 24, "an array of shape (6,)")]
    [InlineData("<f4", "(2, 3)", 20, "20 bytes of values, expected 24")]
    [InlineData("<f4", "(2, 3)", 28, "28 bytes of values, expected 24")]
    [InlineData("<f4", "(99999999, 99999999)", 24, "an array of shape")]
    [InlineData("<f4", "(0, 3)", 0, "an array of shape")]
    [InlineData("<f4", "(2, x)", 24, "no description of an array")]
    public void Read_NpyOfAnotherKind_SaysWhy(string kind, string shape, int bytes, string reason)
    {
        string path = Write("a.npy", Npy(kind, shape, isByColumns: false, new byte[bytes]));
        PredictionException fault = Assert.Throws<PredictionException>(() => PredictionFile.Read(path));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains("a.npy", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever byte is changed or wherever it ends: a picture or one of our errors.</summary>
    [Fact]
    public void Read_DamagedNpy_NeverCrashes()
    {
        byte[] whole = Npy("<f4", "(2, 3)", isByColumns: false, Floats(1, 2, 3, 4, 5, 6));
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0xFF;
            TryRead(Write("a.npy", flipped));
            TryRead(Write("a.npy", whole[..i]));
        }
    }

    [Fact]
    public void Read_NpzOfOneArray_GivesIt()
    {
        byte[] array = Npy("<f4", "(2, 3)", isByColumns: false, Floats(1, 2, 3, 4, 5, 6));
        using Plane<float> picture = PredictionFile.Read(Write("a.npz", Npz(("depth", array))));
        Assert.Equal([1, 2, 3, 4, 5, 6], picture.Pixels.ToArray());
    }

    [Fact]
    public void Read_NpzOfSeveralArrays_TakesTheNamedOneOrAsks()
    {
        byte[] array = Npy("<f4", "(2, 3)", isByColumns: false, Floats(1, 2, 3, 4, 5, 6));
        byte[] other = Npy("|u1", "(1, 1)", isByColumns: false, [0]);
        using Plane<float> picture = PredictionFile.Read(Write("a.npz", Npz(("other", other), ("disparity", array))));
        Assert.Equal(new PixelSize(3, 2), picture.Size);
        PredictionException fault = Assert.Throws<PredictionException>(
            () => PredictionFile.Read(Write("b.npz", Npz(("other", other), ("depth", array)))));
        Assert.Contains("2 arrays (other, depth)", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<PredictionException>(() => PredictionFile.Read(Write("c.npz", Npz())));
        Assert.Contains("0 arrays", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NpzThatUnpacksWithoutEnd_IsRefused()
    {
        byte[] bomb = Npz(("a", new byte[300_000_000]));
        Assert.True(bomb.Length < 1_000_000);
        PredictionException fault = Assert.Throws<PredictionException>(() => PredictionFile.Read(Write("a.npz", bomb)));
        Assert.Contains("unpacks to more than", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Png16_GivesItsLevels_AndRefuses8Bits()
    {
        using var levels = new Plane<ushort>(3, 2);
        ((ReadOnlySpan<ushort>)[1, 2, 3, 4, 5, 60000]).CopyTo(levels.Pixels);
        PngWriter.Write(_folder["a.png"], levels);
        using Plane<float> picture = PredictionFile.Read(_folder["a.png"]);
        Assert.Equal([1, 2, 3, 4, 5, 60000], picture.Pixels.ToArray());
        using var grey = new Plane<byte>(3, 2);
        PngWriter.Write(_folder["b.png"], grey);
        PredictionException fault = Assert.Throws<PredictionException>(() => PredictionFile.Read(_folder["b.png"]));
        Assert.Contains("expected 16-bit grey", fault.Message, StringComparison.Ordinal);
    }

    private static void TryRead(string path)
    {
        try
        {
            PredictionFile.Read(path).Dispose();
        }
        catch (PredictionException)
        {
        }
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder[name], bytes);
        return _folder[name];
    }

    internal static byte[] Npy(string kind, string shape, bool isByColumns, byte[] values)
    {
        string order = isByColumns ? "True" : "False";
        string header = $"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}";
        header = header.PadRight((64 * ((header.Length + 75) / 64)) - 11) + "\n";
        var file = new byte[10 + header.Length + values.Length];
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]).CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(file, 10);
        values.CopyTo(file, 10 + header.Length);
        return file;
    }

    internal static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] BigDoubles(params double[] values) =>
        [.. values.SelectMany(value => BitConverter.GetBytes(value).Reverse())];

    private static byte[] Npz(params (string Name, byte[] Array)[] arrays)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] array) in arrays)
            {
                using Stream entry = archive.CreateEntry($"{name}.npy").Open();
                entry.Write(array);
            }
        }

        return file.ToArray();
    }
}
