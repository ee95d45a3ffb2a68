using System.Threading.Channels;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Runs;
using MovieData.Viewer.Pictures;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Decoding;

/// <summary>Views of a decoded frame.</summary>
/// <param name="Left">PNG, as <c>movie-data decode</c> writes it.</param>
/// <param name="Right">The same of the right view.</param>
/// <param name="Thumbnail">The left view, small; JPEG.</param>
/// <param name="Size">Size of the views.</param>
internal sealed record DecodedFrame(
    ReadOnlyMemory<byte> Left, ReadOnlyMemory<byte> Right, ReadOnlyMemory<byte> Thumbnail, PixelSize Size);

/// <summary>
/// Rejected frames, decoded on demand from the films a person named: one at a time, in the order they were asked for,
/// at most <see cref="WaitingMax"/> waiting. The last <see cref="KeptMax"/> frames stay in memory.
/// </summary>
internal sealed class DecodeQueue : IAsyncDisposable
{
    /// <summary>Jobs that wait at most.</summary>
    public const int WaitingMax = 16;

    /// <summary>Decoded frames kept at most.</summary>
    public const int KeptMax = 16;

    /// <summary>Bytes of decoded frames kept at most.</summary>
    private const long KeptBytesMax = 64L << 20;

    /// <summary>Bytes of thumbnails of decoded frames: those of about a thousand, long after the frames went.</summary>
    private const long ThumbnailBytesMax = 8L << 20;

    /// <summary>Jobs that are over and still told of.</summary>
    private const int RememberedMax = 64;

    private readonly OutputFolder _folder;
    private readonly IReadOnlyDictionary<string, SourceArgument> _sources;
    private readonly Dictionary<string, PlannedSource> _open = new(StringComparer.Ordinal);
    /// <summary>Rung when a job was added; the jobs themselves stand in <see cref="_jobs"/>, so that one that is
    /// cancelled holds no place.</summary>
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly LinkedList<DecodeJob> _jobs = [];
    private readonly LinkedList<(string Id, DecodedFrame Frame)> _frames = [];
    private readonly ByteCache<string> _thumbnails = new(ThumbnailBytesMax);
    private readonly Lock _changing = new();
    private readonly Func<DecodeJob, CancellationToken, Task<DecodedFrame>> _decode;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;
    private long _numbers;

    /// <summary>A queue for the films that have a source.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="sources">Source of each film, by id.</param>
    /// <param name="decode">Decodes a frame; null: from its film. Tests give another.</param>
    public DecodeQueue(
        OutputFolder folder,
        IReadOnlyDictionary<string, SourceArgument> sources,
        Func<DecodeJob, CancellationToken, Task<DecodedFrame>>? decode = null)
    {
        _folder = folder;
        _sources = sources;
        _decode = decode ?? DecodeAsync;
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>True of a film whose source is known.</summary>
    public bool HasSource(string film) => _sources.ContainsKey(film);

    /// <summary>The source of a film as a person wrote it; null: there is none.</summary>
    public string? SourceOf(string film) => _sources.GetValueOrDefault(film) is { } source
        ? string.Join('+', source.Paths) : null;

    /// <summary>The views of a frame that was decoded; null: it was not, or too long ago.</summary>
    public DecodedFrame? Find(string id)
    {
        lock (_changing)
        {
            return _frames.FirstOrDefault(frame => frame.Id == id).Frame;
        }
    }

    /// <summary>The thumbnail of a frame that was decoded; empty: it was not, or very long ago.</summary>
    public ReadOnlyMemory<byte> Thumbnail(string id) =>
        _thumbnails.TryGet(id, out ReadOnlyMemory<byte> small) ? small : default;

    /// <summary>Asks for a frame; one that waits, runs or is there already is not asked for twice.</summary>
    /// <param name="index">The dataset as it is looked at.</param>
    /// <param name="row">Row of it.</param>
    /// <exception cref="RequestException">It is kept, its film has no source, or too many wait.</exception>
    public DecodeJob Ask(FrameIndex index, int row)
    {
        string id = index.IdOf(row);
        string film = index.FilmOf(row);
        if (index.Columns.Kept[row])
        {
            throw RequestException.Impossible($"{id} is kept: its pictures are in the dataset");
        }

        if (!HasSource(film))
        {
            throw RequestException.Impossible($"no source is known for film {film}: start with --source {film}=FILE");
        }

        lock (_changing)
        {
            bool isThere = _frames.Any(frame => frame.Id == id);
            if (_jobs.LastOrDefault(job => job.Id == id && (job.IsWanted || (isThere && job.State
                == DecodeState.Done))) is { } same)
            {
                return same;
            }

            if (_jobs.Count(job => job.State == DecodeState.Queued) >= WaitingMax)
            {
                throw new RequestException(503, $"{WaitingMax} frames wait to be decoded already; try again");
            }

            var job = new DecodeJob(++_numbers, id, film, index.Columns.Frame[row]);
            _jobs.AddLast(job);
            _bell.Writer.TryWrite(true);
            while (_jobs.Count(one => one.IsOver) > RememberedMax)
            {
                _jobs.Remove(_jobs.First(one => one.IsOver));
            }

            return job;
        }
    }

    /// <summary>A job, and how many are before it; null: nobody remembers it.</summary>
    public (DecodeJob Job, int Ahead)? FindJob(long number)
    {
        lock (_changing)
        {
            return _jobs.FirstOrDefault(job => job.Number == number) is { } found
                ? (found, found.State == DecodeState.Queued
                    ? _jobs.Count(job => !job.IsOver && job.Number < number) : 0)
                : null;
        }
    }

    /// <summary>Takes a job back; one that is over stays as it is.</summary>
    public async Task CancelAsync(DecodeJob job)
    {
        lock (_changing)
        {
            if (job.State == DecodeState.Queued)
            {
                job.Enter(DecodeState.Cancelled);
            }
        }

        await job.Stop.CancelAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _bell.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _worker.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (bool _ in _bell.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            while (Next() is { } job)
            {
                await RunAsync(job).ConfigureAwait(false);
            }
        }
    }

    // The job that has waited longest, now running; null: nothing waits, or the server ends.
    private DecodeJob? Next()
    {
        lock (_changing)
        {
            DecodeJob? next = _stop.IsCancellationRequested
                ? null : _jobs.FirstOrDefault(job => job.State == DecodeState.Queued);
            next?.Enter(DecodeState.Running);
            return next;
        }
    }

    private async Task RunAsync(DecodeJob job)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(job.Stop.Token, _stop.Token);
        try
        {
            DecodedFrame frame = await _decode(job, cancel.Token).ConfigureAwait(false);
            Keep(job.Id, frame);
            End(job, DecodeState.Done);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            End(job, DecodeState.Cancelled);
        }
        catch (Exception error)
        {
            // Whatever it was, the next frame may go well; the person who asked is told.
            End(
                job, DecodeState.Failed,
                error is MovieDataException ? error.Message : $"{error.GetType().Name}: {error.Message}");
        }
    }

    private void End(DecodeJob job, DecodeState state, string? error = null)
    {
        lock (_changing)
        {
            job.Enter(state, error);
        }
    }

    private async Task<DecodedFrame> DecodeAsync(DecodeJob job, CancellationToken cancel)
    {
        job.Step = "checking the film";
        if (!_open.TryGetValue(job.Film, out PlannedSource? source))
        {
            source = PlannedSource.Open(_folder, job.Film, _sources[job.Film], cancel);
            _open[job.Film] = source;
        }

        job.Step = "decoding";
        using StereoFrame views = await source.DecodeAsync(job.Frame, cancel).ConfigureAwait(false);
        using var writer = new PngWriter();
        return new DecodedFrame(
            writer.Encode(views.Left).ToArray(), writer.Encode(views.Right).ToArray(),
            Pictures.Thumbnail.OfView(views.Left), views.Size);
    }

    private void Keep(string id, DecodedFrame frame)
    {
        static long BytesOf(DecodedFrame one) => one.Left.Length + one.Right.Length + one.Thumbnail.Length;
        lock (_changing)
        {
            _frames.AddFirst((id, frame));
            _thumbnails.Add(id, frame.Thumbnail);
            while (_frames.Count > 1
                && (_frames.Count > KeptMax || _frames.Sum(one => BytesOf(one.Frame)) > KeptBytesMax))
            {
                _frames.RemoveLast();
            }
        }
    }
}
