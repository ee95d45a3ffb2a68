using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Inference;
using MovieData.Tests.Clusters;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>tools/gpu-check.sh in its short form: on the processor, and where the GPU it is asked for is not.</summary>
[Slow]
public sealed class GpuCheckTests : IDisposable
{
    private const int Segments = 2;
    private const int PairsPerSegment = 2;

    private static readonly string[] Keys =
        ["device", "bare_pairs_s", "pipeline_pairs_s", "share", "cpu_s_pair", "same_bytes"];

    private readonly TemporaryFolder _folder = new();
    private readonly SmallFilms _films = new();
    private readonly string _pipeline;

    public GpuCheckTests()
    {
        _pipeline = _folder["tiny.yaml"];
        string paper =
            File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        File.WriteAllText(_pipeline, QuarterPipeline.Replaced(paper, new()
        {
            ["view_px: [1920, 1080]"] = "view_px: [192, 96]",
            ["crop_px: [1880, 800]"] = "crop_px: [176, 80]",
            ["threshold: 0.1"] = "threshold: 1",
            ["burst_every_seconds: 4"] = "burst_every_seconds: 1",
            ["fps: { train: 4,"] = "fps: { train: 24,",
            ["range_px_min: 10"] = "range_px_min: 0",
            ["samples_per_segment: 64"] = $"samples_per_segment: {PairsPerSegment}",
        }));
    }

    public void Dispose()
    {
        _films.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Check_OnTheCpu_GivesTheSixFiguresAndAWellTable()
    {
        // One second; the right view sees everything 8 px further left.
        string film = _films.Make(
            "-f lavfi -i mandelbrot=s=200x96:r=24:start_scale=1:end_scale=0.05,noise=alls=12:all_seed=7 -t 1 "
            + "-filter_complex [0]split[a][b];[a]crop=192:96:0:0[l];[b]crop=192:96:8:0[r];[l][r]hstack "
            + "-c:v libx264 -preset veryfast -crf 14 -g 24 -pix_fmt yuv420p -metadata:s:v:0 stereo_mode=left_right "
            + "tiny.mkv");

        CommandResult result = await CheckAsync(
            "--device", "cpu", "--film", film, "--networks", "movieflow", "--segments", $"{Segments}");

        Assert.True(result.Code == 0, result.Error + result.Output);
        JsonObject figures = JsonNode.Parse(File.ReadAllText(_folder["gpu-check.json"]))!.AsObject();
        Assert.Equal(Keys, figures.Select(figure => figure.Key));
        Assert.StartsWith("cpu ", (string)figures["device"]!, StringComparison.Ordinal);
        Assert.True((bool)figures["same_bytes"]!);
        Assert.InRange((double)figures["cpu_s_pair"]!, 0.05, 60);
        Assert.Equal(
            (double)figures["pipeline_pairs_s"]! / (double)figures["bare_pairs_s"]!, (double)figures["share"]!, 1e-3);

        // Every frame of the film is a pair, and each extraction is of whole segments.
        string[] rows = Rows(result.Output);
        Assert.Contains(rows, row => row.StartsWith(
            $"| plan | cpu | 24 pairs in {24 / PairsPerSegment} segments |", StringComparison.Ordinal));
        string[] measured = [.. rows.Where(row => row.Contains(" CPU s a pair; ", StringComparison.Ordinal))];
        Assert.Equal(3, measured.Length);
        Assert.All(measured, row => Assert.Contains(
            $"; {Segments * PairsPerSegment} pairs; ", row, StringComparison.Ordinal));
        Assert.Contains(measured, row => row.Contains(
            string.Create(CultureInfo.InvariantCulture, $"| {(double)figures["pipeline_pairs_s"]!:F2} pairs/s,"),
            StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("| refused: wrong sign |", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains(
            "against the CPU mean 0.0000 px, 100.00 % within 0.05 px", StringComparison.Ordinal));
    }

    /// <summary>No GPU, no film, an nvidia-smi that knows nothing: every row that needs them fails with its reason,
    /// none takes the processor instead, and the script ends.</summary>
    [Fact]
    public async Task Check_WithoutTheGpuAskedFor_FailsItsRowsAndUsesNoCpu()
    {
        Skips.Unless(OnnxProviders.Missing(OnnxDevice.Cuda).Count > 0, Skips.NoGpu);
        ScriptedProgram.Write(_folder["nvidia-smi"], "echo '[N/A], [N/A]'");

        CommandResult result = await CheckAsync("--film", _folder["no-film.mkv"], "--networks", "sky-plain");

        Assert.Equal(1, result.Code);
        string[] rows = Rows(result.Output);
        Assert.Matches(@"driver and libraries \| - \| FAILED: .*missing lib\S+", rows[1]);
        Assert.Contains(rows, row => row.StartsWith(
            "| check sky-plain | - | FAILED: --device cuda: missing ", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith(
            "| sky-plain | - | FAILED: --device cuda: missing ", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("| plan | - | FAILED: ", StringComparison.Ordinal)
            && row.Contains("no-film.mkv", StringComparison.Ordinal));
        Assert.Contains("| pipeline | - | NOT RUN: the film has no plan | 0 |", rows);
        Assert.Equal(
            """{"device":"cuda, of which nothing ran","bare_pairs_s":null,"pipeline_pairs_s":null,"share":null,"""
                + "\"cpu_s_pair\":null,\"same_bytes\":null}",
            JsonNode.Parse(File.ReadAllText(_folder["gpu-check.json"]))!.ToJsonString());
    }

    [Theory]
    [InlineData("--device", "vulkan", "--device vulkan: expected cuda or cpu")]
    [InlineData("--minutes", "0", "0: expected a whole number from 1 to 999")]
    [InlineData("--fast", "x", "--fast: unknown word")]
    [InlineData("--program", "/nothing/movie-data", "there is no program /nothing/movie-data")]
    public async Task Check_WrongWords_StartsNothing(string flag, string value, string fault)
    {
        CommandResult result = await ShellScript.RunAsync(
            _folder.Path, new Dictionary<string, string>(), ShellScript.Tool("gpu-check.sh"), flag, value);
        Assert.Equal(2, result.Code);
        string line = Assert.Single(result.Error.Trim().Split('\n'));
        Assert.StartsWith("gpu-check: " + fault, line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["gpu-check.json"]));
    }

    private static string[] Rows(string table)
    {
        string[] rows = [.. table.Split('\n').Where(line => line.StartsWith('|'))];
        Assert.All(rows, row => Assert.Equal(5, row.Count(c => c == '|')));
        return rows[2..];
    }

    private Task<CommandResult> CheckAsync(params string[] arguments)
    {
        string program = ScriptedProgram.Write(
            _folder["movie-data"], $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "movie-data.dll")}' \"$@\"");
        return ShellScript.RunAsync(
            _folder.Path,
            ShellScript.FirstOnPath(_folder.Path),
            [
                ShellScript.Tool("gpu-check.sh"), "--quick", "--program", program, "--pipeline", _pipeline,
                .. arguments,
            ]);
    }
}
