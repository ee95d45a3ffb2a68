using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Audit.Evaluate;

/// <summary>A sample whose truth can be read.</summary>
/// <param name="Id">FILM/frame, or the name of a picture.</param>
/// <param name="Film">Its film; empty for pictures of a folder.</param>
/// <param name="Split">Its split; empty for pictures of a folder.</param>
/// <param name="Read">Reads its disparity, px, larger = nearer, NaN where it is not known; a plane the caller
/// owns.</param>
public sealed record TruthSample(string Id, string Film, string Split, Func<Plane<float>> Read);

/// <summary>The samples that predictions are held against, in an order that does not vary.</summary>
/// <param name="Ids">All of them, known before any is read.</param>
/// <param name="Samples">Read as they are enumerated, a few in memory at a time.</param>
public sealed record TruthSamples(IReadOnlyList<string> Ids, IEnumerable<TruthSample> Samples)
{
    /// <summary>The kept samples of a dataset: their pixels of mask code 0.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="split">Only this split; null: all, in the order train, validation, test.</param>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="MovieDataException">An entry or a file is damaged: run verify.</exception>
    public static TruthSamples OfDataset(OutputFolder folder, string? split, int limit)
    {
        string[] splits = split is null ? [.. OutputFolder.Splits] : [split];
        string[] ids = [.. splits.SelectMany(word => IdsOf(folder, word)).Take(limit)];
        IEnumerable<TruthSample> samples =
            from word in splits
            from row in CommittedSamples.Rows(folder, word)
            select new TruthSample(row.Place.Id, row.Place.Film, word, () => TruthOf(row));
        return new TruthSamples(ids, samples.Take(limit));
    }

    /// <summary>Pictures of a folder, <c>NAME.pfm</c>, NaN where nothing is known.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="MovieDataException">There are none.</exception>
    public static TruthSamples OfFolder(string root, int limit)
    {
        string[] paths = Directory.Exists(root)
            ? [.. Directory.EnumerateFiles(root, "*.pfm").Order(StringComparer.Ordinal).Take(limit)] : [];
        return paths.Length == 0
            ? throw new MovieDataException($"{root}: no truth here; expected NAME.pfm, NaN where nothing is known")
            : new TruthSamples(
                [.. paths.Select(path => Path.GetFileNameWithoutExtension(path))],
                paths.Select(path => new TruthSample(
                    Path.GetFileNameWithoutExtension(path), "", "", () => Finite(PfmFile.Read(path)))));
    }

    private static IEnumerable<string> IdsOf(OutputFolder folder, string split) =>
        from entry in CommittedSamples.Entries(folder)
        where entry.Split == split && entry.Shard is not null
        from row in RowReader.ReadFrames(folder, entry)
        where row.Accepted
        select row.Place.Id;

    private static Plane<float> TruthOf(SampleRow row)
    {
        string id = row.Place.Id;
        if (row.Disparity.IsEmpty)
        {
            throw new ParquetFileException(
                $"{id}: disparity stands at the right view alone (disparity.reference: right): extract with reference "
                + "left or both");
        }

        using Plane<ushort> codes = PngReader.Read(row.Disparity.Span, $"{id} disparity").ToGrey16();
        using Plane<byte> masks = PngReader.Read(row.Mask.Span, $"{id} mask").ToGrey8();
        if (codes.Size != masks.Size)
        {
            throw new ParquetFileException($"{id}: a mask of {masks.Size} for a disparity of {codes.Size}: run verify");
        }

        var truth = new Plane<float>(codes.Width, codes.Height);
        Span<float> px = truth.Pixels;
        ReadOnlySpan<ushort> code = codes.Pixels;
        ReadOnlySpan<byte> mask = masks.Pixels;
        for (int i = 0; i < px.Length; i++)
        {
            px[i] = mask[i] == MaskCode.Valid ? DisparityCode.Decode(code[i]) : float.NaN;
        }

        return truth;
    }

    private static Plane<float> Finite(Plane<float> truth)
    {
        Span<float> pixels = truth.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = float.IsFinite(pixels[i]) ? pixels[i] : float.NaN;
        }

        return truth;
    }
}
