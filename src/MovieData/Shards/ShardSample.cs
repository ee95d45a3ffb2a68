using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// A row of a shard with its pictures decoded, as a user of the dataset sees it. Owns its planes.
/// </summary>
public sealed class ShardSample : IDisposable
{
    private ShardSample(
        string id, int frame, PixelArea crop, Plane<Rgb24> left, Plane<Rgb24>? right, Plane<float> disparity,
            Plane<byte> mask)
    {
        Id = id;
        Frame = frame;
        Crop = crop;
        Left = left;
        Right = right;
        Disparity = disparity;
        Mask = mask;
    }

    /// <summary>FILM/frame.</summary>
    public string Id { get; }

    /// <summary>Frame number, 0-based.</summary>
    public int Frame { get; }

    /// <summary>Where the sample lies in the view, px.</summary>
    public PixelArea Crop { get; }

    /// <summary>Left view.</summary>
    public Plane<Rgb24> Left { get; }

    /// <summary>Right view; null when the pipeline leaves it out.</summary>
    public Plane<Rgb24>? Right { get; }

    /// <summary>
    /// d = x_left − x_right in px of this plane, which is of the views' size or (<c>output_scale: 0.5</c>) half of it;
    /// NaN where there is no value; sky carries its fill.
    /// </summary>
    public Plane<float> Disparity { get; }

    /// <summary>Mask codes of CONTRACT.md, of the disparity's size.</summary>
    public Plane<byte> Mask { get; }

    /// <summary>
    /// All committed samples of a dataset, films in ordinal order of their ids, segments and rows in order, one at a
    /// time. A shard that no entry names is not of the dataset, whatever lies in <c>data/</c>.
    /// </summary>
    /// <exception cref="MovieDataException">An entry or a shard is damaged: run verify.</exception>
    public static IEnumerable<ShardSample> ReadAll(OutputFolder folder) => Read(folder, _ => true);

    /// <summary>
    /// Some of <see cref="ReadAll"/>, in its order. The others are not decoded, and shards that hold none of the wanted
    /// are not opened.
    /// </summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="isWanted">Called with each sample's number in that order, from 0; true: it is wanted.</param>
    /// <exception cref="MovieDataException">An entry, or a shard that is opened, is damaged: run verify.</exception>
    public static IEnumerable<ShardSample> Read(OutputFolder folder, Func<long, bool> isWanted)
    {
        long first = 0;
        foreach (SegmentEntry entry in CommittedSamples.Entries(folder))
        {
            bool[] wanted = [.. Enumerable.Range(0, entry.Kept).Select(row => isWanted(first + row))];
            first += entry.Kept;
            int last = Array.LastIndexOf(wanted, true);
            IEnumerable<SampleRow> rows = last < 0
                ? [] : RowReader.ReadSamples(folder, entry).Take(last + 1);
            foreach ((_, SampleRow sample) in rows.Index().Where(row => wanted[row.Index]))
            {
                yield return Decode(sample);
            }
        }
    }

    /// <summary>
    /// Samples of one segment that are certain frames, in order, one at a time. Nothing else of its shard is decoded,
    /// and no more is read than the row groups that hold them.
    /// </summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="entry">The segment.</param>
    /// <param name="frames">Frame numbers of kept samples of it.</param>
    /// <exception cref="MovieDataException">The shard is damaged, or a frame is not in it: run verify.</exception>
    public static IEnumerable<ShardSample> Read(OutputFolder folder, SegmentEntry entry, IReadOnlySet<int> frames) =>
        RowReader.ReadSamples(folder, entry, frames).Select(Decode);

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right?.Dispose();
        Disparity.Dispose();
        Mask.Dispose();
    }

    private static ShardSample Decode(SampleRow row)
    {
        string id = row.Place.Id;
        if (row.Disparity.IsEmpty)
        {
            throw new ParquetFileException(
                $"{id}: disparity stands at the right view alone (disparity.reference: right); it is wanted at the "
                + "left one: extract with reference left or both");
        }

        SampleCheck.RequireSizes(row, withViews: true);
        using Plane<ushort> code = PngReader.Read(row.Disparity.Span, $"{id} disparity").ToGrey16();
        Plane<byte> mask = PngReader.Read(row.Mask.Span, $"{id} mask").ToGrey8();
        if (mask.Pixels.IndexOfAnyExceptInRange<byte>(0, MaskCode.Count - 1) is var strange and >= 0)
        {
            throw new ParquetFileException(
                $"{id}: mask code {mask.Pixels[strange]}; there are 0 to {MaskCode.Count - 1}: damaged; run verify");
        }

        var disparity = new Plane<float>(code.Width, code.Height);
        ReadOnlySpan<ushort> codes = code.Pixels;
        Span<float> px = disparity.Pixels;
        for (int i = 0; i < codes.Length; i++)
        {
            px[i] = DisparityCode.Decode(codes[i]);
        }

        return new ShardSample(
            id,
            row.Place.Frame,
            new PixelArea(row.CropX, row.CropY, row.Width, row.Height),
            PictureFile.DecodeRgb(row.Left.Span, $"{id} left"),
            row.Right.IsEmpty ? null : PictureFile.DecodeRgb(row.Right.Span, $"{id} right"),
            disparity,
            mask);
    }
}
