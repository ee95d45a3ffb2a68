using System.Globalization;
using System.Text;
using MovieData.Ledger;
using MovieData.Native;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// README.md of a finished dataset: a YAML header as Hugging Face reads it (configs, data_files, features, splits) and
/// what a person needs to know. Depends on the ledger alone: the same dataset has the same card.
/// </summary>
public static class DatasetCard
{
    private static readonly (long Below, string Category)[] SizeCategories =
    [
        (1_000, "n<1K"),
        (10_000, "1K<n<10K"),
        (100_000, "10K<n<100K"),
        (1_000_000, "100K<n<1M"),
        (10_000_000, "1M<n<10M"),
        (long.MaxValue, "10M<n<100M"),
    ];

    /// <summary>Writes the card if every planned segment has an entry; replaces one that films were added to.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="planned">All segments of all plans.</param>
    /// <returns>True when the dataset is complete and the card stands.</returns>
    /// <exception cref="LedgerException">An entry is damaged, or the disk refused.</exception>
    public static bool WriteIfComplete(OutputFolder folder, IReadOnlyCollection<PlannedSegment> planned)
    {
        var ledger = new RunLedger(folder);
        if (planned.Count == 0 || !planned.All(segment => ledger.IsDone(segment.Film, segment.Index)))
        {
            return false;
        }

        byte[] card = Encoding.UTF8.GetBytes(Compose([.. CommittedSamples.Entries(folder)]));
        if (!IsThere(folder.Card, card))
        {
            Publication.Replace(folder.Card, card);
        }

        return true;
    }

    private static bool IsThere(string path, byte[] card)
    {
        bool isThere = false;
        Publication.Guard(path, () => isThere = File.Exists(path) && RegularFile.LengthOf(path) == card.Length
            && RegularFile.ReadAllBytes(path, card.Length).AsSpan().SequenceEqual(card));
        return isThere;
    }

    /// <summary>The whole text.</summary>
    internal static string Compose(IReadOnlyList<SegmentEntry> entries)
    {
        var text = new StringBuilder();
        WriteHeader(text, entries);
        WriteBody(text, entries);
        return text.ToString();
    }

    private static void WriteHeader(StringBuilder text, IReadOnlyList<SegmentEntry> entries)
    {
        long kept = entries.Sum(e => (long)e.Kept);
        string category = SizeCategories.First(c => kept < c.Below).Category;
        text.Append(
            $"""
            ---
            pretty_name: Stereo film disparity
            license: other
            license_name: derived-from-films-not-redistributable
            task_categories:
            - depth-estimation
            tags:
            - stereo
            - disparity
            - film
            size_categories:
            - {category}
            configs:
            - config_name: default
              default: true
              data_files:

            """);
        foreach (string split in SplitsOf(entries))
        {
            text.Append($"  - split: {split}\n    path: data/{split}/*.parquet\n");
        }

        text.Append("- config_name: frames\n  data_files:\n  - split: planned\n    path: frames/*.parquet\n");
        text.Append("dataset_info:\n");
        WriteFeatures(text, "default", SampleSchema.Samples.Select(c => c.Column));
        foreach (string split in SplitsOf(entries))
        {
            List<SegmentEntry> ofSplit = [.. entries.Where(e => e.Split == split)];
            WriteSplit(text, split, ofSplit.Sum(e => e.Shard?.Bytes ?? 0), ofSplit.Sum(e => (long)e.Kept));
        }

        WriteFeatures(text, "frames", SampleSchema.Frames.Select(c => c.Column));
        WriteSplit(text, "planned", entries.Sum(e => e.Frames.Bytes), entries.Sum(e => (long)e.Planned));
        text.Append("---\n");
    }

    private static void WriteFeatures(StringBuilder text, string config, IEnumerable<ParquetColumn> columns)
    {
        text.Append(CultureInfo.InvariantCulture, $"- config_name: {config}\n  features:\n");
        foreach (ParquetColumn column in columns)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - name: {column.Name}\n    dtype: {SampleSchema.DtypeOf(column.Kind)}\n");
        }

        text.Append("  splits:\n");
    }

    private static void WriteSplit(StringBuilder text, string split, long bytes, long rows) => text.Append(
        CultureInfo.InvariantCulture, $"  - name: {split}\n    num_bytes: {bytes}\n    num_examples: {rows}\n");

    private static void WriteBody(StringBuilder text, IReadOnlyList<SegmentEntry> entries)
    {
        long planned = entries.Sum(e => (long)e.Planned);
        long kept = entries.Sum(e => (long)e.Kept);
        text.Append(CultureInfo.InvariantCulture, $"""

            # Stereo film disparity

            Frames of stereoscopic films with the disparity between their two views, made by movie-data after the
            "3D Movies" protocol of MiDaS (Ranftl et al., TPAMI 2022, section 4 and supplement).

            **The films are not ours to give: rows hold frames of films under copyright. Keep this dataset to yourself
            unless every film in it allows redistribution.**

            | | |
            |---|---|
            | films | {entries.Select(e => e.Film).Distinct().Count()} |
            | planned samples | {planned} |
            | kept | {kept} |

            """);
        foreach (IGrouping<string, KeyValuePair<string, int>> rule in entries.SelectMany(e => e.Rejected)
            .GroupBy(r => r.Key).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| rejected: {rule.Key} | {rule.Sum(r => (long)r.Value)} |\n");
        }

        text.Append("""

            Every planned sample, kept or not, has a row with its figures in the configuration `frames`.

            ## How to read the pictures

            `left`, `right`: JPEG 4:4:4 or PNG. `disparity`: 16-bit PNG at the left view, d = x_left − x_right in px;
            v = 0 is no value, else d = (v − 32768) / 64; larger = nearer, signed, 0 at the screen.
            `mask`: 8-bit PNG, 0 valid, 1 inconsistent, 2 occluded, 3 out of the other view, 4 sky (disparity filled
            with `disparity_min`; no value where nothing is valid, or with `sky.fill: none`), 5 black bar.
            `residual`: 8-bit PNG, min(255, round(10 · px)).

            The pipeline in `manifest.json` says which of these a dataset has. With `disparity.output_scale: 0.5` the
            three are half as wide and high as the views, and their px, `disparity_min` and `disparity_max` are px of
            that size; all other figures are px of the views. With `disparity.reference: right` or `both`,
            `disparity_right`, `mask_right` and `residual_right` are the same at the right view's pixels (sky filled
            with `disparity_min_right`); with `right` the three at the left view are null.

            ```python
            import numpy as np
            from datasets import load_dataset
            row = load_dataset("parquet", data_files="data/train/*.parquet", streaming=True)["train"].take(1)
            row = next(iter(row))
            v = np.asarray(row["disparity"], dtype=np.int32)
            disparity = np.where(v == 0, np.nan, (v - 32768) / 64.0)
            ```

            """);
    }

    private static IEnumerable<string> SplitsOf(IReadOnlyList<SegmentEntry> entries) =>
        OutputFolder.Splits.Where(split => entries.Any(e => e.Split == split && e.Kept > 0));
}
