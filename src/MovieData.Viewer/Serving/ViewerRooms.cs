using MovieData.Viewer.Decoding;
using MovieData.Viewer.Flagging;
using MovieData.Viewer.Pictures;

namespace MovieData.Viewer.Serving;

/// <summary>What the endpoints share: the datasets, flags, decodes and thumbnails.</summary>
internal sealed class ViewerRooms : IAsyncDisposable
{
    private const int LoadThreadsMax = 4;

    /// <summary>All rows are read this long after the start, if nobody has needed them before.</summary>
    private static readonly TimeSpan LoadAfter = TimeSpan.FromSeconds(2);

    /// <summary>The ledger's folders are not looked at more often.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _reloading = new(1);
    private readonly Lock _looking = new();
    private volatile ShownDatasets _shown;
    private (int Opened, long Ticks, int Segments)? _found;

    public ViewerRooms(ViewerOptions options)
    {
        Options = options;
        Flags = new FlagBook(options.FlagsFile);
        _shown = new ShownDatasets(options, Flags, number: 1);
        Decodes = new DecodeQueue(options.Folder, options.Sources);
        Thumbnails = new ThumbnailStore(options.ThumbnailFolder);
    }

    public ViewerOptions Options { get; }

    /// <summary>The datasets as they were opened last; a request asks once.</summary>
    public ShownDatasets Shown => _shown;

    public FlagBook Flags { get; }

    public DecodeQueue Decodes { get; }

    public ThumbnailStore Thumbnails { get; }

    /// <summary>What looks at rows, figures and flags.</summary>
    public HeavyWork Heavy { get; } = new();

    /// <summary>What reads and makes pictures: a turn of its own, so that rows and flags, which take milliseconds, do
    /// not wait behind a screen full of thumbnails.</summary>
    public HeavyWork PictureWork { get; } = new();

    /// <summary>Begins to read all rows.</summary>
    public void Start() => Start(_shown);

    /// <summary>Segments that an extraction has finished since the datasets were opened; looked up every few seconds at
    /// most.</summary>
    public int NewSegments(ShownDatasets shown)
    {
        lock (_looking)
        {
            long now = Environment.TickCount64;
            if (_found is not { } found || found.Opened != shown.Number
                || now - found.Ticks > LookAgain.TotalMilliseconds)
            {
                found = (shown.Number, now, shown.NewSegments);
                _found = found;
            }

            return found.Segments;
        }
    }

    /// <summary>Opens the datasets again where segments have come, and shows them once all their rows are read: ids
    /// stay, rows in between come in. One at a time; who comes meanwhile waits for the same.</summary>
    /// <returns>What is shown now.</returns>
    /// <exception cref="MovieDataException">A dataset is damaged, or too large: what was shown stays.</exception>
    public async Task<ShownDatasets> ReloadAsync(CancellationToken cancel)
    {
        await _reloading.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ShownDatasets old = _shown;
            await old.LoadedAsync(withSecond: true, cancel).ConfigureAwait(false);
            if (old.NewSegments == 0)
            {
                return old;
            }

            ShownDatasets next = await Task.Run(() => new ShownDatasets(Options, Flags, old.Number + 1), cancel)
                .ConfigureAwait(false);
            Start(next);
            await next.LoadedAsync(withSecond: true, _stop.Token).ConfigureAwait(false);
            return _shown = next;
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reloading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        await Decodes.DisposeAsync().ConfigureAwait(false);
        await _shown.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Heavy.Dispose();
        PictureWork.Dispose();
        _reloading.Dispose();
        _stop.Dispose();
    }

    private void Start(ShownDatasets shown) =>
        shown.Start(Math.Clamp(Environment.ProcessorCount, 1, LoadThreadsMax), LoadAfter, _stop.Token);
}
