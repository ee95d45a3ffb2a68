using System.Diagnostics;
using System.Text.Json.Nodes;
using MovieData.Export;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Ledger;
using MovieData.Tests.Pictures;

namespace MovieData.Tests.Shards;

[Slow]
public class ExportTests
{
    /// <summary>A dataset of 3 segments of 8 samples, of which a copy brought only a part.</summary>
    [Theory]
    [InlineData("ledger/film/00002.json", "missing: 8 of 24 planned samples (1 of 3 segments)", 10)]
    [InlineData("data/train/film-00001.parquet", "missing: 1 file(s) that the ledger names, with 5 kept samples", 10)]
    [InlineData("films/film/plan.json", "missing: films/film/plan.json, though there is a ledger of film", 0)]
    public async Task Export_PartlyCopied_SaysWhatIsMissingAndNeedsPartial(string lost, string words, int samples)
    {
        using var temporary = new TemporaryFolder();
        TestDataset.Make(temporary["source"], segments: 3);
        File.Delete(temporary["source/" + lost]);
        string[] export = ["export", temporary["source"], "--format", "webdataset", "--to", temporary["tars"]];

        CommandResult refused = await CommandLine.RunAsync(export);

        Assert.Equal(1, refused.Code);
        Assert.Contains(words, Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.False(Directory.Exists(temporary["tars"]));

        CommandResult partial = await CommandLine.RunAsync([.. export, "--partial"]);

        Assert.True(partial.Code == 0, partial.Error);
        Assert.Contains(words, partial.Error, StringComparison.Ordinal);
        Assert.Contains($"{samples} samples written", partial.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnyCommand_LedgerWithoutManifest_IsRefused(bool hasPlans)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary["source"], segments: 1);
        File.Delete(folder.Manifest);
        if (!hasPlans)
        {
            Directory.Delete(folder.Films, recursive: true);
        }

        CommandResult status = await CommandLine.RunAsync("status", folder.Root);

        Assert.Equal(2, status.Code);
        Assert.Contains("but no manifest.json", Assert.Single(status.Faults), StringComparison.Ordinal);
        var manifest = new RunManifest(1, [], TestRows.Digests, new Dictionary<string, string>());
        Assert.Throws<LedgerException>(() => manifest.Check(folder, allowPlatform: true));
        Assert.Throws<LedgerException>(() => manifest.Bind(folder, allowPlatform: true));
        Assert.False(File.Exists(folder.Manifest));
    }

    /// <summary>The first extract writes the manifest; until then the plans say what they were made by.</summary>
    [Fact]
    public async Task Status_FolderThatWasOnlyPlanned_IsCounted()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary["source"], segments: 1);
        File.Delete(folder.Manifest);
        Directory.Delete(folder.Ledgers, recursive: true);

        CommandResult status = await CommandLine.RunAsync("status", folder.Root);

        Assert.Equal(0, status.Code);
        var manifest = new RunManifest(1, [], TestRows.Digests, null);
        var error = Assert.Throws<LedgerException>(() => manifest.Check(folder, allowPlatform: false));
        Assert.Contains("was planned with data_version = nothing, this run has 1", error.Message);
    }

    [Fact]
    public void WebDataset_ReadByTar_EveryMemberIsTheShardsOwn()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder source = TestDataset.Make(temporary["source"], segments: 2);
        var target = new OutputFolder(temporary["tars"]);

        long samples = WebDatasetExport.Run(source, target, TestContext.Current.CancellationToken);

        Assert.Equal(10, samples);
        Directory.CreateDirectory(temporary["read"]);
        string names = Tar("-xvf", temporary["tars/train-000000.tar"], "-C", temporary["read"]);
        string[] members = names.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(members.Order(StringComparer.Ordinal), members);

        // Six files a sample, and three more for each of the six samples with a map at the right view.
        Assert.Equal(78, members.Length);
        foreach (SampleRow row in CommittedSamples.Rows(source, "train"))
        {
            string key = temporary[$"read/film_{row.Place.Frame:D8}"];
            Assert.Equal(row.Left.ToArray(), File.ReadAllBytes($"{key}.left.jpg"));
            Assert.Equal(row.Right.ToArray(), File.ReadAllBytes($"{key}.right.jpg"));
            Assert.Equal(row.Disparity.ToArray(), File.ReadAllBytes($"{key}.disparity.png"));
            Assert.Equal(row.Mask.ToArray(), File.ReadAllBytes($"{key}.mask.png"));
            Assert.Equal(row.Residual.ToArray(), File.ReadAllBytes($"{key}.residual.png"));
            Assert.Equal(!row.MaskRight.IsEmpty, File.Exists($"{key}.mask_right.png"));
            JsonNode json = JsonNode.Parse(File.ReadAllText($"{key}.json"))!;
            Assert.Equal(row.Place.Id, (string)json["id"]!);
            Assert.Equal(row.Figures.RangePx, (double)json["range_px"]!);
            Assert.Null(json["disparity_max"]);
        }
    }

    [Fact]
    public void WebDataset_ViewsAsPng_AreNamedAndReadSo()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder source = TestDataset.Make(temporary["source"], segments: 1, format: ViewFormat.Png);

        WebDatasetExport.Run(source, new(temporary["tars"]), TestContext.Current.CancellationToken);

        string[] members = Tar("-tf", temporary["tars/train-000000.tar"]).Split('\n');
        Assert.Equal(5, members.Count(name => name.EndsWith(".left.png", StringComparison.Ordinal)));
        Assert.DoesNotContain(members, name => name.EndsWith(".jpg", StringComparison.Ordinal));
        SampleRow row = CommittedSamples.Rows(source, "train").First();
        using Plane<Rgb24> pixels = TestPictures.Rgb(row.Width, row.Height, row.Place.Frame);
        File.WriteAllBytes(temporary["left.png"], row.Left.ToArray());
        Assert.Equal(pixels.Bytes.ToArray(), TestPictures.DecodeByFFmpeg(temporary["left.png"], "rgb24"));
        Assert.Null(SampleCheck.FaultOf(row));
    }

    [Fact]
    public void Midas_DisparityAtTheRightViewAlone_WritesNothingAndSaysWhatToDo()
    {
        using var temporary = new TemporaryFolder();
        var source = new OutputFolder(temporary["source"]);
        Segment segment = TestRows.Segment("film", 0, 1);
        TestDataset.Plan(source, segments: 1);
        using (var writer = new SegmentWriter(source, segment, "train", TestRows.Digests))
        {
            SampleRow row = TestRows.Sample(segment, 10);
            writer.Add(TestRows.Frame(segment, 10), row with
            {
                Disparity = default,
                Mask = default,
                Residual = default,
                DisparityRight = row.Disparity,
                MaskRight = row.Mask,
            });
            using FinishedSegment finished = writer.Complete();
            finished.Commit(new RunLedger(source));
        }

        var error = Assert.Throws<ParquetFileException>(() => MidasExport.Run(
            source, new OutputFolder(temporary["midas"]), TestContext.Current.CancellationToken));

        Assert.Contains("extract with reference left or both", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temporary["midas"])
            && Directory.EnumerateFiles(temporary["midas"], "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public void WebDataset_SmallLimit_TarsStayBelowItAndEqualRunsGiveEqualBytes()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder source = TestDataset.Make(temporary["source"], segments: 2);
        const int most = 40_000;

        WebDatasetExport.Run(source, new(temporary["a"]), TestContext.Current.CancellationToken, most);
        WebDatasetExport.Run(source, new(temporary["b"]), TestContext.Current.CancellationToken, most);

        FileInfo[] tars = new DirectoryInfo(temporary["a"]).GetFiles();
        Assert.InRange(tars.Length, 2, 10);
        Assert.All(tars, tar => Assert.InRange(tar.Length, 1024, most));
        Assert.Equal(78, tars.Sum(tar => Tar("-tf", tar.FullName).Split('\n').Length - 1));
        Assert.Equal(SimulatedKill.Snapshot(temporary["a"]), SimulatedKill.Snapshot(temporary["b"]));

        // Nor does the time of the run matter: no header has any but 1970-01-01.
        long[] times = [.. tars.SelectMany(tar => TimesInHeaders(File.ReadAllBytes(tar.FullName)))];
        Assert.All(times, time => Assert.Equal(0, time));
    }

    [Fact]
    public void WebDataset_FilmWithDotsAndLongName_PrefixEndsAtTheFirstDot()
    {
        using var temporary = new TemporaryFolder();
        string film = "a.b." + new string('x', 110);
        OutputFolder source = TestDataset.Make(temporary["source"], segments: 1, film);

        WebDatasetExport.Run(source, new(temporary["a"]), TestContext.Current.CancellationToken);

        string names = Tar("-tf", temporary["a/train-000000.tar"]);
        string[] members = names.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(39, members.Length);
        Assert.Equal(5, members.Select(name => name.Split('.')[0]).Distinct().Count());
    }

    [Fact]
    public void Midas_Export_FollowsTheAuthorsReader()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder source = TestDataset.Make(temporary["source"], segments: 1);

        long samples = MidasExport.Run(source, new(temporary["midas"]), TestContext.Current.CancellationToken);

        string[] names = File.ReadAllLines(temporary["midas/lists/train.txt"]);
        Assert.Equal((5L, 5), (samples, names.Length));
        Assert.Equal("film/chapter2/out00000010", names[0]);
        SampleRow row = CommittedSamples.Rows(source, "train").First();
        Assert.Equal(row.Left.ToArray(), File.ReadAllBytes(temporary[$"midas/image_left/{names[0]}.jpg"]));
        PngPicture png = PngReader.Read(File.ReadAllBytes(temporary[$"midas/disparity/{names[0]}.png"]), "d");
        float offset = float.Parse(png.Text["offset"], System.Globalization.CultureInfo.InvariantCulture);
        float scale = float.Parse(png.Text["scale"], System.Globalization.CultureInfo.InvariantCulture);
        using Plane<ushort> read = png.ToGrey16();
        using Plane<ushort> codes = PngReader.Read(row.Disparity.Span, "c").ToGrey16();
        using Plane<byte> uncertainty = GreyPictures.Read8(temporary[$"midas/uncertainty/{names[0]}.png"]);
        Assert.Equal(new PixelSize(TestRows.Width / 2, TestRows.Height / 2), read.Size);
        for (int y = 0; y < read.Height; y++)
        {
            for (int x = 0; x < read.Width; x++)
            {
                double[] known = [.. Block(codes, x, y).Where(v => v != 0).Select(v => (v - 32768) / 64.0)];
                double expected = known.Length == 0 ? offset : known.Average() / 2;
                Assert.Equal(expected, offset + (scale * read[x, y]), 0.002);
                Assert.True(known.Length > 0 || uncertainty[x, y] == 255);
            }
        }
    }

    [Fact]
    public void Midas_HalveResidual_IsTheMeanHalved()
    {
        using var residual = new Plane<byte>(4, 2);
        ((byte[])[10, 20, 255, 255, 30, 40, 255, 255]).CopyTo(residual.Bytes);
        using var disparity = new Plane<float>(2, 1);
        using Plane<byte> half = MidasExport.HalveResidual(residual, disparity);
        disparity[1, 0] = float.NaN;
        using Plane<byte> unknown = MidasExport.HalveResidual(residual, disparity);

        Assert.Equal([12, 128], half.Bytes.ToArray());
        Assert.Equal([12, 255], unknown.Bytes.ToArray());
    }

    [Fact]
    public void Run_TargetNotEmpty_IsRefused()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder source = TestDataset.Make(temporary["source"], segments: 1);

        Assert.Contains(
            "not empty",
            Assert.Throws<LedgerException>(
                () => MidasExport.Run(source, source, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
        Assert.Throws<LedgerException>(
            () => WebDatasetExport.Run(source, source, TestContext.Current.CancellationToken));
    }

    private static IEnumerable<ushort> Block(Plane<ushort> codes, int x, int y)
    {
        for (int i = 0; i < 4; i++)
        {
            yield return codes[(2 * x) + (i & 1), (2 * y) + (i >> 1)];
        }
    }

    /// <summary>
    /// Time of change in every header, s since 1970, and 0 for nothing at bytes 345 to 499: there GNU's form has times
    /// of access and creation (GNU tar manual, "Basic Tar Format"), and Python's tarfile, which WebDataset reads with,
    /// takes what it finds for a folder in front of the name.
    /// </summary>
    private static IEnumerable<long> TimesInHeaders(byte[] tar)
    {
        const int Block = 512;
        long Octal(int at, int length)
        {
            string digits = System.Text.Encoding.ASCII.GetString(tar, at, length).Trim('\0', ' ');
            return digits.Length == 0 ? 0 : Convert.ToInt64(digits, 8);
        }

        for (int header = 0; tar[header] != 0;)
        {
            yield return Octal(header + 136, 12);
            yield return tar.AsSpan(header + 345, 155).IndexOfAnyExcept((byte)0) + 1;
            header += Block * (1 + (int)((Octal(header + 124, 12) + Block - 1) / Block));
        }
    }

    private static string Tar(params string[] arguments)
    {
        using Process tar = Process.Start(new ProcessStartInfo("tar", arguments) { RedirectStandardOutput = true })!;
        string output = tar.StandardOutput.ReadToEnd();
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
        return output;
    }
}
