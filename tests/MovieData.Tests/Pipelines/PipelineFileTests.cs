using System.Text.Json.Nodes;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Yaml;

namespace MovieData.Tests.Pipelines;

public class PipelineFileTests
{
    private static string Paper => Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");

    [Fact]
    public void Read_ThePapersFile_HasThePapersNumbers()
    {
        Pipeline paper = PipelineFile.Read(Paper);

        // arXiv 1907.01341v3, §4 "3D Movies".
        Assert.Equal((new PixelSize(1920, 1080), new PixelSize(1880, 800)), (paper.Decode.View, paper.Decode.Crop));
        Assert.Equal(new PixelArea(20, 140, 1880, 800), paper.Decode.PaperCrop);
        Assert.Equal(
            (0.1, 1.0, true), (paper.Shots.Threshold, paper.Shots.ClipSecondsMin, paper.Shots.DropFirstLastChapter));
        Assert.Equal((1.0, 4.0), (paper.Sampling.BurstSeconds, paper.Sampling.BurstEverySeconds));
        Assert.Equal(
            [4, 1, 1],
                ((Split[])[Split.Train, Split.Validation, Split.Test]).Select(s => paper.Sampling.FpsBySplit[s]));
        Assert.Equal(
            (2.0, 2.0, 0.10, 10.0, 0.70),
            (paper.Disparity.ResidualPxMax, paper.Disparity.VerticalPxMax, paper.Disparity.VerticalFractionMax,
                paper.Disparity.RangePxMin, paper.Disparity.ConsistentFractionMin));
        Assert.Equal(LimitComparison.LimitPasses, paper.Disparity.Compare);
        Assert.Equal([Rule.Vertical, Rule.Range, Rule.Consistency], paper.Disparity.RuleOrder);
    }

    [Fact]
    public void DigestOf_CommentsAndLayout_DoNotCount()
    {
        using var folder = new TemporaryFolder();
        string text = File.ReadAllText(Paper);
        File.WriteAllText(
            folder["same.yaml"], "# another comment\n"
                + text.Replace(
                    "  fps: { train: 4, validation: 1, test: 1 }",
                        "  fps:\n    train: 4\n    validation: 1.0\n    test: 1", StringComparison.Ordinal));
        File.WriteAllText(
            folder["other.yaml"], text.Replace("threshold: 0.1", "threshold: 0.2", StringComparison.Ordinal));

        string digest = DatasetRun.DigestOf(PipelineFile.Read(Paper));

        Assert.Equal(digest, DatasetRun.DigestOf(PipelineFile.Read(folder["same.yaml"])));
        Assert.NotEqual(digest, DatasetRun.DigestOf(PipelineFile.Read(folder["other.yaml"])));
    }

    [Fact]
    public void PipelineJson_ReadOfEveryShippedFile_IsThePipelineAgain()
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Paper)!, "*.yaml"))
        {
            JsonObject written = PipelineJson.Write(PipelineFile.Read(file));

            Pipeline read = PipelineJson.Read(written, "manifest.json");

            Assert.True(JsonNode.DeepEquals(written, PipelineJson.Write(read)), file);
        }

        JsonObject damaged = PipelineJson.Write(PipelineFile.Read(Paper));
        damaged["shards"]!["jpeg_quality"] = 101;
        var fault = Assert.Throws<YamlFileException>(() => PipelineJson.Read(damaged, "manifest.json"));
        Assert.StartsWith("manifest.json:1: shards.jpeg_quality is 101", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  fill: minimum", "  fill: minimum\n  fil: none", "unknown key sky.fil;")]
    [InlineData("  fill: minimum\n", "", "missing key sky.fill;")]
    [InlineData("jpeg_quality: 95", "jpeg_quality: 101", "shards.jpeg_quality is 101; expected a whole number from 1")]
    [InlineData("crop_px: [1880, 800]", "crop_px: [1922, 800]", "decode.crop_px 1922×800 does not fit")]
    public void Read_FaultyKey_IsRefusedWithFileAndLine(string line, string faulty, string fault)
    {
        using var folder = new TemporaryFolder();
        string text = File.ReadAllText(Paper);
        Assert.Contains(line, text, StringComparison.Ordinal);
        File.WriteAllText(folder["faulty.yaml"], text.Replace(line, faulty, StringComparison.Ordinal));

        string message = Assert.Throws<YamlFileException>(() => PipelineFile.Read(folder["faulty.yaml"])).Message;

        Assert.Matches(@"faulty\.yaml:\d+: ", message);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeysThatCameLater_MayBeAbsentAndAreOffThen()
    {
        using var folder = new TemporaryFolder();
        string text = File.ReadAllText(Paper);
        File.WriteAllText(folder["limit.yaml"], text.Replace(
            "  threshold: 0.1\n", "  threshold: 0.1\n  time_shift_frames_max: 0.25\n", StringComparison.Ordinal));
        File.WriteAllText(folder["off.yaml"], text.Replace(
            "  threshold: 0.1\n", "  threshold: 0.1\n  time_shift_frames_max: 100\n", StringComparison.Ordinal));
        File.WriteAllText(folder["bad.yaml"], text.Replace(
            "  threshold: 0.1\n", "  threshold: 0.1\n  time_shift_frames_max: 101\n", StringComparison.Ordinal));

        Pipeline paper = PipelineFile.Read(Paper);

        Assert.Equal(100, paper.Shots.TimeShiftFramesMax);
        Assert.Equal(0.25, PipelineFile.Read(folder["limit.yaml"]).Shots.TimeShiftFramesMax);
        Assert.Equal(DatasetRun.DigestOf(paper), DatasetRun.DigestOf(PipelineFile.Read(folder["off.yaml"])));
        Assert.Equal(100, (double)PipelineJson.Write(paper)["shots"]!["time_shift_frames_max"]!);
        Assert.Throws<YamlFileException>(() => PipelineFile.Read(folder["bad.yaml"]));
    }

    [Fact]
    public void Read_EveryShippedPipeline_IsWellFormed()
    {
        string[] files = Directory.GetFiles(Path.GetDirectoryName(Paper)!, "*.yaml");
        Assert.NotEmpty(files);
        Assert.All(files, file => PipelineFile.Read(file));
    }
}
