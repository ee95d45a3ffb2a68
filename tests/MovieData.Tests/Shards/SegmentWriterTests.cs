using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Tests.Shards;

public class SegmentWriterTests
{
    [Fact]
    public void Commit_Segment_FilesHoldTheRowsAndEntryTheirDigests()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Segment segment = TestRows.Segment("film", 7, 8);

        Assert.True(TestRows.Extract(folder, segment));

        SegmentEntry entry = SegmentEntry.Read(folder, "film", 7);
        Assert.Equal((8, 5, 2, 1), (entry.Planned, entry.Kept, entry.Rejected["range"], entry.Rejected["damaged"]));
        string shard = temporary["data/train/film-00007.parquet"];
        Assert.Equal(entry.Shard!.Sha256, RunLedger.DigestOf(shard));
        Assert.Equal(entry.Frames.Bytes, new FileInfo(temporary["frames/film-00007.parquet"]).Length);
        using ParquetFileReader reader = ParquetFileReader.Open(shard);
        IReadOnlyList<ParquetCell[]> cells = reader.Read(0);
        Assert.Equal("film/00007010", cells[reader.Schema.IndexOf("id")][0].Text);
        byte[] left = cells[reader.Schema.IndexOf("left")][1].Bytes.ToArray();
        Assert.Equal(TestRows.Sample(segment, 7016).Left.ToArray(), left);
        Assert.Empty(Directory.GetFiles(temporary.Path, ".tmp-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Commit_NothingAccepted_WritesNoShard()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Segment segment = TestRows.Segment("film", 0, 2);
        using var writer = new SegmentWriter(folder, segment, "train", TestRows.Digests);
        foreach (PlannedSample sample in segment.Samples)
        {
            writer.Add(TestRows.Frame(segment, sample.Frame, "vertical"), null);
        }

        using FinishedSegment finished = writer.Complete();
        finished.Commit(new RunLedger(folder));

        Assert.Null(SegmentEntry.Read(folder, "film", 0).Shard);
        Assert.False(Directory.Exists(temporary["data"]));
    }

    [Fact]
    public void Add_FrameOutOfPlan_ThrowsAndDisposeLeavesNothing()
    {
        using var temporary = new TemporaryFolder();
        Segment segment = TestRows.Segment("film", 0, 2);
        using (var writer = new SegmentWriter(new OutputFolder(temporary.Path), segment, "train", TestRows.Digests))
        {
            writer.Add(TestRows.Frame(segment, 10), TestRows.Sample(segment, 10));
            SampleRow first = TestRows.Sample(segment, 10);
            SampleRow second = TestRows.Sample(segment, 16);
            Assert.Throws<ArgumentException>(() => writer.Add(TestRows.Frame(segment, 10), first));
            Assert.Throws<ArgumentException>(() => writer.Add(TestRows.Frame(segment, 16, "range"), second));
            Assert.Throws<ArgumentException>(() => writer.Add(TestRows.Frame(segment, 16), null));
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }

        Assert.Empty(Directory.GetFiles(temporary.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Encode_Sample_DisparityAndMaskComeBackExactly()
    {
        SampleRow row = TestRows.Sample(TestRows.Segment("film", 0, 1), 10);
        using Plane<byte> mask = TestRows.Mask(10);
        using Plane<ushort> disparity = TestRows.Disparity(mask);

        using Plane<ushort> disparityRead = PngReader.Read(row.Disparity.Span, "d").ToGrey16();
        using Plane<byte> maskRead = PngReader.Read(row.Mask.Span, "m").ToGrey8();

        Assert.Equal(disparity.Bytes.ToArray(), disparityRead.Bytes.ToArray());
        Assert.Equal(mask.Bytes.ToArray(), maskRead.Bytes.ToArray());
    }
}
