using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Cli;
using MovieData.Runs;
using MovieData.Tests.Clusters;
using MovieData.Tests.Watching;
using MovieData.Watching;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>extract --metrics</c>: the dataset is the same, the text follows the format, the dashboard fits it.
/// </summary>
[Slow]
public sealed partial class MetricsFlagTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Fact]
    public async Task Extract_MetricsFile_CountsWhatIsDoneAndChangesNoByte()
    {
        string dataset = await film.PlannedAsync("watched");
        string file = Path.Combine(Directory.CreateDirectory(film.At("prom")).FullName, "run.prom");

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path, "--metrics", file);

        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(CommandLine.Digests(await film.ExtractedAsync("unwatched")), CommandLine.Digests(dataset));
        Assert.Equal([file], Directory.GetFiles(film.At("prom")));
        var metrics = Exposition.Read(File.ReadAllText(file));
        JsonNode status = JsonNode.Parse((await CommandLine.RunAsync("status", dataset, "--json")).Output)!;
        double rejected = metrics.Samples
            .Where(sample => sample.Key.Contains("samples_rejected", StringComparison.Ordinal))
            .Sum(sample => sample.Value);
        Assert.Equal((double)status["kept"]!, metrics["movie_data_samples_kept_total"]);
        Assert.Equal((double)status["planned"]!, metrics["movie_data_samples_kept_total"] + rejected);
        Assert.Equal((double)status["segments_done"]!, metrics["movie_data_segments_done_total"]);
        Assert.Equal(metrics["movie_data_samples"], metrics["movie_data_samples_measured_total"]);
        Assert.Equal(0, metrics["movie_data_seconds_left"]);
        Assert.Equal(1, metrics["movie_data_films{step=\"extracting\"}"]);
        Assert.True(metrics["movie_data_stage_seconds_total{stage=\"flow\",state=\"busy\"}"] > 0);
        Assert.Equal(
            ["decode", "flow", "disparity", "sky", "shard"],
            metrics.Samples.Keys.Where(key => key.StartsWith("movie_data_stage_queue", StringComparison.Ordinal))
                .Select(key => key.Split('"')[1]));

        // The dashboard asks for nothing that is not there; GPUs are where they are.
        string[] asked = DashboardNames();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(metrics.Names).Except(["movie_data_gpu_busy_ratio", "movie_data_gpu_memory_bytes"]));
    }

    [Fact]
    public async Task Text_WithGpus_HoldsThem()
    {
        var gpus = new GpuWatch(ScriptedProgram.Write(film.At("smi"), "echo '0, 50, 10'"));
        await gpus.LookAsync(TestContext.Current.CancellationToken);

        var metrics = Exposition.Read(new RunMetrics(new RunProgress(), "1 \"a\"", gpus, TimeProvider.System).Text());

        Assert.Equal(0.5, metrics["movie_data_gpu_busy_ratio{gpu=\"0\"}"]);
        Assert.Equal(10 << 20, metrics["movie_data_gpu_memory_bytes{gpu=\"0\"}"]);
        Assert.DoesNotContain("movie_data_seconds_left", metrics.Names);
    }

    [Theory]
    [InlineData("film.mkv")]
    [InlineData(":")]
    [InlineData(":x")]
    [InlineData(":70000")]
    [InlineData("localhost:90")]
    [InlineData("1.2.3.4")]
    [InlineData("::1")]
    public async Task Extract_MetricsOfNoForm_AreRefused(string word)
    {
        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", film.Pipeline, "--out", film.At("refused"), film.Path, "--metrics", word);

        Assert.Equal(2, result.Code);
        Assert.Contains($"--metrics {word}: expected", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Path.Exists(film.At("refused")));
    }

    [Theory]
    [InlineData("absent/run.prom")]
    [InlineData("192.0.2.1:9")]
    public async Task Extract_MetricsThatCannotBe_StopItBeforeItBegins(string word)
    {
        string given = word.Contains('/') ? film.At(word) : word;

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", film.Pipeline, "--out", film.At("stopped"), film.Path, "--metrics", given);

        Assert.Equal(2, result.Code);
        Assert.Contains($"{given}: ", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Path.Exists(film.At("stopped")));
    }

    [Theory]
    [InlineData(":9464", "127.0.0.1:9464")]
    [InlineData("0.0.0.0:1", "0.0.0.0:1")]
    [InlineData("[::]:9464", "[::]:9464")]
    [InlineData("run.prom", null)]
    [InlineData("/a:1/run.prom", null)]
    public void AddressOf_AWord_IsLocalUnlessItSaysOtherwise(string word, string? address) =>
        Assert.Equal(address is null ? null : IPEndPoint.Parse(address), MetricsFlag.AddressOf(word));

    private static string[] DashboardNames()
    {
        string path = Path.Combine(SharedFiles.RepositoryRoot, "tools/grafana/movie-data.json");
        JsonNode dashboard = JsonNode.Parse(File.ReadAllText(path))!;
        return
        [
            .. dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray())
                .SelectMany(target => Name().Matches((string)target!["expr"]!)).Select(name => name.Value).Distinct(),
        ];
    }

    [GeneratedRegex(@"\b(movie_data|process)_[a-z_]+")]
    private static partial Regex Name();
}
