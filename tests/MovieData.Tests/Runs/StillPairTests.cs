using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Synthesis;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Runs;

/// <summary>What <c>pair</c> makes of a pipeline's section <c>flow</c>: the same as <c>extract</c>.</summary>
public sealed class StillPairTests : IDisposable
{
    private static readonly SyntheticFilm Film = new(new SynthesisOptions { View = new PixelSize(480, 270) });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pair_MatchExposure_ShowsTheNetworkTheMatchedView()
    {
        Write("garden", out Plane<Rgb24> left, out Plane<Rgb24> right);
        using (left)
        using (right)
        {
            foreach (ref Rgb24 pixel in right.Pixels)
            {
                pixel = new Rgb24((byte)(pixel.R / 2), (byte)(pixel.G / 2), (byte)(pixel.B / 2));
            }

            PngWriter.Write(_folder["right.png"], right);
            using var matched = new Plane<Rgb24>(right.Width, right.Height);
            ExposureMatch.Run(left.Pixels, right.Pixels, matched.Pixels);
            PngWriter.Write(_folder["matched.png"], matched);
        }

        JsonNode asWritten = await PairAsync("dark", "right.png");
        JsonNode seen = await PairAsync("seen", "right.png", "match_exposure: false", "match_exposure: true");
        await PairAsync("matched", "matched.png");

        foreach (string flow in (string[])["flow_lr.flo", "flow_rl.flo"])
        {
            Assert.Equal(Bytes("matched", flow), Bytes("seen", flow));
            Assert.NotEqual(Bytes("dark", flow), Bytes("seen", flow));
        }

        // The views themselves stay.
        Assert.Equal((double)asWritten["exposure_difference"]!, (double)seen["exposure_difference"]!);
    }

    [Fact]
    public async Task Pair_RectifyAffine_LevelsTheRightViewAndSaysByHowMuch()
    {
        // 5 px down at full size are 1.25 here.
        Write("shifted", out Plane<Rgb24> left, out Plane<Rgb24> right);
        left.Dispose();
        right.Dispose();

        JsonNode asIs = await PairAsync("as-is", "right.png");
        JsonNode level = await PairAsync("level", "right.png", "rectify: none", "rectify: affine");

        Assert.Null(asIs["rectified_offset_px"]);
        Assert.InRange((double)asIs["vertical_offset_px"]!, 1, 1.5);
        Assert.InRange((double)level["rectified_offset_px"]!, -1.5, -1);
        Assert.InRange(Math.Abs((double)level["vertical_offset_px"]!), 0, 0.25);
    }

    [Fact]
    public async Task Pair_ViewsOfTwoSizes_NamesBothFiles()
    {
        using var small = new Plane<Rgb24>(8, 6);
        using var large = new Plane<Rgb24>(9, 6);
        PngWriter.Write(_folder["small.png"], small);
        PngWriter.Write(_folder["large.png"], large);

        CommandResult result = await CommandLine.RunAsync(
            "pair", _folder["small.png"], _folder["large.png"], "--out", _folder["out"]);

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Faults);
        Assert.Contains("small.png is 8×6", fault, StringComparison.Ordinal);
        Assert.Contains("large.png is 9×6", fault, StringComparison.Ordinal);
    }

    private void Write(string shot, out Plane<Rgb24> left, out Plane<Rgb24> right)
    {
        ShotDesign design = Film.Shots.Single(s => s.Name == shot);
        int frame = (design.FirstFrame + design.EndFrame) / 2;
        left = Film.Render(frame, View.Left);
        right = Film.Render(frame, View.Right);
        PngWriter.Write(_folder["left.png"], left);
        PngWriter.Write(_folder["right.png"], right);
    }

    private async Task<JsonNode> PairAsync(string name, string right, string old = "", string replacement = "")
    {
        string paper = File.ReadAllText(
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        Dictionary<string, string> changes = old.Length == 0 ? [] : new() { [old] = replacement };
        File.WriteAllText(_folder[name + ".yaml"], QuarterPipeline.Replaced(paper, changes));
        CommandResult result = await CommandLine.RunAsync(
            "pair", _folder["left.png"], _folder[right], "--out", _folder[name], "--device", "cpu",
            "--pipeline", _folder[name + ".yaml"]);
        Assert.True(result.Code == 0, result.Error);
        return JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[name], "pair.json")))!;
    }

    private byte[] Bytes(string name, string file) => File.ReadAllBytes(Path.Combine(_folder[name], file));
}
