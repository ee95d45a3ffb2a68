using System.Text.Json.Nodes;
using MovieData.Ledger;

namespace MovieData.Shards;

/// <summary>What the card of a finished dataset tells, besides its columns.</summary>
internal sealed record CardFacts
{
    private const string Consistency = "consistent_fraction";
    private const string Range = "range_px";
    private const string Near = "shot_near_percent";
    private const string Far = "shot_far_percent";

    /// <summary>Entries of all segments.</summary>
    public required IReadOnlyList<SegmentEntry> Entries { get; init; }

    /// <summary>Manifest of the dataset: its name, bytes and sha256.</summary>
    public required FileReceipt Manifest { get; init; }

    /// <summary>Values of the kept samples, ascending, by figure; those without a value are left out.</summary>
    public required IReadOnlyDictionary<string, double[]> Values { get; init; }

    /// <summary>
    /// Bytes of a row with its pictures decoded: 8-bit colours, 16-bit disparity, 8-bit mask and residual. Null where
    /// the manifest does not tell.
    /// </summary>
    public required long? DecodedRowBytes { get; init; }

    /// <summary>Planned samples.</summary>
    public long Planned => Entries.Sum(entry => (long)entry.Planned);

    /// <summary>Kept samples.</summary>
    public long Kept => Entries.Sum(entry => (long)entry.Kept);

    /// <summary>Bytes of a row in its shard, on average; 0 without rows.</summary>
    public long RowBytes => Kept == 0 ? 0 : Entries.Sum(entry => entry.Shard?.Bytes ?? 0) / Kept;

    /// <summary>Splits with rows, in their order.</summary>
    public IReadOnlyList<string> Splits =>
        [.. OutputFolder.Splits.Where(split => Entries.Any(entry => entry.Split == split && entry.Kept > 0))];

    /// <summary>Share of consistent pixels of a sample: so many of the samples have less.</summary>
    public double? ConsistencyAt(double share) => Quantile(Consistency, share);

    /// <summary>Disparity range of a sample, px of the views: so many of the samples have less.</summary>
    public double? RangePxAt(double share) => Quantile(Range, share);

    /// <summary>
    /// How far things come in front of the screen, % of the view's width: so many of the samples are of shots whose
    /// nearest things are farther. Null where no shot was surveyed.
    /// </summary>
    public double? NearPercentAt(double share) => Quantile(Near, share);

    /// <summary>The same of the farthest things; negative behind the screen.</summary>
    public double? FarPercentAt(double share) => Quantile(Far, share);

    /// <summary>Reads them; of the frames files only the few columns that are told.</summary>
    /// <exception cref="MovieDataException">An entry or a frames file is damaged: run verify.</exception>
    public static CardFacts Read(OutputFolder folder)
    {
        IReadOnlyList<SegmentEntry> entries = [.. CommittedSamples.Entries(folder)];
        Figure[] figures = [.. new[] { Consistency, Range, Near, Far }
            .Select(name => Figure.All.First(figure => figure.Facts.Name == name))];
        double[][][] ofSegments = Abreast.Select([.. entries.Where(entry => entry.Kept > 0)], entry =>
        {
            FrameColumns rows = FrameColumns.Read(folder, entry, figures);
            return rows.Figures.Select(column => column.Where(
                (value, row) => rows.Accepted[row] && !double.IsNaN(value)).ToArray()).ToArray();
        });
        double[] Sorted(int figure) => [.. ofSegments.SelectMany(segment => segment[figure]).Order()];
        string manifest = folder.Manifest;
        return new CardFacts
        {
            Entries = entries,
            Manifest = new FileReceipt(
                Path.GetFileName(manifest), RunLedger.DigestOf(folder.Store, manifest),
                folder.Store.LengthOf(manifest) ?? 0, 0),
            Values = figures.Index().ToDictionary(one => one.Item.Facts.Name, one => Sorted(one.Index)),
            DecodedRowBytes = DecodedBytes(RunManifest.Read(folder).Pipeline),
        };
    }

    // Every key is in a manifest that a run wrote.
    private static long? DecodedBytes(JsonObject pipeline)
    {
        if (pipeline["decode"]?["crop_px"] is not JsonArray { Count: 2 } crop)
        {
            return null;
        }

        long pixels = (long)crop[0]! * (long)crop[1]!;
        double scale = (double)pipeline["disparity"]!["output_scale"]!;
        int maps = (string)pipeline["disparity"]!["reference"]! == "both" ? 2 : 1;
        int views = (bool)pipeline["shards"]!["right"]! ? 2 : 1;
        int mapBytes = sizeof(ushort) + 1 + ((bool)pipeline["shards"]!["residual"]! ? 1 : 0);
        return (3 * views * pixels) + (long)(maps * mapBytes * pixels * scale * scale);
    }

    private double? Quantile(string figure, double share) =>
        OrderStatistics.Quantile(Values.GetValueOrDefault(figure, []), share);
}
