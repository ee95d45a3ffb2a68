using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>Bad input: one clear line, exit code 2, and no dataset begun (src/CONTRACT.md, "Bad input").</summary>
[Slow]
public sealed class BadInputTests : IDisposable
{
    private readonly SmallFilms _films = new();

    private static string Paper => Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task Extract_MissingFile_SaysSo() =>
        await RefusedAsync("no such file", _films.At("missing.mkv"));

    [Fact]
    public async Task Extract_Pipe_IsRefusedAtOnce()
    {
        OddFiles.Pipe(_films.At("pipe.mkv"));
        await RefusedAsync("a pipe or a device; expected a file", _films.At("pipe.mkv"));
    }

    [Fact]
    public async Task Extract_NotAVideo_SaysSo()
    {
        File.WriteAllText(_films.At("text.mkv"), "this is no film");
        await RefusedAsync("text.mkv", _films.At("text.mkv"));
    }

    [Fact]
    public async Task Extract_HalfADownload_SaysSoInTheSameWordsEveryTime()
    {
        File.WriteAllBytes(_films.At("half.mp4"), File.ReadAllBytes(_films.Film("film.mp4", "640x180"))[..4000]);
        CommandResult result = await RefusedAsync("moov atom not found", _films.At("half.mp4"));
        Assert.DoesNotContain("0x", result.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_MonoFilm_IsRefused() =>
        await RefusedAsync("mono", _films.Film("mono.mp4", "640x360"), "--layout", "mono");

    [Fact]
    public async Task Extract_NoTagAndNoOverride_NamesTheTwoFlags()
    {
        CommandResult result = await RefusedAsync("--layout", _films.Film("untagged.mp4", "640x360"));
        Assert.Contains("--view-order", result.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_RealUntaggedFilm_SaysWhatThePicturesShowAndAsksForTheOrder() => await RefusedAsync(
        "layout is sbs-half, view order unknown", SharedFiles.Require("video/vdw_demo/rgbdemo.mp4"));

    [Fact]
    public async Task Extract_SourcesBadInDifferentWays_ListsAllFaultsAndBeginsNothing()
    {
        _films.Film("good.mkv", "640x180");
        string noise = _films.Make("-i good.mkv -c copy -bsf:v noise=amount=1 noise_HSBS.mkv");

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", Paper, "--out", _films.At("out"), _films.Film("untagged.mp4", "640x360"), noise,
            _films.Film("small_HSBS.mp4", "640x360"), "--view-order", "left-first");

        Assert.Equal(2, result.Code);
        Assert.Collection(
            result.Faults,
            fault => Assert.Contains("layout is unknown", fault, StringComparison.Ordinal),
            fault => Assert.Contains("no frame that ffmpeg can decode", fault, StringComparison.Ordinal),
            fault => Assert.Contains("view_px", fault, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_films.At("out")));
    }

    [Fact]
    public async Task Extract_TwoFilesOfUnequalLength_NamesBothLengths()
    {
        string pair = _films.Film("left.mp4", "640x360", 1) + "+" + _films.Film("right.mp4", "640x360", 0.5);
        CommandResult result = await RefusedAsync("24", pair, "--view-order", "left-first");
        Assert.Contains("12", result.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_SeveralBadSources_ListsAllFaults()
    {
        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", Paper, "--out", _films.At("out"), _films.At("a.mkv"), _films.At("b.mkv"));
        Assert.Equal(2, result.Code);
        Assert.Equal(2, result.Faults.Count);
        Assert.False(Directory.Exists(_films.At("out")));
    }

    [Theory]
    [InlineData("jpeg_quality: 95", "jpeg_quality: 101", "jpeg_quality is 101")]
    [InlineData("jpeg_quality: 95", "jpeg_qualty: 95", "missing key shards.jpeg_quality")]
    [InlineData("  residual: true", "  residual: true\n  colour: blue", "unknown key shards.colour")]
    [InlineData("crop_px: [1880, 800]", "crop_px: [1881, 800]", "even")]
    [InlineData("crop_px: [1880, 800]", "crop_px: [2000, 800]", "does not fit")]
    [InlineData("fill: minimum", "fill: maximum", "expected one of: minimum, none")]
    public async Task Extract_BadPipeline_NamesFileAndLine(string line, string replacement, string fault)
    {
        string file = _films.At("bad.yaml");
        string text = QuarterPipeline.Replaced(File.ReadAllText(Paper), new() { [line] = replacement });
        File.WriteAllText(file, text);
        int number = text.Split('\n').ToList()
            .FindIndex(l => l.Contains(replacement.Split('\n')[^1], StringComparison.Ordinal)) + 1;

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", file, "--out", _films.At("out"), _films.Film("film.mp4", "640x360"));

        Assert.Equal(2, result.Code);
        string message = Assert.Single(result.Faults);
        Assert.Contains(fault, message, StringComparison.Ordinal);
        if (!fault.StartsWith("missing", StringComparison.Ordinal))
        {
            Assert.Contains($"{file}:{number}: ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Extract_ViewTooSmallForThePipeline_NamesTheKey() =>
        await RefusedAsync(
            "view_px", _films.Film("small.mp4", "1280x360"), "--layout", "sbs-full", "--view-order", "left-first");

    [Fact]
    public async Task Extract_UnwritableFolder_SaysSo()
    {
        File.WriteAllText(_films.At("file"), "");
        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", Paper, "--out", _films.At("file/inside"),
            "--layout", "sbs-full", "--view-order", "left-first", _films.Film("film.mkv", "3840x1080"));
        Assert.Equal(2, result.Code);
        Assert.Contains("/file", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256: ", "sha256: 0000000000000000000000000000000000000000000000000000000000000000 # ", "sha256 is")]
    [InlineData("names: [image]", "names: [picture]", "no input picture; its inputs are image")]
    [InlineData(
        "fixed_px: [320, 192]", "fixed_px: [320, 200]",
            "has shape [any, 3, 192, 320], the entry says [any, 3, 200, 320]")]
    [InlineData("name: sky,", "name: heaven,", "no output heaven")]
    public async Task Models_EntryThatDoesNotFit_SaysWhatIsOff(string old, string replacement, string fault)
    {
        string embedded = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "models");
        string entry = File.ReadAllText(Path.Combine(embedded, "models.yaml"));
        entry = "models:\n" + entry[entry.IndexOf("  sky-plain:", StringComparison.Ordinal)..];
        entry = QuarterPipeline.Replaced(entry, new() { ["  sky-plain:"] = "  mine:", [old] = replacement });
        File.WriteAllText(_films.At("own.yaml"), entry);
        File.Copy(Path.Combine(embedded, "sky-plain.onnx"), _films.At("sky-plain.onnx"));

        CommandResult result = await CommandLine.RunAsync("models", "check", "mine", "--models", _films.At("own.yaml"));

        Assert.Equal(2, result.Code);
        Assert.Contains(
            fault.Replace("[any, 3, 192", "[1, 3, 192", StringComparison.Ordinal),
            Assert.Single(result.Faults),
            StringComparison.Ordinal);
    }

    private async Task<CommandResult> RefusedAsync(string fault, string source, params string[] flags)
    {
        CommandResult result = await CommandLine.RunAsync(
            ["extract", "--pipeline", Paper, "--out", _films.At("out"), source, .. flags]);
        Assert.True(result.Code == 2, result.Error);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_films.At("out")), "a dataset was begun");
        return result;
    }
}
