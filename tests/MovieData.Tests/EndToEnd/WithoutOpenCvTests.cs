using System.Diagnostics;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Tests.Pictures;
using MovieData.Tests.Probe;
using MovieData.Tests.Shards;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// The program in a folder of its own in which OpenCV's library asks for a GTK that is not there, or is missing itself:
/// what needs no OpenCV works, the rest says in one line what to install.
/// </summary>
[Slow]
public sealed class WithoutOpenCvTests : IDisposable
{
    private const string NativeLibrary = "libOpenCvSharpExtern.so";

    private readonly TemporaryFolder _temporary = new();
    private readonly SmallFilms _films = new();

    public void Dispose()
    {
        _temporary.Dispose();
        _films.Dispose();
    }

    [Fact]
    public async Task Commands_GtkMissing_WorkOrNameThePackage()
    {
        Directory.CreateDirectory(_temporary["bin"]);
        string program = AppContext.BaseDirectory;
        foreach (string path in Directory.EnumerateFileSystemEntries(program))
        {
            if (Path.GetFileName(path) != NativeLibrary)
            {
                File.CreateSymbolicLink(Path.Combine(_temporary["bin"], Path.GetFileName(path)), path);
            }
        }

        // The host looks for the program's parts where the program itself lies.
        File.Delete(_temporary["bin/movie-data.dll"]);
        File.Copy(Path.Combine(program, "movie-data.dll"), _temporary["bin/movie-data.dll"]);
        byte[] library = File.ReadAllBytes(Path.Combine(program, NativeLibrary));
        "libgtk-x"u8.CopyTo(library.AsSpan(library.AsSpan().IndexOf("libgtk-3.so.0"u8)));
        File.WriteAllBytes(_temporary["bin/" + NativeLibrary], library);
        TestDataset.Make(_temporary["data"], 1);
        string film = _films.Film("film.mkv", "640x180", seconds: 1, extra: "-metadata:s:v:0 stereo_mode=left_right");
        using Plane<Rgb24> view = TestPictures.Rgb(96, 64, 1);
        PngWriter.Write(_temporary["left.png"], view);

        await ShouldEnd(0, "", "probe", "--json", film);
        await ShouldEnd(0, "", "status", _temporary["data"]);
        await ShouldEnd(0, "", "verify", _temporary["data"]);
        const string Advice = "libgtk-x.so.0 is not installed: run tools/setup.sh or apt-get install libgtk-3-0";
        await ShouldEnd(2, Advice, "sky", "--out", _temporary["sky"], _temporary["left.png"]);
        string paper = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");
        await ShouldEnd(2, Advice, "extract", "--pipeline", paper, "--out", _temporary["other"], film);
        await ShouldEnd(2, Advice, "preview", _temporary["data"], "--out", _temporary["a.png"]);
        Assert.False(Directory.Exists(_temporary["other"]));
        File.WriteAllText(_temporary["small.yaml"], QuarterPipeline.Replaced(File.ReadAllText(paper), new()
        {
            ["view_px: [1920, 1080]"] = "view_px: [320, 180]",
            ["crop_px: [1880, 800]"] = "crop_px: [312, 132]",
        }));
        await ShouldEnd(0, "", "plan", "--pipeline", _temporary["small.yaml"], "--out", _temporary["planned"],
            "--view-order", "left-first", film);
        Assert.NotEmpty(Directory.GetFiles(_temporary["planned"], "plan.json", SearchOption.AllDirectories));
        string[] missing = [.. (await RunAsync("doctor")).Output.Split('\n')
            .Where(line => line.StartsWith("MISSING", StringComparison.Ordinal))];
        Assert.Contains("MISSING  OpenCV", missing[0], StringComparison.Ordinal);
        Assert.All(missing, line => Assert.EndsWith(Advice, line, StringComparison.Ordinal));

        File.Delete(_temporary["bin/" + NativeLibrary]);
        await ShouldEnd(2, "build or unpack the program", "sky", "--out", _temporary["sky"], _temporary["left.png"]);
    }

    private async Task ShouldEnd(int code, string advice, params string[] arguments)
    {
        (int ended, string output, string error) = await RunAsync(arguments);
        Assert.True(ended == code, $"{string.Join(' ', arguments)}: {ended} {error} {output}");
        Assert.Contains(advice, error, StringComparison.Ordinal);
        if (code == 2)
        {
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
                line.StartsWith("movie-data:", StringComparison.Ordinal));
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", _temporary["bin/movie-data.dll"], .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, error);
    }
}
