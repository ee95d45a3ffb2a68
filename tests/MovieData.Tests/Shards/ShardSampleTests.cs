using MovieData.Cli;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pictures;
using MovieData.Tests.Shards.ParquetFiles;

namespace MovieData.Tests.Shards;

public class ShardSampleTests
{
    [Fact]
    public void ReadAll_FilesWithoutAnEntry_AreNotOfTheDataset()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 3);
        File.Delete(temporary["ledger/film/00001.json"]);
        File.Copy(temporary["data/train/film-00000.parquet"], temporary["data/train/copy.parquet"]);
        File.Copy(temporary["frames/film-00000.parquet"], temporary["frames/copy.parquet"]);
        ParquetFileTests.Write(temporary["data/train/other.parquet"], ParquetFileTests.Rows(3, 1));
        ParquetFileTests.Write(temporary["frames/other.parquet"], ParquetFileTests.Rows(3, 1));

        int[] segments = [.. ShardSample.ReadAll(folder).Select(sample => sample.Frame / 1000)];
        Assert.Equal([0, 0, 0, 0, 0, 2, 2, 2, 2, 2], segments);
        Assert.Equal([0, 2], FrameOutcome.ReadAll(folder).Select(frame => frame.Frame / 1000).Distinct());
        Assert.Equal(16, FrameOutcome.ReadAll(folder).Count());
    }

    /// <summary>A few samples of a dataset of millions cost a few shards, not all of them.</summary>
    [Fact]
    public void Read_SomeSamples_OpensTheirShardsAlone()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 3);
        string[] all = [.. ShardSample.ReadAll(folder).Select(sample => sample.Id)];
        File.Delete(temporary["data/train/film-00001.parquet"]);

        string[] some = [.. ShardSample.Read(folder, index => index is 0 or 3 or 14).Select(sample => sample.Id)];

        Assert.Equal([all[0], all[3], all[14]], some);
        Assert.ThrowsAny<MovieDataException>(() => ShardSample.Read(folder, index => index == 7).Count());
    }

    [Fact]
    public void Read_FramesOfASegment_AreThoseInOrderAndNoOthers()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);
        SegmentEntry entry = CommittedSamples.Entries(folder).Last();
        int[] all = [.. ShardSample.ReadAll(folder).Select(sample => sample.Frame).Where(frame => frame >= 1000)];

        int[] some = [.. ShardSample.Read(folder, entry, new HashSet<int> { all[3], all[1] }).Select(s => s.Frame)];

        Assert.Equal([all[1], all[3]], some);
        var fault = Assert.Throws<ParquetFileException>(
            () => ShardSample.Read(folder, entry, new HashSet<int> { all[0], 7 }).Count());
        Assert.Contains("1 of 2 frames", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MaskCodeThatDoesNotExist_IsDamage()
    {
        using var temporary = new TemporaryFolder();
        using var mask = new Plane<byte>(TestRows.Width, TestRows.Height);
        mask[3, 2] = 200;
        PngWriter.Write(temporary["mask.png"], mask);
        byte[] png = File.ReadAllBytes(temporary["mask.png"]);
        OutputFolder folder = ForgedDataset.Make(temporary["data"], row => row with { Mask = png });

        var fault = Assert.Throws<ParquetFileException>(() => ShardSample.ReadAll(folder).Count());

        Assert.Equal("film/00000010: mask code 200; there are 0 to 5: damaged; run verify", fault.Message);
    }

    /// <summary>Eight rows of 2.5 MB are two row groups; of the first the bytes are gone.</summary>
    [Fact]
    public void ReadSamples_FramesOfTheSecondRowGroup_NeverReadTheFirst()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = ForgedDataset.Make(
            temporary.Path, row => row with { Residual = new byte[2_500_000] });
        SegmentEntry entry = CommittedSamples.Entries(folder).Single();
        using (FileStream shard = File.OpenWrite(folder.Absolute(entry.Shard!.Name)))
        {
            shard.Position = 4;
            shard.Write(new byte[20]);
        }

        int[] last = [.. RowReader.ReadSamples(folder, entry, new HashSet<int> { 52 }).Select(row => row.Place.Frame)];

        Assert.Equal([52], last);
        Assert.Throws<ParquetFileException>(
            () => RowReader.ReadSamples(folder, entry, new HashSet<int> { 10 }).Count());
    }

    /// <summary>The shard in the middle is gone, and 2 of 15 samples are of the others.</summary>
    [Fact]
    public async Task Preview_FewRows_ReadsNoMoreThanItShows()
    {
        using var temporary = new TemporaryFolder();
        TestDataset.Make(temporary.Path, segments: 3);
        File.Delete(temporary["data/train/film-00000.parquet"]);
        string[] preview = ["preview", temporary.Path, "--out", temporary["preview.png"], "--rows"];

        CommandResult two = await CommandLine.RunAsync([.. preview, "2"]);

        Assert.Equal((0, ""), (two.Code, string.Join('\n', two.Faults)));
        Assert.Contains("2 of 15 kept samples", two.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandLine.RunAsync([.. preview, "15"])).Code);
    }

    [Fact]
    public async Task Preview_ToldToStop_StopsWithoutAPicture()
    {
        using var temporary = new TemporaryFolder();
        TestDataset.Make(temporary.Path, segments: 1);
        using var error = new StringWriter();

        int code = await Program.RunAsync(
            ["preview", temporary.Path, "--out", temporary["preview.png"]],
            new Terminal(TextWriter.Null, error, isInteractive: false),
            new CancellationToken(canceled: true));

        Assert.Equal((ExitCode.Interrupted, "movie-data: stopped\n"), (code, error.ToString()));
        Assert.False(File.Exists(temporary["preview.png"]));
    }

    [Fact]
    public void ReadAll_MaskSmallerThanItsDisparity_IsDamage()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Segment segment = TestRows.Segment("film", 0, 1);
        TestDataset.Plan(folder, segments: 1);
        using Plane<byte> small = TestPictures.Grey8(TestRows.Width / 2, TestRows.Height, 1);
        PngWriter.Write(temporary["mask.png"], small);
        using (var writer = new SegmentWriter(folder, segment, "train", TestRows.Digests))
        {
            writer.Add(
                TestRows.Frame(segment, 10),
                TestRows.Sample(segment, 10) with { Mask = File.ReadAllBytes(temporary["mask.png"]) });
            using FinishedSegment finished = writer.Complete();
            finished.Commit(new RunLedger(folder));
        }

        Assert.Contains(
            "mask is 16×20, expected 32×20",
            Assert.Throws<ParquetFileException>(() => ShardSample.ReadAll(folder).Count()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_LedgerGone_HasNothingToShow()
    {
        using var temporary = new TemporaryFolder();
        TestDataset.Make(temporary.Path, segments: 1);
        Directory.Delete(temporary["ledger"], recursive: true);

        CommandResult result =
            await CommandLine.RunAsync("preview", temporary.Path, "--out", temporary["preview.png"]);

        Assert.Equal(2, result.Code);
        Assert.Contains("no kept sample", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(File.Exists(temporary["preview.png"]));
    }
}
