using System.Diagnostics;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Synthesis;
using MovieData.Tests.Probe;
using MovieData.Tests.Shards;

namespace MovieData.Tests.EndToEnd;

/// <summary>What <c>decode</c> and <c>truth</c> do with films and datasets that are not quite theirs.</summary>
[Slow]
public sealed class SmallCommandsTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task Version_OfTheProgram_SaysReleaseCommitAndDataVersion()
    {
        CommandResult result = await CommandLine.RunAsync("--version");

        Assert.Equal(0, result.Code);
        Assert.Matches(
            $@"^movie-data \d+\.\d+\.\d+, commit ([0-9a-f]{{40}}|unknown), data_version {SampleSchema.DataVersion}\n$",
            result.Output);
    }

    [Fact]
    public async Task Decode_MonoFilm_WritesItsOneView()
    {
        string film = _films.Film("mono.mkv", "1920x1080", seconds: 0.2);

        CommandResult result = await CommandLine.RunAsync(
            "decode", "--layout", "mono", "--frames", "1,3", "--out", _films.At("out"), film);

        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(
            ["left_00000001.png", "left_00000003.png"],
            Directory.EnumerateFiles(_films.At("out")).Select(Path.GetFileName).Order());
        _films.Make("-i mono.mkv -vf select=eq(n\\,3),scale=in_color_matrix=bt709,crop=1880:800:20:140,format=rgb24"
            + " -frames:v 1 third.png");
        using Plane<Rgb24> expected = PictureFile.ReadRgb(_films.At("third.png"));
        using Plane<Rgb24> found = PictureFile.ReadRgb(_films.At("out/left_00000003.png"));
        Assert.Equal(expected.Size, found.Size);
        Assert.InRange(expected.Bytes.ToArray().Zip(found.Bytes.ToArray(), (a, b) => Math.Abs(a - b)).Average(), 0, 3);
    }

    [Fact]
    public async Task Truth_DatasetOfAnotherViewSize_IsRefusedNamingBoth()
    {
        string paper = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");
        var none = new Dictionary<string, string>();
        new RunManifest(1, PipelineJson.Write(PipelineFile.Read(paper)), none, none)
            .Bind(new OutputFolder(_films.At("data")), allowPlatform: false);
        var film = new SyntheticFilm(new SynthesisOptions { View = new PixelSize(480, 270) });
        TruthFolder.WriteDescription(film, Directory.CreateDirectory(_films.At("film")).FullName, []);

        CommandResult result = await CommandLine.RunAsync("truth", _films.At("data"), "--film", _films.At("film"));

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Faults);
        Assert.Contains("brought to 1920×1080", fault, StringComparison.Ordinal);
        Assert.Contains("view_px [480, 270]", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truth_FolderOfSeveralFilms_JudgesTheTruthsOwn()
    {
        var truth = new SyntheticFilm(new SynthesisOptions { View = new PixelSize(480, 270) });
        TruthFolder.WriteDescription(truth, Directory.CreateDirectory(_films.At("film")).FullName, []);
        OutputFolder folder = Dataset("data", ("demo", truth.Frames));

        CommandResult alone = await CommandLine.RunAsync("truth", folder.Root, "--film", _films.At("film"));
        Add(folder, "longer", truth.Frames + 1);
        CommandResult beside = await CommandLine.RunAsync("truth", folder.Root, "--film", _films.At("film"));

        Assert.Contains("all          5 samples", alone.Output, StringComparison.Ordinal);
        Assert.Equal(alone, beside);
    }

    [Fact]
    public async Task Truth_FolderOfAnotherFilm_IsRefusedNamingIt()
    {
        var truth = new SyntheticFilm(new SynthesisOptions { View = new PixelSize(480, 270) });
        TruthFolder.WriteDescription(truth, Directory.CreateDirectory(_films.At("film")).FullName, []);
        OutputFolder folder = Dataset("data", ("hugo", 82));

        CommandResult result = await CommandLine.RunAsync("truth", folder.Root, "--film", _films.At("film"));

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Faults);
        Assert.Contains($"the truth's {truth.Frames} frames", fault, StringComparison.Ordinal);
        Assert.Contains("hugo, 82 at 24.000", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task Truth_FilmBesideTheTruthOfOtherBytes_IsTold(int seedNow, bool isTold)
    {
        File.WriteAllText(_films.At("film.mkv"), "film of seed 1");
        var fingerprint = new JsonObject
        {
            ["files"] = new JsonArray([.. FilmFingerprint.Of([_films.At("film.mkv")]).Select(file => new JsonObject
            {
                ["bytes"] = file.Bytes,
                ["sha256_head_middle_tail"] = file.Sha256,
            })]),
        };
        var truth = new SyntheticFilm(new SynthesisOptions { View = new PixelSize(480, 270), Seed = (uint)seedNow });
        string home = Directory.CreateDirectory(_films.At("film")).FullName;
        TruthFolder.WriteDescription(truth, home, [Path.Combine(home, "film.mkv")]);
        File.WriteAllText(Path.Combine(home, "film.mkv"), $"film of seed {seedNow}");
        OutputFolder folder = Dataset("data");
        Plan(folder, "demo", truth.Frames, fingerprint);

        CommandResult result = await CommandLine.RunAsync("truth", folder.Root, "--film", home);

        Assert.Contains("shot garden", result.Output, StringComparison.Ordinal);
        Assert.Equal(isTold, result.Error.Contains("not the bytes that demo was", StringComparison.Ordinal));
    }

    /// <summary>A folder of another pipeline is refused before hours are spent on looking at the film.</summary>
    [Theory]
    [InlineData("plan")]
    [InlineData("extract")]
    public async Task Extract_FolderOfAnotherPipeline_IsRefusedBeforeTheFilmIsLookedAt(string command)
    {
        string pipelines = Path.Combine(SharedFiles.RepositoryRoot, "pipelines");
        JsonObject paper = PipelineJson.Write(PipelineFile.Read(Path.Combine(pipelines, "midas-3d-movies.yaml")));
        var none = new Dictionary<string, string>();
        new RunManifest(SampleSchema.DataVersion, paper, none, none)
            .Bind(new OutputFolder(_films.At("data")), allowPlatform: false);
        File.WriteAllText(_films.At("no-film.mkv"), "");

        CommandResult result = await CommandLine.RunAsync(
            command,
            "--pipeline",
            Path.Combine(pipelines, "vdw.yaml"),
            "--out",
            _films.At("data"),
            _films.At("no-film.mkv"));

        Assert.Equal(2, result.Code);
        Assert.Contains("holds pipeline.decode.crop_px = [1880,800], this run has [1880,720]",
            Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(_films.At("data")));
    }

    /// <summary>ONNX Runtime would keep a device id and a queue of events there, and send them to its maker.</summary>
    [Fact]
    public async Task Sky_HomeFolder_StaysEmptyForNoTelemetryIsKept()
    {
        string home = Directory.CreateDirectory(_films.At("home")).FullName;
        string picture = _films.At("picture.ppm");
        File.WriteAllBytes(picture, [.. "P6\n64 64\n255\n"u8, .. new byte[64 * 64 * 3]]);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] words =
            [Path.Combine(AppContext.BaseDirectory, "movie-data.dll"), "sky", "--out", _films.At("masks"), picture];
        words.ToList().ForEach(start.ArgumentList.Add);
        start.Environment["HOME"] = home;
        start.Environment.Remove("XDG_CACHE_HOME");
        start.Environment.Remove("ORT_DISABLE_TELEMETRY");

        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, said);
        Assert.True(File.Exists(_films.At("masks/picture.png")));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories),
            file => file.Contains("onnx", StringComparison.OrdinalIgnoreCase));
    }

    private OutputFolder Dataset(string name, params (string Film, int Frames)[] films)
    {
        File.WriteAllText(_films.At("small.yaml"), QuarterPipeline.Text());
        var none = new Dictionary<string, string>();
        var folder = new OutputFolder(_films.At(name));
        new RunManifest(1, PipelineJson.Write(PipelineFile.Read(_films.At("small.yaml"))), none, none)
            .Bind(folder, allowPlatform: false);
        Array.ForEach(films, film => Add(folder, film.Film, film.Frames));
        return folder;
    }

    // A film of eight planned samples; five are kept.
    private static void Add(OutputFolder folder, string film, int frames) =>
        Assert.True(TestRows.Extract(folder, Plan(folder, film, frames, [])));

    private static Segment Plan(OutputFolder folder, string film, int frames, JsonObject fingerprint)
    {
        Segment segment = TestRows.Segment(film, 0, 8);
        JsonObject plan = SamplePlanJson.Write(new SamplePlan([], [], [], [segment], []));
        plan["split"] = "train";
        var probe = new JsonObject { ["frames"] = frames, ["fps"] = 24.0 };
        FilmRecord.Publish(folder, film, probe, plan, [1, 2, 3, 4], fingerprint);
        return segment;
    }
}
