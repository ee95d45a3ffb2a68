using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Ledger;
using MovieData.Pictures;
using MovieData.Shards.Parquet;

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

    /// <summary>Mask codes of SPEC.md, of the disparity's size.</summary>
    public Plane<byte> Mask { get; }

    /// <summary>
    /// All samples of a dataset: shards in ordinal order of their names, rows in order, one at a time.
    /// </summary>
    /// <exception cref="ParquetException">A shard is damaged: run verify.</exception>
    public static IEnumerable<ShardSample> ReadAll(OutputFolder folder)
    {
        string data = Path.Combine(folder.Root, "data");
        IEnumerable<string> shards = Directory.Exists(data)
            ? Directory.EnumerateFiles(data, "*.parquet", SearchOption.AllDirectories)
                .Where(path => !TemporaryName.IsTemporary(path)).Order(StringComparer.Ordinal)
            : [];
        foreach (string path in shards)
        {
            using ParquetReader reader = ParquetReader.Open(path);
            for (int group = 0; group < reader.RowGroups; group++)
            {
                IReadOnlyList<ParquetCell[]> columns = reader.Read(group);
                for (int row = 0; row < reader.RowsOf(group); row++)
                {
                    yield return Decode(reader.Schema, columns, row);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right?.Dispose();
        Disparity.Dispose();
        Mask.Dispose();
    }

    private static ShardSample Decode(ParquetSchema schema, IReadOnlyList<ParquetCell[]> columns, int row)
    {
        ParquetCell Cell(string name) => columns[schema.IndexOf(name)][row];
        string id = Cell("id").Text;
        Plane<Rgb24> View(string name) => PictureFile.DecodeRgb(Cell(name).Bytes.Span, $"{id} {name}");
        if (Cell("disparity").IsNull)
        {
            throw new ParquetException(
                $"{id}: disparity stands at the right view alone (disparity.reference: right); it is wanted at the "
                + "left one");
        }

        using Plane<ushort> code = PngReader.Read(Cell("disparity").Bytes.Span, $"{id} disparity").ToGrey16();
        var disparity = new Plane<float>(code.Width, code.Height);
        ReadOnlySpan<ushort> codes = code.Pixels;
        Span<float> px = disparity.Pixels;
        for (int i = 0; i < codes.Length; i++)
        {
            px[i] = DisparityCode.Decode(codes[i]);
        }

        return new ShardSample(
            id,
            (int)Cell("frame").Number,
            new PixelArea(
                (int)Cell("crop_x").Number,
                (int)Cell("crop_y").Number,
                (int)Cell("width").Number,
                (int)Cell("height").Number),
            View("left"),
            Cell("right").IsNull ? null : View("right"),
            disparity,
            PngReader.Read(Cell("mask").Bytes.Span, $"{id} mask").ToGrey8());
    }
}
