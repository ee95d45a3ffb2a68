using MovieData.Ledger;
using MovieData.Media.Films;

namespace MovieData.Viewer;

/// <summary>What a viewer shows, and where.</summary>
/// <param name="Folder">The dataset.</param>
public sealed record ViewerOptions(OutputFolder Folder)
{
    /// <summary><c>movie-data/thumbnails</c> in $XDG_CACHE_HOME or ~/.cache; null where neither is known.</summary>
    public static string? DefaultThumbnailFolder => CacheFolder.Of("thumbnails");

    /// <summary>Port on 127.0.0.1; 0: one that is free.</summary>
    public int Port { get; init; }

    /// <summary>File of flags.</summary>
    public required string FlagsFile { get; init; }

    /// <summary>Sources of films by id, for decoding rejected frames.</summary>
    public IReadOnlyDictionary<string, SourceArgument> Sources { get; init; } =
        new Dictionary<string, SourceArgument>();

    /// <summary>A second dataset to compare with; null: none.</summary>
    public OutputFolder? Compared { get; init; }

    /// <summary>Folder of thumbnails; null: none are kept on the disk.</summary>
    public string? ThumbnailFolder { get; init; }

    /// <summary>Who flags, where a request does not say.</summary>
    public string Who { get; init; } = "";

    /// <summary>Hears what a person should know: a fault nobody foresaw, a line of flags that was cut off.</summary>
    public Action<string> Say { get; init; } = _ => { };
}
