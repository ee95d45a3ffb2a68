using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace MovieData.Tests.Audit;

/// <summary>Arrays of <c>tests/data/metrics</c>, read without the code under test.</summary>
internal sealed class NumpyArrays
{
    private readonly Dictionary<string, (int[] Shape, byte[] Bytes)> _arrays = [];

    public NumpyArrays(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using var whole = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(whole);
            byte[] bytes = whole.ToArray();
            int begin = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
            string shape = Encoding.ASCII.GetString(bytes, 10, begin - 10).Split('(')[1].Split(')')[0];
            _arrays[Path.GetFileNameWithoutExtension(entry.Name)] = (
                [.. shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(side => int.Parse(side, CultureInfo.InvariantCulture))],
                bytes[begin..]);
        }
    }

    public bool Has(string name) => _arrays.ContainsKey(name);

    public int[] Shape(string name) => _arrays[name].Shape;

    public T[] Values<T>(string name)
        where T : struct => MemoryMarshal.Cast<byte, T>(_arrays[name].Bytes).ToArray();
}
