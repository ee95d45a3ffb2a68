using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Tests.Shards;

/// <summary>
/// A dataset whose rows lie and whose digests are right: who can write to a folder can make them so. Of its one
/// segment every frame is kept.
/// </summary>
internal static class ForgedDataset
{
    public static OutputFolder Make(
        string root, Func<SampleRow, SampleRow>? sample = null, Func<FrameRow, FrameRow>? frame = null)
    {
        var folder = new OutputFolder(root);
        TestDataset.Plan(folder, segments: 1);
        int[] frames = [.. TestRows.Segment("film", 0, 8).Samples.Select(planned => planned.Frame)];
        FileReceipt shard = Write(
            folder,
            OutputFolder.ShardName("train", "film", 0),
            SampleSchema.Samples,
            frames.Select(number => (sample ?? (row => row))(TestRows.Sample(TestRows.Segment("film", 0, 8), number))));
        FileReceipt rows = Write(
            folder,
            OutputFolder.FramesName("film", 0),
            SampleSchema.Frames,
            frames.Select(number => (frame ?? (row => row))(TestRows.Frame(TestRows.Segment("film", 0, 8), number))));
        var entry = new SegmentEntry("film", 0, "train", 8, 8, new Dictionary<string, int>(), shard, rows);
        Directory.CreateDirectory(folder.Ledger("film"));
        File.WriteAllBytes(folder.Entry("film", 0), SealedJson.Seal(entry.ToJson()));
        return folder;
    }

    private static FileReceipt Write<TRow>(
        OutputFolder folder, string name, IReadOnlyList<RowColumn<TRow>> columns, IEnumerable<TRow> rows)
    {
        string path = folder.Absolute(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (FileStream file = File.Create(path))
        {
            using var writer = new ParquetFileWriter(
                file, SampleSchema.SchemaOf(columns), SampleSchema.MetadataOf(columns, TestRows.Digests));
            foreach (TRow row in rows)
            {
                writer.Write([.. columns.Select(column => column.Cell(row))]);
            }

            writer.Complete();
        }

        return new FileReceipt(name, RunLedger.DigestOf(path), new FileInfo(path).Length, 8);
    }
}
