using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Readers;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Export;

/// <summary><c>tools/depth-training</c>: its own tests, and from an export to figures of <c>evaluate</c>.</summary>
[Slow]
public sealed class DepthTrainingTests : IDisposable
{
    private static readonly string[] Modules = ["torch", "torchvision", "cv2", "PIL", "numpy", "matplotlib"];

    private readonly TemporaryFolder _work = new();

    public void Dispose() => _work.Dispose();

    /// <summary>
    /// Losses against NumPy and differences, samples out of tars, one step, resuming to equal weights, bad input.
    /// </summary>
    [Fact]
    public void Tests_OfTheTrainer_Pass()
    {
        Skips.Unless(Python.Has(Modules), Skips.PyTorch);

        string said = Python.Succeeds(
            Python.Program, "-m", "unittest", "discover", "-s", Path.GetDirectoryName(Script("train.py"))!);

        // A folder in which no test is found ends well, too.
        Assert.Matches(@"Ran [3-9]\d tests", said);
    }

    /// <summary>Tars train a network, and <c>evaluate</c> takes what it predicts for the dataset's.</summary>
    [Fact]
    public async Task Predict_OfANetworkTrainedOnAnExport_IsScoredByEvaluate()
    {
        Skips.Unless(Python.Has(Modules), Skips.PyTorch);
        string dataset = _work["data"];
        TestDataset.Make(dataset, segments: 1, film: "a.film");
        CommandResult export =
            await CommandLine.RunAsync("export", dataset, "--format", "webdataset", "--to", _work["tars"]);
        Assert.True(export.Code == 0, export.Error);

        string said = Python.Succeed(
            [
                Script("train.py"), "--data", _work["tars"], "--work", _work["net"], "--steps", "2", "--batch", "2",
                "--size", "64", "32", "--width", "0.25",
            ],
            [
                Script("predict.py"), "--checkpoint", _work["net/checkpoint.pt"], "--data", _work["tars"], "--out",
                _work["predictions"],
            ]);
        Assert.Equal(["none"], Regex.Matches(said, "left out: (.*)").Select(match => match.Groups[1].Value));
        CommandResult scored = await CommandLine.RunAsync(
            "evaluate", "--dataset", dataset, "--predictions", _work["predictions"], "--json");

        Assert.True(scored.Code == 0, scored.Error);
        JsonNode overall = JsonNode.Parse(scored.Output)!["overall"]!;
        Assert.Equal(
            Directory.GetFiles(_work["predictions"], "a.film_*.npy").Length, overall["n"]!.GetValue<int>());
        Assert.True(overall["metrics"]!["rmse"]!["value"]!.GetValue<double>() > 0);
    }

    private static string Script(string name) =>
        Path.Combine(SharedFiles.RepositoryRoot, "tools/depth-training", name);
}
