using MovieData.Export;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;
using MovieData.Tests.Pictures;
using MovieData.Verify;

namespace MovieData.Tests.Shards;

public sealed class HostileDatasetTests
{
    private static readonly Dictionary<string, Func<SampleRow, SampleRow>> Lies = new()
    {
        ["film"] = row => row with { Place = row.Place with { Film = "../../evil" } },
        ["split"] = row => row with { Place = row.Place with { Split = "test" } },
        ["frame"] = row => row with { Place = row.Place with { Frame = row.Place.Frame + 1 } },
        ["id"] = row => row with { Place = row.Place with { Id = "film/99999999" } },
        ["chapter"] = row => row with { Place = row.Place with { Chapter = 9 } },
        ["time_s"] = row => row with { Place = row.Place with { TimeS = double.NaN } },
        ["figure"] = row => row with { Figures = row.Figures with { RangePx = 12345 } },
        ["no number"] = row => row with { Figures = row.Figures with { RangePx = double.NaN } },
        ["crop"] = row => row with { CropX = -20 },
    };

    /// <summary>What only the frames file contradicts is for verify; the others are read by nobody.</summary>
    [Theory]
    [InlineData("film", true)]
    [InlineData("split", true)]
    [InlineData("frame", true)]
    [InlineData("id", true)]
    [InlineData("time_s", true)]
    [InlineData("no number", true)]
    [InlineData("chapter", false)]
    [InlineData("figure", false)]
    [InlineData("crop", false)]
    public void Run_RowThatLies_IsDamageAndNotExported(string lie, bool isRefused)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = ForgedDataset.Make(temporary["data"], Lies[lie]);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        Assert.Equal(
            "data/train/film-00000.parquet", Assert.Single(new Verification(folder).Run(cancel).Findings).File);
        foreach (Func<OutputFolder, long> read in (Func<OutputFolder, long>[])
        [
            to => WebDatasetExport.Run(folder, to, cancel),
            to => MidasExport.Run(folder, to, cancel),
            _ => ShardSample.ReadAll(folder).Count(),
        ])
        {
            var target = new OutputFolder(temporary[Guid.NewGuid().ToString()]);
            if (isRefused)
            {
                Assert.Contains(
                    "data/train/film-00000.parquet: row",
                    Assert.Throws<ParquetFileException>(() => read(target)).Message,
                    StringComparison.Ordinal);
                Assert.False(Directory.Exists(target.Root)
                    && Directory.EnumerateFiles(target.Root, "*", SearchOption.AllDirectories).Any());
            }
        }
    }

    [Fact]
    public void Run_FramesRowThatLies_IsDamage()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = ForgedDataset.Make(
            temporary.Path,
            row => row with { Place = row.Place with { Shot = 77 } },
            row => row with { Place = row.Place with { Shot = 77 } });

        Finding finding = Assert.Single(
            new Verification(folder).Run(TestContext.Current.CancellationToken).Findings);

        Assert.Equal("frames/film-00000.parquet", finding.File);
        Assert.Contains("frame 10", finding.What, StringComparison.Ordinal);
        Assert.Contains("shot 77, clip 1; the plan says", finding.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut", "preview: JPEG is damaged")]
    [InlineData("png", "preview is a .png of 40×20; expected a .jpg of at most 960×480")]
    [InlineData("wide", "preview is a .jpg of 961×1; expected a .jpg of at most 960×480")]
    [InlineData("heavy", "preview has 30001 bytes; expected 30000 at most")]
    [InlineData("text", "preview: neither PNG nor JPEG")]
    public void Verify_BadPreview_IsFoundAndExportsDoWithoutIt(string kind, string fault)
    {
        using var temporary = new TemporaryFolder();
        using var jpeg = new JpegCoder();
        using var png = new PngWriter();
        using Plane<Rgb24> small = TestPictures.Rgb(40, 20, 1);
        using Plane<Rgb24> wide = TestPictures.Rgb(961, 1, 1);
        byte[] sound = jpeg.Encode(small, 85).ToArray();
        byte[] bytes = kind switch
        {
            "cut" => sound[..(sound.Length / 2)],
            "png" => png.Encode(small).ToArray(),
            "wide" => jpeg.Encode(wide, 85).ToArray(),
            "heavy" => [.. sound, .. new byte[30_001 - sound.Length]],
            _ => [1, 2, 3, 4],
        };
        OutputFolder folder = ForgedDataset.Make(temporary["data"], row => row with { Preview = bytes });

        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Contains(fault, Assert.Single(new Verification(folder).Run(cancel).Findings).What,
            StringComparison.Ordinal);
        Assert.Equal(8, WebDatasetExport.Run(folder, new OutputFolder(temporary["tars"]), cancel));
        Assert.Equal(8, MidasExport.Run(folder, new OutputFolder(temporary["midas"]), cancel));
        Assert.Empty(Directory.GetFiles(temporary["midas"], "*preview*", SearchOption.AllDirectories));
        Assert.DoesNotContain(
            "preview", File.ReadAllText(temporary["tars/train-000000.tar"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PictureFarLargerThanItsRow_IsRefusedBeforeItIsDecoded()
    {
        using var temporary = new TemporaryFolder();
        using var jpeg = new JpegCoder();
        using var large = new Plane<Rgb24>(4000, 4000);
        ReadOnlyMemory<byte> bytes = jpeg.Encode(large, 50).ToArray();
        OutputFolder folder = ForgedDataset.Make(temporary.Path, row => row with { Left = bytes });

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "film/00000010: left is 4000×4000, expected 32×20",
            Assert.Throws<ParquetFileException>(() => ShardSample.ReadAll(folder).Count()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "left is 4000×4000, expected 32×20",
            Assert.Single(new Verification(folder).Run(TestContext.Current.CancellationToken).Findings).What,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * 4000 * 4000);
    }

    [Fact]
    public async Task Run_LinksThatLeadInCircles_AreNamedAndNotFollowed()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary["dataset"], segments: 1);
        string train = Path.Combine(folder.Root, "data/train");
        Directory.Move(train, temporary["elsewhere"]);
        Directory.CreateSymbolicLink(train, temporary["elsewhere"]);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Empty(new Verification(folder).Run(cancel).Findings);

        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "data/a"), ".");
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "data/train/b"), "..");

        // Followed, the two are 2^40 folders.
        VerifyReport report = await Task.Run(() => new Verification(folder).Run(cancel), cancel)
            .WaitAsync(OddFiles.Patience, cancel);
        Assert.Equal(["data/a", "data/train/b"], report.Findings.Select(finding => finding.File).Order());
    }

    [Theory]
    [InlineData("films/film/plan.json")]
    [InlineData("films/film/scores.parquet")]
    [InlineData("ledger/film/00001.json")]
    [InlineData("data/train/film-00001.parquet")]
    [InlineData("frames/film-00001.parquet")]
    public async Task Run_PipeOrDeviceInAFilesPlace_IsDamageAndIsNotWaitedFor(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        foreach (Action<string> make in (Action<string>[])
            [OddFiles.Pipe, path => File.CreateSymbolicLink(path, "/dev/zero")])
        {
            File.Delete(temporary[name]);
            make(temporary[name]);

            VerifyReport report = await Task.Run(() => new Verification(folder).Run(cancel), cancel)
                .WaitAsync(OddFiles.Patience, cancel);

            Finding finding = Assert.Single(report.Findings);
            Assert.Contains(name, $"{finding.File}: {finding.What}", StringComparison.Ordinal);
            Assert.Contains("a pipe or a device; expected a file", finding.What, StringComparison.Ordinal);
        }
    }
}
