using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Reading;
using MovieData.Mvc;
using MovieData.Shards;
using MovieData.Tests.Mvc;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>Blu-ray 3D through the commands a user types.</summary>
[Slow]
public class MvcTests
{
    [Theory]
    [LongData("i_idr.264")]
    [LongData("containers/bd.ssif")]
    [LongData("containers/bd_one.m2ts")]
    [InlineData("containers/bd_base.m2ts+containers/bd_dep.m2ts")]
    [InlineData("containers/single_track.mkv")]
    [LongData("containers/single_track.mp4")]
    [LongData("containers/single_pid.ts")]
    public async Task Decode_EveryContainer_PrintsTheReferenceDecodersDigests(string name)
    {
        string source = string.Join('+', name.Split('+').Select(part => SharedFiles.Committed("mvc/" + part)));

        CommandResult result = await CommandLine.RunAsync("decode", "--md5", source);

        string[] truth =
            [.. File.ReadLines(SharedFiles.Committed("mvc/i_idr.md5")).Where(line => !line.StartsWith('#'))];
        string[] found = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(truth.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Probe_ViewsInTwoStreams_WarnsOfNothing()
    {
        CommandResult result = await CommandLine.RunAsync(
            "probe", "--json", "--view-order", "left-first", SharedFiles.Committed("mvc/containers/bd_one.m2ts"));

        Assert.True(result.Code == 0, result.Error);
        using var json = System.Text.Json.JsonDocument.Parse(result.Output);
        System.Text.Json.JsonElement film = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal("mvc", film.GetProperty("layout").GetString());
        Assert.Empty(film.GetProperty("warnings").EnumerateArray());
    }

    /// <summary>
    /// Files that ffmpeg cannot read alone: bars inside the crop would get a disparity if nobody looked.
    /// </summary>
    [Theory]
    [InlineData("containers/bd_base.m2ts+containers/bd_dep.m2ts")]
    [InlineData("containers/bd.ssif")]
    public async Task Probe_TransportOfBothViews_MeasuresTheActivePicture(string name)
    {
        string source = string.Join('+', name.Split('+').Select(part => SharedFiles.Committed("mvc/" + part)));
        CommandResult result = await CommandLine.RunAsync("probe", "--view-order", "left-first", source);

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("active picture 320×192+0+0 of 320×192: 2 pictures", result.Output, StringComparison.Ordinal);
    }

    /// <summary>A packet in the middle says that it is scrambled: found by copy 165 of damaged.sh.</summary>
    [Fact]
    public async Task Shots_PacketSaidToBeEncrypted_IsOneLineThatNamesTheFile()
    {
        byte[] clip = File.ReadAllBytes(SharedFiles.Committed("mvc/containers/bd_one.m2ts"));
        const int Packet = 171 * 192;
        Assert.Equal(0x47, clip[Packet + 4]);
        clip[Packet + 7] |= 0x80;
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["scrambled.m2ts"], clip);

        CommandResult result = await CommandLine.RunAsync(
            "shots", "--view-order", "left-first", folder["scrambled.m2ts"]);

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Faults);
        Assert.Contains("scrambled.m2ts", fault, StringComparison.Ordinal);
        Assert.Contains("encrypted at byte 32832", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_WithoutViewOrder_AsksForIt()
    {
        using var folder = new TemporaryFolder();
        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", SmallPipeline(folder), "--out", folder["out"],
                SharedFiles.Committed("mvc/b_hier.264"));
        Assert.Equal(2, result.Code);
        Assert.Contains("--view-order", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [LongData("left-first")]
    [InlineData("right-first")]
    public async Task Extract_OpenGop_PutsTheBaseViewWhereTheOrderSays(string order)
    {
        string stream = SharedFiles.Committed("mvc/i2_opengop.264");
        using var folder = new TemporaryFolder();

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", SmallPipeline(folder), "--out", folder["out"], "--view-order", order, stream);

        Assert.True(result.Code == 0, result.Error);
        int samples = 0;
        foreach (ShardSample sample in ShardSample.ReadAll(new OutputFolder(folder["out"])))
        {
            using (sample)
            {
                samples++;
                using Plane<Rgb24> alone = BaseViewAlone(stream, sample.Frame);
                double left = MeanDifference(alone, sample.Left);
                double right = MeanDifference(alone, sample.Right!);
                Assert.True(order == "left-first" ? left < 3 && right > left + 1 : right < 3 && left > right + 1);
            }
        }

        Assert.Equal(4, samples);
    }

    [Fact]
    public async Task Extract_FilmOfAnotherSize_IsScaledOnceAndCropped()
    {
        string stream = SharedFiles.Committed("mvc/i2_opengop.264");
        using var folder = new TemporaryFolder();

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", SmallPipeline(folder, "[400, 240]"), "--out", folder["out"], "--view-order",
            "left-first", stream);

        Assert.True(result.Code == 0, result.Error);
        using ShardSample sample = ShardSample.ReadAll(new OutputFolder(folder["out"])).First();
        using Plane<Rgb24> alone =
            BaseViewAlone(stream, sample.Frame, "scale=400:240:flags=bicubic,crop=320:160:40:40");
        Assert.True(MeanDifference(alone, sample.Left) < 3);
    }

    [Fact]
    public async Task Extract_DependentPictureMissing_RejectsThatFrameAndPairsNoNeighbour()
    {
        const int Missing = 6;
        using var folder = new TemporaryFolder();
        List<byte[]> units = MvcUnits.Of("i_idr");
        MvcFrame frame = MvcReader
            .Open([MvcTruth.Stream("i_idr")], TestContext.Current.CancellationToken)
            .Index(TestContext.Current.CancellationToken).Frames[Missing];
        int gone = MvcUnits.Indexes(units, NalType.DependentSlice)[frame.AccessUnit];
        units.RemoveAt(gone);
        File.WriteAllBytes(folder["film.264"], MvcUnits.Join(units));

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", SmallPipeline(folder), "--out", folder["out"], "--view-order", "left-first",
            folder["film.264"]);

        Assert.True(result.Code == 0, result.Error);
        var outcomes = FrameOutcome.ReadAll(new OutputFolder(folder["out"])).ToDictionary(f => f.Frame, f => f.Rule);
        Assert.Equal("missing_view", outcomes[Missing]);
        Assert.Null(outcomes[0]);
    }

    internal static string SmallPipeline(TemporaryFolder folder, string viewPx = "[320, 192]")
    {
        string paper = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");
        File.WriteAllText(folder["small.yaml"], QuarterPipeline.Replaced(File.ReadAllText(paper), new()
        {
            ["view_px: [1920, 1080]"] = "view_px: " + viewPx,
            ["crop_px: [1880, 800]"] = "crop_px: [320, 160]",
            ["threshold: 0.1"] = "threshold: 0.9",
            ["vertical_fraction_max: 0.10"] = "vertical_fraction_max: 1",
            ["range_px_min: 10"] = "range_px_min: 0",
            ["consistent_fraction_min: 0.70"] = "consistent_fraction_min: 0",
        }));
        return folder["small.yaml"];
    }

    // ffmpeg by itself decodes the base view of an MVC stream and drops the other.
    internal static Plane<Rgb24> BaseViewAlone(string stream, int frame, string filter = "crop=320:160:0:16")
    {
        using var films = new SmallFilms();
        string select = FormattableString.Invariant($"select='eq(n,{frame})',{filter}");
        string raw =
            films.Make(
                "-i", stream, "-vf", select, "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "base.rgb");
        var picture = new Plane<Rgb24>(320, 160);
        File.ReadAllBytes(raw).CopyTo(picture.Bytes);
        return picture;
    }

    internal static double MeanDifference(Plane<Rgb24> one, Plane<Rgb24> other)
    {
        double sum = 0;
        for (int i = 0; i < one.Bytes.Length; i++)
        {
            sum += Math.Abs(one.Bytes[i] - other.Bytes[i]);
        }

        return sum / one.Bytes.Length;
    }
}
