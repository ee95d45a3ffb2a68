using System.Globalization;
using System.Text;
using MovieData.Ledger;
using MovieData.Native;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// README.md of a finished dataset: a YAML header as Hugging Face reads it (configs, data_files, features, splits) and
/// what a person needs to know; and <see cref="CroissantFile"/> beside it. Both depend on manifest, ledger and frames
/// files alone: the same dataset has the same card.
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
    /// <param name="planned">All segments of all plans, film by film.</param>
    /// <returns>True when the dataset is complete and the card stands.</returns>
    /// <exception cref="LedgerException">An entry is damaged, or the disk refused.</exception>
    public static bool WriteIfComplete(OutputFolder folder, IEnumerable<PlannedSegment> planned)
    {
        // Up to the first that is missing: of a large dataset that is soon found.
        var ledger = new RunLedger(folder);
        (string? film, HashSet<int> done) = (null, []);
        foreach (PlannedSegment segment in planned)
        {
            if (segment.Film != film)
            {
                (film, done) = (segment.Film, ledger.Done(segment.Film));
            }

            if (!done.Contains(segment.Index))
            {
                return false;
            }
        }

        if (film is null)
        {
            return false;
        }

        CardFacts facts = CardFacts.Read(folder);
        ReplaceIfOther(folder.Store, folder.Card, Encoding.UTF8.GetBytes(Compose(facts)));
        ReplaceIfOther(folder.Store, folder.Croissant, CroissantFile.Compose(facts));
        return true;
    }

    private static void ReplaceIfOther(IDatasetStore store, string path, byte[] content)
    {
        bool isThere = false;
        Publication.Guard(path, () =>
        {
            if (store.Exists(path))
            {
                using FileStream file = store.Open(path);
                isThere = file.Length == content.Length
                    && RegularFile.ReadAllBytes(file, content.Length).AsSpan().SequenceEqual(content);
            }
        });
        if (!isThere)
        {
            Publication.Replace(store, path, content);
        }
    }

    /// <summary>The whole text.</summary>
    internal static string Compose(CardFacts facts)
    {
        var text = new StringBuilder();
        WriteHeader(text, facts);
        WriteFigures(text, facts);
        WriteReading(text, facts);
        WriteMemory(text, facts);
        return text.ToString();
    }

    private static void WriteHeader(StringBuilder text, CardFacts facts)
    {
        IReadOnlyList<SegmentEntry> entries = facts.Entries;
        string category = SizeCategories.First(c => facts.Kept < c.Below).Category;
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
        foreach (string split in facts.Splits)
        {
            text.Append($"  - split: {split}\n    path: data/{split}/*.parquet\n");
        }

        text.Append("- config_name: frames\n  data_files:\n  - split: planned\n    path: frames/*.parquet\n");
        text.Append("dataset_info:\n");
        WriteFeatures(text, "default", SampleSchema.Samples.Select(c => c.Column));
        foreach (string split in facts.Splits)
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

    private static void WriteFigures(StringBuilder text, CardFacts facts)
    {
        text.Append(CultureInfo.InvariantCulture, $"""

            # Stereo film disparity

            Frames of stereoscopic films with the disparity between their two views, made by movie-data after the
            "3D Movies" protocol of MiDaS (Ranftl et al., TPAMI 2022, section 4 and supplement).

            **The films are not ours to give: rows hold frames of films under copyright. Keep this dataset to yourself
            unless every film in it allows redistribution.**

            | | |
            |---|---|
            | films | {facts.Entries.Select(e => e.Film).Distinct().Count()} |
            | planned samples | {facts.Planned} |
            | kept | {facts.Kept} ({Share(facts.Kept, facts.Planned)}) |

            """);
        foreach (IGrouping<string, KeyValuePair<string, int>> rule in facts.Entries.SelectMany(e => e.Rejected)
            .GroupBy(r => r.Key).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            long rejected = rule.Sum(r => (long)r.Value);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| rejected: {rule.Key} | {rejected} ({Share(rejected, facts.Planned)}) |\n");
        }

        WriteQuality(text, facts);
        text.Append("""

            Every planned sample, kept or not, has a row with its figures in the configuration `frames`. Suspicious
            shots (views swapped or out of step, converted from 2D, flat, and more) are no part of this card:
            `movie-data audit` finds and shows them. `croissant.json` says the same as the header in the words of
            Croissant.

            """);
    }

    private static void WriteQuality(StringBuilder text, CardFacts facts)
    {
        if (facts.ConsistencyAt(0.5) is { } consistency)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| consistent pixels of a kept sample | median {100 * consistency:F1} %; 5 % of the samples have less "
                + $"than {100 * facts.ConsistencyAt(0.05):F1} % |\n");
        }

        if (facts.RangePxAt(0.5) is { } range)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| disparity range of a kept sample | median {range:F1} px of the views; 5 % have less than "
                + $"{facts.RangePxAt(0.05):F1}, 5 % more than {facts.RangePxAt(0.95):F1} |\n");
        }

        if (facts.NearPercentAt(0.95) is { } near && facts.FarPercentAt(0.05) is { } far)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| depth budget | {far:+0.00;−0.00;0.00} … {near:+0.00;−0.00;0.00} % of the view's width, > 0 in "
                + $"front of the screen (5 % of the kept samples are of shots that go farther, 5 % nearer) |\n");
        }
    }

    private static void WriteReading(StringBuilder text, CardFacts facts)
    {
        text.Append("""

            ## How to read the pictures

            `preview` (8-bit JPEG) is to look at: the view beside its disparity in colours, far dark blue, near dark
            red, no value grey; no network should learn from it, and it is null with `shards.preview: false`.
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

            A viewer, `convert("L")` and `cv2.imread` without `IMREAD_UNCHANGED` make 8 bits of the 16, flat grey or
            black. In a Parquet file a picture is a struct of `bytes` and `path`; `png` below are such bytes. Train on
            the pixels of mask code 0.

            """);
        string split = facts.Splits.Count > 0 ? facts.Splits[0] : OutputFolder.Splits[0];
        foreach ((string title, string language, string example) in ReadingExamples.All(split))
        {
            string note = title == "DuckDB"
                ? "\nIt reads rows and figures, and hands out pictures as bytes; it decodes none.\n" : "";
            text.Append(
                CultureInfo.InvariantCulture, $"\n### {title}\n{note}\n```{language}\n{example}\n```\n");
        }
    }

    private static void WriteMemory(StringBuilder text, CardFacts facts)
    {
        if (facts.Kept == 0)
        {
            return;
        }

        const int Buffer = 1000;
        double row = facts.RowBytes / 1e6;
        long inGroup = (long)Math.Ceiling(ParquetFileWriter.RowGroupBytesMin / (double)Math.Max(1, facts.RowBytes));
        text.Append(CultureInfo.InvariantCulture, $"""

            ## Memory of shuffle buffers

            A row takes {row:F2} MB in its file, on average. Streaming takes a whole row group at a time, of 8 to 16 MB,
            here about {inGroup} rows; and `shuffle(buffer_size=B)` of Hugging Face's datasets holds up to 2 · B rows in
            each worker. B = {Buffer}: 2 × {Buffer} × {row:F2} MB = {2 * Buffer * row / 1e3:F1} GB, as long as pictures
            are decoded after the shuffle.

            """);
        if (facts.DecodedRowBytes is { } bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                Decoded, a row takes {bytes / 1e6:F1} MB: shuffled behind a `map` that decodes, the same buffer takes
                2 × {Buffer} × {bytes / 1e6:F1} MB = {2 * Buffer * (bytes / 1e6) / 1e3:F1} GB. Crop or shrink before it.

                """);
        }

        text.Append("""
            Rows that follow each other are frames of one shot and look alike, and a shard is of one film: shuffle the
            order of the shards too, rather than a larger buffer.

            """);
    }

    private static string Share(long part, long whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F1} %");
}
