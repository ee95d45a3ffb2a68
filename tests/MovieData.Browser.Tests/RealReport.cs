using System.Text.Json;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Synthesis;
using MovieData.Tests;
using MovieData.Tests.EndToEnd;

namespace MovieData.Browser.Tests;

/// <summary>
/// A short synthetic film, extracted by the paper's protocol at a quarter of its size and audited once, by the
/// executable's own commands.
/// </summary>
public sealed class RealReport : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The film that the dataset is made from.</summary>
    public string Source { get; private set; } = "";

    /// <summary>The dataset.</summary>
    public string Dataset => _folder["data"];

    /// <summary>The pipeline that made it.</summary>
    public string PipelineFile { get; private set; } = "";

    /// <summary>The report's folder.</summary>
    public string Folder => _folder["data.audit"];

    /// <summary>Its page.</summary>
    public string Page => Path.Combine(Folder, "index.html");

    /// <summary>Its audit.json.</summary>
    public JsonElement Json { get; private set; }

    /// <summary>Figures of every planned frame, from the dataset's own files.</summary>
    public IReadOnlyList<FrameRow> Frames { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        // Half the frame rate: half of what is rendered, scanned and surveyed.
        var film = new SyntheticFilm(new SynthesisOptions { View = new PixelSize(480, 270), Fps = 12, Seconds = 18 });
        PipelineFile = Pipeline();
        Source = FilmWriter.Write(film, _folder["film"], CancellationToken.None)[0];
        await RunAsync("extract", "--pipeline", PipelineFile, "--out", _folder["data"], Source);
        await RunAsync("audit", _folder["data"], "--out", Folder);
        Json = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "audit.json")));
        Frames =
        [
            .. Directory.EnumerateFiles(_folder["data/frames"]).Order(StringComparer.Ordinal)
                .SelectMany(file => RowReader.ReadFrames(new FolderStore("/"), file)),
        ];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Pipeline()
    {
        File.WriteAllText(_folder["small.yaml"], QuarterPipeline.Text());
        return _folder["small.yaml"];
    }

    private static async Task RunAsync(params string[] arguments)
    {
        CommandResult result = await CommandLine.RunAsync(arguments);
        Assert.True(result.Code == 0, result.Error);
    }
}
