using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Audit;

/// <summary>Predictions made from the truth by a known scale, shift and error give the figures that arithmetic says.
/// </summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private const int Width = 40;
    private const int Height = 30;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_KnownScaleShiftAndError_GivesTheErrorAlone()
    {
        // Errors of ±0.5 px by turns from row to row, which no scale or shift takes: the truth has every row twice.
        Put("truth/a.pfm", (x, y) => Disparity(x, y));
        Put("out/a.pfm", (x, y) => (Disparity(x, y) + (y % 2 == 0 ? 0.5f : -0.5f) - 3) / 2);
        JsonObject json = await JsonAsync("--truth", _folder["truth"], "--predictions", _folder["out"]);
        Assert.Equal("ssi-disparity", (string?)json["protocol"]);
        Assert.Equal(1, (int)json["overall"]!["n"]!);
        Assert.Equal(1, (double)json["overall"]!["pixels_share"]!, 1e-9);
        // Least squares trusts a noisy prediction less: of variance V and error e², V e² / (V + e²) are left.
        double[] truth = [.. Enumerable.Range(0, Width * Height).Select(i => (double)Disparity(i % Width, i / Width))];
        double variance = truth.Sum(d => Math.Pow(d - truth.Average(), 2)) / truth.Length;
        double left = variance * 0.25 / (variance + 0.25);
        Assert.Equal(Math.Sqrt(left), Value(json, "rmse"), 1e-5);
        Assert.Equal(left / 2, Value(json, "ssimse"), 1e-5);
        Assert.Equal(0, Value(json, "bad1"));
        JsonNode rmse = json["overall"]!["metrics"]!["rmse"]!;
        Assert.Equal("disparity, px", (string?)rmse["space"]);
        Assert.Equal("scale and shift, least squares", (string?)rmse["alignment"]);
        Assert.Equal("none", (string?)rmse["clamp"]);
    }

    [Theory]
    [InlineData("ssi-robust", "ssimae", 0)]
    [InlineData("ssi-robust", "mage", 0)]
    [InlineData("ordinal", "accuracy", 1)]
    [InlineData("boundary", "boundary_f1", 1)]
    [InlineData("depth-affine", "abs_rel", 0)]
    public async Task Evaluate_TruthScaledAndShifted_IsPerfect(string protocol, string metric, double perfect)
    {
        Put("truth/a.pfm", Disparity);
        Put("out/a.pfm", (x, y) => (4 * Disparity(x, y)) - 64);
        JsonObject json = await JsonAsync(
            "--truth", _folder["truth"], "--predictions", _folder["out"], "--protocol", protocol);
        Assert.Equal(perfect, Value(json, metric), 1e-5);
    }

    [Fact]
    public async Task Evaluate_TruthUpsideDown_IsOrderedWrongly()
    {
        Put("truth/a.pfm", Disparity);
        Put("out/a.pfm", (x, y) => -Disparity(x, y));
        JsonObject json = await JsonAsync(
            "--truth", _folder["truth"], "--predictions", _folder["out"], "--protocol", "ordinal");
        Assert.Equal(0, Value(json, "accuracy"));
        Assert.Equal(1, Value(json, "whdr"));
    }

    [Fact]
    public async Task Evaluate_UnknownTruth_IsNotAsked()
    {
        Put("truth/a.pfm", (x, y) => x < 10 ? float.NaN : Disparity(x, y));
        Put("out/a.pfm", (x, y) => x < 10 ? float.NaN : Disparity(x, y));
        JsonObject json = await JsonAsync("--truth", _folder["truth"], "--predictions", _folder["out"]);
        Assert.Equal(0.75, (double)json["overall"]!["pixels_share"]!, 1e-9);
        Assert.Equal(0, Value(json, "rmse"), 1e-5);
    }

    /// <summary>What a dataset's own pixels of code 0 say, written back as predictions, is perfect.</summary>
    [Fact]
    public async Task Evaluate_DatasetAgainstItself_IsPerfect()
    {
        OutputFolder dataset = TestDataset.Make(_folder["data"], 2);
        int valid = 0;
        int area = 0;
        foreach (ShardSample sample in ShardSample.ReadAll(dataset))
        {
            using (sample)
            {
                valid += sample.Mask.Pixels.Count(MaskCode.Valid);
                area += sample.Mask.Pixels.Length;
                Directory.CreateDirectory(_folder["out"]);
                PfmFile.Write(
                    Path.Combine(_folder["out"], sample.Id.Replace('/', '_') + ".pfm"), sample.Disparity);
            }
        }

        string csv = _folder["scores.csv"];
        JsonObject json = await JsonAsync(
            "--dataset", dataset.Root, "--predictions", _folder["out"], "--csv", csv);
        Assert.Equal(0, Value(json, "rmse"), 1e-4);
        Assert.Equal((double)valid / area, (double)json["overall"]!["pixels_share"]!, 1e-9);
        Assert.Equal("film", (string?)json["films"]![0]!["film"]);
        Assert.Equal("train", (string?)json["splits"]![0]!["split"]);
        string[] lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        Assert.Equal((int)json["overall"]!["n"]! + 1, lines.Length);
        Assert.StartsWith("id,film,split,pixels,pixels_share,constant,rmse,mae", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_UnfinishedDataset_AsksForPartial()
    {
        OutputFolder dataset = TestDataset.Make(_folder["data"], 1);
        File.Delete(dataset.Absolute(CommittedSamples.Entries(dataset).First().Shard!.Name));
        Directory.CreateDirectory(_folder["out"]);
        CommandResult result = await CommandLine.RunAsync(
            "evaluate", "--dataset", dataset.Root, "--predictions", _folder["out"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("--partial", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_SplitWithoutSamples_NamesThoseThatHaveSome()
    {
        OutputFolder dataset = TestDataset.Make(_folder["data"], 2);
        Directory.CreateDirectory(_folder["out"]);
        int kept = CommittedSamples.Entries(dataset).Sum(entry => entry.Kept);

        CommandResult result = await CommandLine.RunAsync(
            "evaluate", "--dataset", dataset.Root, "--predictions", _folder["out"], "--split", "test");

        Assert.Equal(2, result.Code);
        Assert.EndsWith(
            $"no kept samples in split test, {kept} in train: nothing to score", Assert.Single(result.Faults),
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "size", "39×30, expected 40×30" },
        { "nan", "NaN or infinite at 1 of the 1200 pixels" },
        { "missing", "no prediction of 1 of 2 samples (first b)" },
        { "more", "of no sample that is scored" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Evaluate_PredictionThatCannotBeScored_IsOneLine(string kind, string reason)
    {
        Put("truth/a.pfm", Disparity);
        Put(
            "out/a.pfm",
            (x, y) => kind == "nan" && x + y == 0 ? float.NaN : Disparity(x, y),
            kind == "size" ? Width - 1 : Width);
        if (kind == "missing")
        {
            Put("truth/b.pfm", Disparity);
        }

        if (kind == "more")
        {
            Put("out/c.pfm", Disparity);
        }

        CommandResult result = await CommandLine.RunAsync(
            "evaluate", "--truth", _folder["truth"], "--predictions", _folder["out"]);
        Assert.Equal(2, result.Code);
        Assert.Contains(reason, Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ConstantPrediction_IsTold()
    {
        Put("truth/a.pfm", Disparity);
        Put("out/a.pfm", (_, _) => 7);
        CommandResult result = await CommandLine.RunAsync(
            "evaluate", "--truth", _folder["truth"], "--predictions", _folder["out"]);
        Assert.Equal(0, result.Code);
        Assert.Contains("1 predictions have one value everywhere (first a)", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Least squares turns depth into disparity by a negative scale: its errors look small.</summary>
    [Fact]
    public async Task Evaluate_PredictionThatIsLargerForFartherThings_IsTold()
    {
        Put("truth/a.pfm", Disparity);
        Put("truth/b.pfm", Disparity);
        Put("out/a.pfm", Disparity);
        Put("out/b.pfm", (x, y) => 60 - Disparity(x, y));
        CommandResult result = await CommandLine.RunAsync(
            "evaluate", "--json", "--truth", _folder["truth"], "--predictions", _folder["out"]);
        Assert.Equal(0, result.Code);
        Assert.Contains("1 of 2 predictions fall where the truth rises (first b)", result.Error,
            StringComparison.Ordinal);
        JsonObject json = JsonNode.Parse(result.Output)!.AsObject();
        Assert.Equal(1, (int)json["reversed_predictions"]!);
        Assert.Equal(0, Value(json, "rmse"), 1e-5);
    }

    [Fact]
    public async Task Evaluate_CsvThatIsAFolder_IsSaidBeforeAnythingIsScored()
    {
        Put("truth/a.pfm", Disparity);
        Put("out/a.pfm", (_, _) => 7);
        CommandResult result = await CommandLine.RunAsync(
            "evaluate", "--truth", _folder["truth"], "--predictions", _folder["out"], "--csv", _folder["out"]);
        Assert.Equal(2, result.Code);
        Assert.Contains("is a folder", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.DoesNotContain("one value everywhere", result.Error, StringComparison.Ordinal);
    }

    // A slope, and a box in front of it with an edge.
    private static float Disparity(int x, int y) => (x is > 12 and < 25 && y is >= 10 and < 20 ? 30 : 5) + (x / 8f);

    private static double Value(JsonObject json, string metric) =>
        (double)json["overall"]!["metrics"]![metric]!["value"]!;

    private static async Task<JsonObject> JsonAsync(params string[] arguments)
    {
        CommandResult result = await CommandLine.RunAsync(["evaluate", "--json", .. arguments]);
        Assert.True(result.Code == 0, result.Error);
        return JsonNode.Parse(result.Output)!.AsObject();
    }

    private void Put(string name, Func<int, int, float> value, int width = Width)
    {
        using var picture = new Plane<float>(width, Height);
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = value(i % width, i / width);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        PfmFile.Write(_folder[name], picture);
    }
}
