using System.Globalization;
using MovieData.Cli;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// A real 3D film clip without tags (half side-by-side, left view first, mixed-sign disparity, cut at frame 63), with a
/// real flow network of another shape than ours.
/// </summary>
[Slow]
public class RealClipTests
{
    /// <summary>
    /// A white flower, blown out and strongly compressed: hardly anything to match, and no vertical disparity.
    /// Version 6 of movieflow had 10 and 12 % of the pixels off: the rule on vertical flow rejected both frames.
    /// </summary>
    [Theory]
    [InlineData(65)]
    [LongData(78)]
    public async Task Pair_BlownOutFlower_HasNoVerticalFlow(int frame)
    {
        string clip = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");
        using var pictures = new SmallFilms();
        foreach ((string name, string x) in new[] { ("left.png", "0"), ("right.png", "iw/2") })
        {
            string view = $"crop=iw/2:ih:{x}:0,scale=iw*2:ih:flags=bicubic,crop=1880:800";
            pictures.Make("-i", clip, "-vf", $"select=eq(n\\,{frame}),{view}", "-frames:v", "1", name);
        }

        CommandResult result = await CommandLine.RunAsync(
            "pair", pictures.At("left.png"), pictures.At("right.png"), "--out", pictures.At("out"));

        Assert.True(result.Code == 0, result.Error);
        Assert.DoesNotContain("rejected", result.Output, StringComparison.Ordinal);
        (Plane<float> u, Plane<float> v) = FloFile.Read(pictures.At("out/flow_lr.flo"));
        using var flow = new FlowField(u, v);
        double off = flow.V.Pixels.ToArray().Average(px => Math.Abs(px) > 2 ? 1.0 : 0.0);
        TestContext.Current.TestOutputHelper?.WriteLine($"frame {frame}: |v| > 2 px {off:F3}");
        Assert.InRange(off, 0, 0.05);
    }

    [Fact]
    public async Task Extract_RealClipWithAForeignNetwork_KeepsTheFirstShotNearThingsNearer()
    {
        string clip = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");
        string network = SharedFiles.Require("models/nanoflow_448x640.onnx");
        string skyNetwork = SharedFiles.Require("models/skysegsmall_384.onnx");
        using var folder = new TemporaryFolder();
        File.Copy(network, folder["nanoflow_448x640.onnx"]);
        File.Copy(skyNetwork, folder["skysegsmall_384.onnx"]);
        string tests =
            Path.Combine(SharedFiles.RepositoryRoot, "tests", "MovieData.Tests", "Inference", "real-models.yaml");
        File.Copy(tests, folder["models.yaml"]);
        string paper = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        File.WriteAllText(folder["nano.yaml"], QuarterPipeline.Replaced(paper, new()
        {
            ["model: movieflow"] = "model: nanoflow",
            ["model: moviesky"] = "model: skysegsmall",
            ["grow_by: sky-plain"] = "grow_by: none",
        }));

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", folder["nano.yaml"], "--models", folder["models.yaml"], "--out", folder["out"],
            "--view-order", "left-first", clip);

        Assert.True(result.Code == 0, result.Error);
        var dataset = new OutputFolder(folder["out"]);
        StatusReport status = DatasetRun.Status(dataset);
        Assert.Equal((4L, 4L), (status.Planned, status.Kept));
        double estimated = 4 * 1880 * 800 * PlanEstimate.BytesPerPixel(PipelineFile.Read(folder["nano.yaml"]));
        Assert.InRange(estimated / status.Bytes, 1, 2);
        Assert.Equal([0, 6, 12, 18], FrameOutcome.ReadAll(dataset).Select(f => f.Frame));
        Assert.Equal(
            ModelPlace.Cpu.Threads.ToString(CultureInfo.InvariantCulture),
            RunManifest.Read(dataset).Platform!["threads"]);
        string log = File.ReadAllText(Assert.Single(Directory.GetFiles(dataset.Log, "*.jsonl")));
        Assert.Contains("\"message\":\"0 chapters, fewer than 3", log, StringComparison.Ordinal);
        using ShardSample first = ShardSample.ReadAll(dataset).First();

        // The big leaf on the right hangs in front of the undergrowth in the upper right corner.
        Assert.True(Median(first, 1400, 400) > Median(first, 1700, 20) + 3);
        Assert.Equal((20, 140, 1880, 800), (first.Crop.X, first.Crop.Y, first.Crop.Width, first.Crop.Height));
    }

    private static float Median(ShardSample sample, int x, int y)
    {
        var values = new List<float>();
        for (int row = y; row < y + 60; row++)
        {
            values.AddRange(sample.Disparity.Row(row).Slice(x, 60).ToArray().Where(float.IsFinite));
        }

        values.Sort();
        return values[values.Count / 2];
    }
}
