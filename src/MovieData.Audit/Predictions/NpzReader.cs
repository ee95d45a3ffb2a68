using System.IO.Compression;
using MovieData.Imaging.Frames;

namespace MovieData.Audit.Predictions;

/// <summary>
/// NumPy's archives of arrays: the only one there is, or the one of a name that says it is the prediction.
/// </summary>
internal static class NpzReader
{
    private const int EntriesMax = 1000;
    private const string Ending = ".npy";
    private static readonly string[] Names = ["disparity", "prediction", "pred", "arr_0"];

    /// <summary>Reads the prediction out of an archive.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="bytesMax">An array of more bytes is not unpacked.</param>
    /// <exception cref="PredictionException">Damaged, or it is not clear which array is meant.</exception>
    public static Plane<float> Read(byte[] file, string name, long bytesMax)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
            ZipArchiveEntry entry = Choose(archive, name);
            return NpyReader.Read(Unpack(entry, name, bytesMax), $"{name}: {entry.FullName}");
        }
        catch (InvalidDataException error)
        {
            throw new PredictionException($"{name}: not a whole archive of NumPy arrays: {error.Message}", error);
        }
    }

    private static ZipArchiveEntry Choose(ZipArchive archive, string name)
    {
        if (archive.Entries.Count > EntriesMax)
        {
            throw new PredictionException($"{name}: {archive.Entries.Count} arrays; expected one a picture");
        }

        ZipArchiveEntry[] arrays =
            [.. archive.Entries.Where(entry => entry.FullName.EndsWith(Ending, StringComparison.Ordinal))];
        ZipArchiveEntry? named = Names.Select(word => archive.GetEntry(word + Ending)).OfType<ZipArchiveEntry>()
            .FirstOrDefault();
        return arrays.Length == 1 ? arrays[0] : named ?? throw new PredictionException(
            $"{name}: {arrays.Length} arrays ({string.Join(", ", arrays.Take(5).Select(e => e.FullName[..^4]))}); "
            + $"expected one, or one named {string.Join(", ", Names)}");
    }

    // The length that an archive states is not believed.
    private static byte[] Unpack(ZipArchiveEntry entry, string name, long bytesMax)
    {
        using Stream packed = entry.Open();
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count = packed.Read(buffer); count > 0; count = packed.Read(buffer))
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > bytesMax)
            {
                throw new PredictionException($"{name}: {entry.FullName} unpacks to more than {bytesMax} bytes");
            }
        }

        return whole.ToArray();
    }
}
