using MovieData.Viewer.Decoding;
using MovieData.Viewer.Flagging;
using MovieData.Viewer.Pictures;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>What the endpoints share: the datasets, and what is computed of them.</summary>
internal sealed class ViewerRooms : IAsyncDisposable
{
    public ViewerRooms(ViewerOptions options)
    {
        Options = options;
        First = ViewedDataset.Open(options.Folder);
        Second = options.Compared is { } other ? ViewedDataset.Open(other) : null;
        Figures = new FigureCatalog(First.Index, Second?.Index);
        Selection = new RowSelection(First.Index, Figures);
        Distribution = new Distribution(First.Index, Figures);
        Shots = new ShotList(First.Index);
        Flags = new FlagBook(options.FlagsFile, First.Index);
        Decodes = new DecodeQueue(First.Index, options.Sources);
        Thumbnails = new ThumbnailStore(options.ThumbnailFolder);
    }

    public ViewerOptions Options { get; }

    public ViewedDataset First { get; }

    public ViewedDataset? Second { get; }

    public FigureCatalog Figures { get; }

    public RowSelection Selection { get; }

    public Distribution Distribution { get; }

    public ShotList Shots { get; }

    public FlagBook Flags { get; }

    public DecodeQueue Decodes { get; }

    public ThumbnailStore Thumbnails { get; }

    /// <summary>What looks at rows, figures and flags.</summary>
    public HeavyWork Heavy { get; } = new();

    /// <summary>What reads and makes pictures: a turn of its own, so that rows and flags, which take milliseconds, do
    /// not wait behind a screen full of thumbnails.</summary>
    public HeavyWork PictureWork { get; } = new();

    /// <summary>The dataset of <c>set=</c>.</summary>
    /// <exception cref="RequestException">There is no second one.</exception>
    public ViewedDataset Set(int? number) => number is null or 1 ? First
        : Second ?? throw RequestException.Malformed("set: there is no second dataset; start with --compare");

    /// <summary>Ends when all that a query asks for is loaded.</summary>
    public async Task LoadedAsync(bool withSecond, CancellationToken cancel)
    {
        await First.Index.Loaded.WaitAsync(cancel).ConfigureAwait(false);
        if (withSecond && Second is not null)
        {
            await Second.Index.Loaded.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Decodes.DisposeAsync().ConfigureAwait(false);
        Heavy.Dispose();
        PictureWork.Dispose();
    }
}
