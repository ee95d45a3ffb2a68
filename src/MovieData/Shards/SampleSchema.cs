using System.Text.Json.Nodes;
using MovieData.Imaging.Pictures;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// A column of a row type: its name and kind, what it means, and where its value comes from.
/// </summary>
/// <param name="Column">Name, kind, nullable.</param>
/// <param name="Meaning">A sentence for whoever finds the dataset (<c>croissant.json</c>).</param>
/// <param name="Cell">The value of a row.</param>
public sealed record RowColumn<TRow>(ParquetColumn Column, string Meaning, Func<TRow, ParquetCell> Cell);

/// <summary>
/// The one place that says which columns <c>data/…parquet</c> and <c>frames/…parquet</c> have, in which order, and
/// what stands in their metadata. Changing anything here changes bytes: raise <see cref="DataVersion"/>.
/// </summary>
public static class SampleSchema
{
    /// <summary>
    /// Recorded in the manifest; raised when the same input gives other bytes. 13: a plan says whether the decoder
    /// complained while the film was scanned, and its warnings name no path. 12: the shipped pipelines find sky with a
    /// trained network. 11: shards have a small picture for people (column <c>preview</c>), shots the middle of their
    /// depth (<c>shot_median_percent</c>). 10: shots are surveyed while a film is planned, and rows have their figures
    /// (columns <c>shot_…</c>); sky is held against stereo more strictly (column <c>sky_confidence</c>). 9:
    /// <see cref="ParquetLibrary"/> writes the Parquet files, in row groups of 8 to 16 MB with one page a column chunk;
    /// rows are as before. 8: what a stream says of its pictures is read or refused. RGB, grey, BT.2020, SMPTE 240M,
    /// FCC and untagged films of which a view has less than 720 rows come out with the colours they were made with; HDR
    /// by its own matrix and primaries. Packed films with a sample aspect that no film has, HDMI frame packing, films
    /// of several video streams, alternating films that begin with the second view, cut clips of a disc, ordered
    /// editions and chapters of less than 2 s give other views, other frames or other plans. Where a flow network ends
    /// is masked (column <c>saturated_fraction</c>). A plan says what made it, the manifest's platform the instruction
    /// sets of the processor.
    /// </summary>
    public const int DataVersion = 17;

    /// <summary>
    /// What decides the bytes of Parquet files besides the rows; it stands in their <c>created_by</c> too. Another
    /// version of the library may write other bytes: raise <see cref="DataVersion"/> with it (SampleSchemaTests asks
    /// for that).
    /// </summary>
    public const string ParquetLibrary = "Parquet.Net 6.1.0";

    /// <summary>How the pictures of a row are to be read; key <c>movie_data.encodings</c> of every file.</summary>
    public const string Encodings =
        "disparity: 16-bit PNG; v = 0 no value, else d = (v - 32768) / 64 px; d = x_left - x_right at the left view, "
        + "larger = nearer, signed. mask: 8-bit PNG; 0 valid, 1 inconsistent, 2 occluded, 3 out of the other view, "
        + "4 sky (disparity = disparity_min, or no value), 5 black bar; v = 0 for codes 1, 2, 3, 5. "
        + "residual: 8-bit PNG; min(255, round(10 * px)). left, right: JPEG 4:4:4 or PNG, sRGB. disparity, mask and "
        + "residual may be half as wide and high as the views: px are then px of that size. disparity_right, "
        + "mask_right, residual_right: the same at the right view's pixels, sky filled with disparity_min_right. "
        + "preview: 8-bit JPEG to look at, not to learn from: the view beside its disparity in colours, each sample's "
        + "far dark blue, near dark red, no value grey.";

    /// <summary>
    /// The picture for people. Exports leave it out: their forms are read by networks, and it is made of the others.
    /// </summary>
    public const string Preview = "preview";

    /// <summary>The figures, last columns of either file; <c>pair.json</c> has the same names.</summary>
    public static IReadOnlyList<RowColumn<SampleFigures>> FigureColumns { get; } =
        [.. Figure.All.Select(figure => new RowColumn<SampleFigures>(figure.Column, MeaningOf(figure), figure.Cell))];

    /// <summary>Columns that came after data_version 8: files of older versions are read without them.</summary>
    internal static IReadOnlySet<string> LaterColumns { get; } = new HashSet<string>(
        [Preview, .. Figure.All.Where(figure => figure.Facts.Since > 0).Select(figure => figure.Facts.Name)]);

    /// <summary>Columns of a shard (<c>data/…parquet</c>).</summary>
    public static IReadOnlyList<RowColumn<SampleRow>> Samples { get; } =
    [
        .. Place<SampleRow>(r => r.Place),
        Picture(Preview, "To look at: the view beside its disparity in colours.", r => r.Preview, nullable: true),
        Picture("left", "Left view.", r => r.Left),
        Picture("right", "Right view.", r => r.Right, nullable: true),
        Picture("disparity", "Disparity code at the left view's pixels.", r => r.Disparity, nullable: true),
        Picture("mask", "Mask code at the left view's pixels.", r => r.Mask, nullable: true),
        Picture("residual", "Residual at the left view's pixels.", r => r.Residual, nullable: true),
        Picture("disparity_right", "Disparity code at the right view's pixels.", r => r.DisparityRight, nullable: true),
        Picture("mask_right", "Mask code at the right view's pixels.", r => r.MaskRight, nullable: true),
        Picture("residual_right", "Residual at the right view's pixels.", r => r.ResidualRight, nullable: true),
        new(new("width", ParquetKind.Whole32), "Width of a view, px.", r => ParquetCell.Of((int?)r.Width)),
        new(new("height", ParquetKind.Whole32), "Height of a view, px.", r => ParquetCell.Of((int?)r.Height)),
        new(new("crop_x", ParquetKind.Whole32), "Left edge of the crop in the view, px.",
            r => ParquetCell.Of((int?)r.CropX)),
        new(new("crop_y", ParquetKind.Whole32), "Top edge of the crop in the view, px.",
            r => ParquetCell.Of((int?)r.CropY)),
        .. Figures<SampleRow>(r => r.Figures),
    ];

    /// <summary>Columns of a frames file (<c>frames/…parquet</c>).</summary>
    public static IReadOnlyList<RowColumn<FrameRow>> Frames { get; } =
    [
        .. Place<FrameRow>(r => r.Place),
        new(new("accepted", ParquetKind.Flag), "Whether the sample was kept.", r => ParquetCell.Of(r.Accepted)),
        new(new("rule", ParquetKind.Text, true), "First rule that it failed.", r => ParquetCell.Of(r.Rule)),
        new(new("value", ParquetKind.Real64, true), "What that rule measured.", r => ParquetCell.Of(r.Value)),
        new(new("limit", ParquetKind.Real64, true), "What that rule allows.", r => ParquetCell.Of(r.Limit)),
        new(new("failed_rules", ParquetKind.Text, true), "All rules that it failed, in their order.",
            r => ParquetCell.Of(r.FailedRules)),
        new(new("note", ParquetKind.Text, true), "More words.", r => ParquetCell.Of(r.Note)),
        .. Figures<FrameRow>(r => r.Figures),
    ];

    /// <summary>Parquet schema of some row columns.</summary>
    public static ParquetColumns SchemaOf<TRow>(IReadOnlyList<RowColumn<TRow>> columns) =>
        new([.. columns.Select(c => c.Column)]);

    /// <summary>
    /// Key-value metadata of a file: Hugging Face's features under <c>huggingface</c>, our encodings, data_version,
    /// and the digests of what made the data.
    /// </summary>
    /// <param name="columns">Columns of the file.</param>
    /// <param name="digests">sha256 by name, for example <c>pipeline</c>; written in ordinal order of their
    /// names.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> MetadataOf<TRow>(
        IReadOnlyList<RowColumn<TRow>> columns, IReadOnlyDictionary<string, string> digests)
    {
        var features = new JsonObject { ["info"] = new JsonObject { ["features"] = FeaturesOf(columns) } };
        return
        [
            new("huggingface", features.ToJsonString()),
            new("movie_data.encodings", Encodings),
            new("movie_data.data_version", DataVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            .. digests.OrderBy(d => d.Key, StringComparer.Ordinal)
                .Select(d => new KeyValuePair<string, string>($"movie_data.sha256.{d.Key}", d.Value)),
        ];
    }

    /// <summary>Hugging Face's description of the columns: {"id": {"dtype": "string", "_type": "Value"}, …}.</summary>
    public static JsonObject FeaturesOf<TRow>(IReadOnlyList<RowColumn<TRow>> columns)
    {
        var features = new JsonObject();
        foreach (ParquetColumn column in columns.Select(c => c.Column))
        {
            features[column.Name] = column.Kind == ParquetKind.Picture
                ? new JsonObject { ["_type"] = "Image" }
                : new JsonObject { ["dtype"] = DtypeOf(column.Kind), ["_type"] = "Value" };
        }

        return features;
    }

    internal static string DtypeOf(ParquetKind kind) => kind switch
    {
        ParquetKind.Flag => "bool",
        ParquetKind.Whole32 => "int32",
        ParquetKind.Whole64 => "int64",
        ParquetKind.Real32 => "float32",
        ParquetKind.Real64 => "float64",
        ParquetKind.Text => "string",
        _ => "image",
    };

    private static RowColumn<SampleRow> Picture(
        string name, string meaning, Func<SampleRow, ReadOnlyMemory<byte>> bytes, bool nullable = false) =>
        new(
            new(name, ParquetKind.Picture, nullable),
            meaning,
            r => ParquetCell.Of(
                bytes(r), $"{r.Place.Film}-{r.Place.Frame:D8}.{name}{PictureFile.ExtensionOf(bytes(r).Span)}"));

    private static IEnumerable<RowColumn<TRow>> Place<TRow>(Func<TRow, SamplePlace> of) =>
    [
        new(new("id", ParquetKind.Text), "FILM/frame, unique.", r => ParquetCell.Of(of(r).Id)),
        new(new("film", ParquetKind.Text), "Film.", r => ParquetCell.Of(of(r).Film)),
        new(new("split", ParquetKind.Text), "Split.", r => ParquetCell.Of(of(r).Split)),
        new(new("chapter", ParquetKind.Whole32), "Chapter as on the disc, from 1; 0: the film has none.",
            r => ParquetCell.Of((int?)of(r).Chapter)),
        new(new("shot", ParquetKind.Whole32), "Shot of the film, from 0.", r => ParquetCell.Of((int?)of(r).Shot)),
        new(new("clip", ParquetKind.Whole32), "Clip of the film, from 0.", r => ParquetCell.Of((int?)of(r).Clip)),
        new(new("frame", ParquetKind.Whole32), "Frame of the film in presentation order, from 0.",
            r => ParquetCell.Of((int?)of(r).Frame)),
        new(new("time_s", ParquetKind.Real64), "Presentation time, seconds.",
            r => ParquetCell.Of((double?)of(r).TimeS)),
    ];

    private static IEnumerable<RowColumn<TRow>> Figures<TRow>(Func<TRow, SampleFigures> of) =>
        FigureColumns.Select(figure => new RowColumn<TRow>(figure.Column, figure.Meaning, row => figure.Cell(of(row))));

    private static string MeaningOf(Figure figure) =>
        $"Figure of the {(figure.IsOfShot ? "shot" : "sample")}"
        + (figure.Facts.Unit.Length > 0 ? $", {figure.Facts.Unit}." : ".");
}
