using MovieData.Imaging.Frames;
using MovieData.Synthesis;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// The demo film and the paper's pipeline at a quarter of the size, shared by the end-to-end tests: 480×270 views at
/// 12 fps, limits in px divided by 4, 4 samples a segment.
/// </summary>
public sealed class SmallFilm : IDisposable
{
    /// <summary>
    /// Half the frame rate of the demo film: half of what is rendered and scanned, and as many samples.
    /// </summary>
    public static readonly SynthesisOptions Options = new() { View = new PixelSize(480, 270), Fps = 12 };

    // Rendered once: that takes longer than most of the tests.
    private static readonly Lazy<byte[]> Film = new(() =>
    {
        using var folder = new TemporaryFolder();
        var film = new SyntheticFilm(Options);
        return File.ReadAllBytes(FilmWriter.Write(film, folder.Path, CancellationToken.None)[0]);
    });

    private static readonly Lazy<Task<Dictionary<string, byte[]>>> PlannedFiles = new(() => FilesOfAsync("plan"));

    private static readonly Lazy<Task<Dictionary<string, byte[]>>> ExtractedFiles = new(() => FilesOfAsync("extract"));

    private readonly TemporaryFolder _folder = new();

    public SmallFilm()
    {
        Path = System.IO.Path.Combine(Directory.CreateDirectory(_folder["film"]).FullName, FilmWriter.FilmName);
        File.WriteAllBytes(Path, Film.Value);
        Pipeline = _folder["small.yaml"];
        File.WriteAllText(
            Pipeline, QuarterPipeline.Text(new() { ["samples_per_segment: 64"] = "samples_per_segment: 4" }));
    }

    /// <summary>The film file.</summary>
    public string Path { get; }

    /// <summary>The pipeline file.</summary>
    public string Pipeline { get; }

    /// <summary>A path in a folder that is gone after the tests.</summary>
    public string At(string name) => _folder[name];

    /// <summary>
    /// A dataset folder of this name in which the film is planned and nothing extracted; one run of <c>plan</c> serves
    /// every test of the process. A folder that is there stays as it is.
    /// </summary>
    public async Task<string> PlannedAsync(string name) => Written(name, await PlannedFiles.Value);

    /// <summary>The same of the whole dataset, as one run of <c>extract</c> leaves it.</summary>
    public async Task<string> ExtractedAsync(string name) => Written(name, await ExtractedFiles.Value);

    public void Dispose() => _folder.Dispose();

    private static async Task<Dictionary<string, byte[]>> FilesOfAsync(string command)
    {
        using var film = new SmallFilm();
        string dataset = film.At("dataset");
        CommandResult result =
            await CommandLine.RunAsync(command, "--pipeline", film.Pipeline, "--out", dataset, film.Path);
        Assert.True(result.Code == 0, result.Error);
        return Directory.EnumerateFiles(dataset, "*", SearchOption.AllDirectories)
            .ToDictionary(file => System.IO.Path.GetRelativePath(dataset, file), File.ReadAllBytes);
    }

    private string Written(string name, Dictionary<string, byte[]> files)
    {
        string dataset = At(name);
        foreach ((string file, byte[] bytes) in Directory.Exists(dataset) ? [] : files)
        {
            string path = System.IO.Path.Combine(dataset, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return dataset;
    }
}
