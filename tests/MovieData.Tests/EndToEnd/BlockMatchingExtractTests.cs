using System.Text.Json.Nodes;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.EndToEnd;

/// <summary>A film through the model that is no network.</summary>
[Slow]
public sealed class BlockMatchingExtractTests(ShortFilm film) : IClassFixture<ShortFilm>
{
    [Fact]
    public async Task Extract_OpenCvSgbm_IsSoundAndNamesItsVersion()
    {
        string pipeline = film.At("sgbm.yaml");
        File.WriteAllText(pipeline, QuarterPipeline.Replaced(
            File.ReadAllText(film.Pipeline), new() { ["model: movieflow"] = "model: opencv-sgbm" }));
        string data = film.At("data");

        CommandResult run = await CommandLine.RunAsync(
            "extract", "--pipeline", pipeline, "--out", data, "--limit", "1", film.Path);

        Assert.True(run.Code == 0, run.Error);
        CommandResult verify = await CommandLine.RunAsync("verify", data);
        Assert.Equal("", string.Join('\n', verify.Faults));
        JsonNode status = JsonNode.Parse((await CommandLine.RunAsync("status", data, "--json")).Output)!;
        Assert.Equal(1, (int)status["segments_done"]!);
        Assert.InRange((int)status["kept"]!, 1, 8);
        Assert.Contains(OpenCv.Version, File.ReadAllText(Path.Combine(data, "manifest.json")),
            StringComparison.Ordinal);
    }
}
