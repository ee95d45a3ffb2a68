using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Native;

namespace MovieData.Audit.Predictions;

/// <summary>
/// A network's prediction of one picture, as people write them: <c>.npy</c>, <c>.npz</c>, <c>.pfm</c>, or <c>.png</c>
/// of 16 bits, whose levels are the values.
/// </summary>
public static class PredictionFile
{
    /// <summary>A file or an unpacked array of more is refused: 8 bytes for each of 32 million pixels.</summary>
    private const long BytesMax = 1L << 28;

    /// <summary>Endings of the files that are read.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".npy", ".npz", ".pfm", ".png"];

    /// <summary>Reads a prediction.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Values as they stand there, NaN and infinity too; a plane the caller owns.</returns>
    /// <exception cref="PredictionException">Damaged, too large, or of another kind.</exception>
    public static Plane<float> Read(string path)
    {
        byte[] file = ReadFile(path);
        try
        {
            return Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".NPY" => NpyReader.Read(file, path),
                ".NPZ" => NpzReader.Read(file, path, BytesMax),
                ".PFM" => PfmFile.Decode(file, path),
                _ => OfLevels(file, path),
            };
        }
        catch (PictureException error)
        {
            throw new PredictionException(error.Message, error);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return RegularFile.ReadAllBytes(path, BytesMax);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PredictionException($"{path}: {error.Message.TrimEnd('.')}", error);
        }
    }

    // 8 bits are too coarse to score: only 16 are taken.
    private static Plane<float> OfLevels(byte[] file, string path)
    {
        using Plane<ushort> levels = PngReader.Read(file, path).ToGrey16();
        var picture = new Plane<float>(levels.Width, levels.Height);
        ReadOnlySpan<ushort> from = levels.Pixels;
        Span<float> to = picture.Pixels;
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }

        return picture;
    }
}
