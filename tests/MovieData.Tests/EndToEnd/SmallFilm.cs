using MovieData.Imaging.Frames;
using MovieData.Synthesis;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// The demo film and the paper's pipeline at a quarter of the size, shared by the end-to-end tests: 480×270 views at
/// 12 fps, limits in px divided by 4, 4 samples a segment.
/// </summary>
public class SmallFilm : IDisposable
{
    /// <summary>
    /// Half the frame rate of the demo film: half of what is rendered and scanned, and as many samples.
    /// </summary>
    public static readonly SynthesisOptions Options = new() { View = new PixelSize(480, 270), Fps = 12 };

    private static readonly Shared Whole = new(4, () =>
    {
        using var folder = new TemporaryFolder();
        var film = new SyntheticFilm(Options);
        return File.ReadAllBytes(FilmWriter.Write(film, folder.Path, CancellationToken.None)[0]);
    });

    private readonly TemporaryFolder _folder = new();
    private readonly Shared _shared;

    public SmallFilm()
        : this(Whole)
    {
    }

    private protected SmallFilm(Shared shared)
    {
        _shared = shared;
        Path = System.IO.Path.Combine(Directory.CreateDirectory(_folder["film"]).FullName, FilmWriter.FilmName);
        File.WriteAllBytes(Path, shared.Film.Value);
        Pipeline = _folder["small.yaml"];
        File.WriteAllText(Pipeline, QuarterPipeline.Text(
            new() { ["samples_per_segment: 64"] = $"samples_per_segment: {shared.SegmentSamples}" }));
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
    public async Task<string> PlannedAsync(string name) => Written(name, await _shared.Planned.Value);

    /// <summary>The same of the whole dataset, as one run of <c>extract</c> leaves it.</summary>
    public async Task<string> ExtractedAsync(string name) => Written(name, await _shared.Extracted.Value);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
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

    /// <summary>What tests of a film share: it takes longer than most of them.</summary>
    private protected sealed class Shared
    {
        public Shared(int segmentSamples, Func<byte[]> film)
        {
            SegmentSamples = segmentSamples;
            Film = new(film);
            Planned = new(() => FilesOfAsync("plan"));
            Extracted = new(() => FilesOfAsync("extract"));
        }

        /// <summary>Samples of a segment.</summary>
        public int SegmentSamples { get; }

        /// <summary>The film file's bytes.</summary>
        public Lazy<byte[]> Film { get; }

        /// <summary>Files of its dataset when it is planned, by relative name.</summary>
        public Lazy<Task<Dictionary<string, byte[]>>> Planned { get; }

        /// <summary>The same when all of it is extracted.</summary>
        public Lazy<Task<Dictionary<string, byte[]>>> Extracted { get; }

        private async Task<Dictionary<string, byte[]>> FilesOfAsync(string command)
        {
            using var film = new SmallFilm(this);
            string dataset = film.At("dataset");
            CommandResult result =
                await CommandLine.RunAsync(command, "--pipeline", film.Pipeline, "--out", dataset, film.Path);
            Assert.True(result.Code == 0, result.Error);
            return Directory.EnumerateFiles(dataset, "*", SearchOption.AllDirectories)
                .ToDictionary(file => System.IO.Path.GetRelativePath(dataset, file), File.ReadAllBytes);
        }
    }

    /// <summary>The beginning of the same file, nothing decoded.</summary>
    private protected static byte[] Beginning(double seconds)
    {
        using var films = new SmallFilms();
        File.WriteAllBytes(films.At("whole.mkv"), Whole.Film.Value);
        return File.ReadAllBytes(
            films.Make(FormattableString.Invariant($"-i whole.mkv -t {seconds} -c copy {FilmWriter.FilmName}")));
    }
}

/// <summary>
/// The first shot of <see cref="SmallFilm"/>, two samples a segment: for tests of what happens around an extraction
/// rather than in it.
/// </summary>
public sealed class ShortFilm : SmallFilm
{
    private static readonly Shared FirstShot = new(2, () => Beginning(8));

    public ShortFilm()
        : base(FirstShot)
    {
    }
}
