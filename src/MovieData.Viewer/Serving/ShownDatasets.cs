using MovieData.Viewer.Flagging;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>
/// The datasets as they were when they were opened, and what is computed of their rows. A request looks at one of these
/// from its beginning to its end, so that rows that come meanwhile move nothing under it.
/// </summary>
internal sealed class ShownDatasets
{
    private readonly FlagBook _flags;
    private readonly Lock _flagging = new();
    private (long Version, IReadOnlySet<int> Rows)? _flagged;

    /// <summary>Reads the ledgers; rows are not read yet.</summary>
    /// <param name="options">Which datasets.</param>
    /// <param name="flags">The flags of the first.</param>
    /// <param name="number">How often they have been opened, from 1 on.</param>
    /// <exception cref="MovieDataException">A dataset is damaged, or too large.</exception>
    public ShownDatasets(ViewerOptions options, FlagBook flags, int number)
    {
        (_flags, Number) = (flags, number);
        First = ViewedDataset.Open(options.Folder);
        Second = options.Compared is { } other ? ViewedDataset.Open(other) : null;
        Figures = new FigureCatalog(First.Index, Second?.Index);
        Selection = new RowSelection(First.Index, Figures);
        Distribution = new Distribution(First.Index, Figures);
        Shots = new ShotList(First.Index);
    }

    /// <summary>How often the datasets have been opened.</summary>
    public int Number { get; }

    public ViewedDataset First { get; }

    public ViewedDataset? Second { get; }

    public FigureCatalog Figures { get; }

    public RowSelection Selection { get; }

    public Distribution Distribution { get; }

    public ShotList Shots { get; }

    /// <summary>Rows that are flagged now; those that cannot be read are passed over.</summary>
    public IReadOnlySet<int> FlaggedRows
    {
        get
        {
            lock (_flagging)
            {
                (long version, IEnumerable<string> ids) = _flags.Ids;
                if (_flagged?.Version != version)
                {
                    _flagged = (version, ids.Select(id => First.Index.Find(id)).Where(row => row >= 0).ToHashSet());
                }

                return _flagged.Value.Rows;
            }
        }
    }

    /// <summary>Segments with an entry that were not there when the datasets were opened.</summary>
    public int NewSegments => First.Index.CountNew() + (Second?.Index.CountNew() ?? 0);

    /// <summary>Ends when every row is in memory; has nothing read before its time.</summary>
    public Task Loaded => Task.WhenAll(First.Index.Loaded, Second?.Index.Loaded ?? Task.CompletedTask);

    /// <summary>Ends when nothing more is read in the background.</summary>
    public Task Ended => Task.WhenAll(First.Index.Ended, Second?.Index.Ended ?? Task.CompletedTask);

    /// <summary>The dataset of <c>set=</c>.</summary>
    /// <exception cref="RequestException">There is no second one.</exception>
    public ViewedDataset Set(int? number) => number is null or 1 ? First
        : Second ?? throw RequestException.Malformed("set: there is no second dataset; start with --compare");

    /// <summary>Begins to read all rows.</summary>
    /// <param name="threads">Segments read at once, of each dataset.</param>
    /// <param name="after">How long to wait for somebody who needs them.</param>
    /// <param name="cancel">Stops it.</param>
    public void Start(int threads, TimeSpan after, CancellationToken cancel)
    {
        First.Index.Start(threads, after, cancel);
        Second?.Index.Start(threads, after, cancel);
    }

    /// <summary>Has all read now that a query asks for, and ends when it is.</summary>
    public async Task LoadedAsync(bool withSecond, CancellationToken cancel)
    {
        First.Index.Need();
        if (withSecond)
        {
            Second?.Index.Need();
        }

        await (withSecond ? Loaded : First.Index.Loaded).WaitAsync(cancel).ConfigureAwait(false);
    }
}
