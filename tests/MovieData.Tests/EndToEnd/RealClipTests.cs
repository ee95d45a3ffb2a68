using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// A real 3D film clip without tags (half side-by-side, left view first, mixed-sign disparity, cut at frame 63), with a
/// real flow network of another shape than ours.
/// </summary>
public class RealClipTests
{
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
            Path.Combine(SharedFiles.RepositoryRoot, "tests", "MovieData.Tests", "Models", "real-models.yaml");
        File.Copy(tests, folder["models.yaml"]);
        string paper = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        File.WriteAllText(folder["nano.yaml"], SmallFilm.Replaced(paper, new()
        {
            ["model: movieflow"] = "model: nanoflow",
            ["model: sky-plain"] = "model: skysegsmall",
        }));

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", folder["nano.yaml"], "--models", folder["models.yaml"], "--out", folder["out"],
            "--layout", "sbs-half", "--view-order", "left-first", clip);

        Assert.True(result.Code == 0, result.Error);
        var dataset = new OutputFolder(folder["out"]);
        StatusReport status = DatasetRun.Status(dataset);
        Assert.Equal((4L, 4L), (status.Planned, status.Kept));
        Assert.Equal([0, 6, 12, 18], FrameOutcome.ReadAll(dataset).Select(f => f.Frame));
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
