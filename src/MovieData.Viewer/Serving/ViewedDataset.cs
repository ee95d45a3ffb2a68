using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Viewer.Pictures;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>A dataset that is served: its rows and its pictures.</summary>
internal sealed class ViewedDataset
{
    private readonly ConcurrentDictionary<string, FilmWords> _films = new(StringComparer.Ordinal);

    private ViewedDataset(FrameIndex index, RunManifest? manifest)
    {
        Index = index;
        Manifest = manifest;
        Pictures = new SamplePictures(index);
    }

    /// <summary>Its planned frames.</summary>
    public FrameIndex Index { get; }

    /// <summary>What it is made of; null where nothing was extracted yet.</summary>
    public RunManifest? Manifest { get; }

    /// <summary>Pictures of its samples.</summary>
    public SamplePictures Pictures { get; }

    /// <summary>Last part of its path.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Index.Folder.Root));

    /// <summary>What a command line says of a film; its probe is read once.</summary>
    /// <exception cref="LedgerException">The probe is missing or damaged.</exception>
    public FilmWords WordsOf(string film) => _films.GetOrAdd(film, name => CopyLines.WordsOf(Index.Folder, name));

    /// <summary>A value of the pipeline; null where it is not there.</summary>
    public JsonNode? PipelineValue(string section, string key) => Manifest?.Pipeline[section]?[key];

    /// <summary>Opens a dataset; its rows are not read yet.</summary>
    /// <exception cref="MovieDataException">The manifest is damaged, or it is too large.</exception>
    public static ViewedDataset Open(OutputFolder folder) => new(
        FrameIndex.Open(folder), folder.Store.Exists(folder.Manifest) ? RunManifest.Read(folder) : null);
}
