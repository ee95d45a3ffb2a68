using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>Tests that look at one viewer: it is started, and its dataset read, once for all of them.</summary>
[CollectionDefinition(nameof(ViewedDataset))]
public sealed class ViewedTogether : ICollectionFixture<ViewedDataset>;

/// <summary>The report's dataset, served by a viewer.</summary>
public sealed class ViewedDataset(RealReport report) : IAsyncLifetime
{
    /// <summary>The dataset's folder.</summary>
    public string Folder => report.Dataset;

    /// <summary>The film file.</summary>
    public string Source => report.Source;

    /// <summary>A folder for what viewers keep of thumbnails, and for what a test makes.</summary>
    public string Scratch { get; } = Directory.CreateTempSubdirectory("movie-data-viewer-").FullName;

    /// <summary>Every planned frame, by our own reader.</summary>
    public IReadOnlyList<FrameRow> Frames => report.Frames;

    /// <summary>Every kept sample with its pictures, by our own reader.</summary>
    public IReadOnlyList<SampleRow> Samples { get; private set; } = [];

    /// <summary>The film's id.</summary>
    public string FilmId => Frames[0].Place.Film;

    internal ViewerProcess Viewer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Samples =
        [
            .. Directory.EnumerateFiles(Path.Combine(Folder, "data"), "*.parquet", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal).SelectMany(file => RowReader.ReadSamples(new FolderStore("/"), file)),
        ];
        Viewer = await ViewerProcess.StartAsync(Scratch, Folder, "--source", $"{FilmId}={Source}");
    }

    public async ValueTask DisposeAsync()
    {
        await Viewer.DisposeAsync();
        Directory.Delete(Scratch, recursive: true);
    }

    /// <summary>A copy of the dataset, beside which a test may write flags.</summary>
    public string Copy(string name)
    {
        string copy = Path.Combine(Scratch, name);
        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }

        return copy;
    }
}
