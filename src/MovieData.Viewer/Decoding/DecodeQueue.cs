using System.Threading.Channels;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
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

    /// <summary>Jobs that are over and still told of.</summary>
    private const int RememberedMax = 64;

    private readonly FrameIndex _index;
    private readonly IReadOnlyDictionary<string, SourceArgument> _sources;
    private readonly Dictionary<string, PlannedSource> _open = new(StringComparer.Ordinal);
    private readonly Channel<DecodeJob> _waiting = Channel.CreateBounded<DecodeJob>(WaitingMax);
    private readonly LinkedList<DecodeJob> _jobs = [];
    private readonly LinkedList<(int Row, DecodedFrame Frame)> _frames = [];
    private readonly Lock _changing = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;
    private long _numbers;

    /// <summary>A queue for the films that have a source.</summary>
    /// <param name="index">The dataset.</param>
    /// <param name="sources">Source of each film, by id.</param>
    public DecodeQueue(FrameIndex index, IReadOnlyDictionary<string, SourceArgument> sources)
    {
        _index = index;
        _sources = sources;
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>True of a film whose source is known.</summary>
    public bool HasSource(string film) => _sources.ContainsKey(film);

    /// <summary>The source of a film as a person wrote it; null: there is none.</summary>
    public string? SourceOf(string film) => _sources.GetValueOrDefault(film) is { } source
        ? string.Join('+', source.Paths) : null;

    /// <summary>The views of a frame that was decoded; null: it was not, or too long ago.</summary>
    public DecodedFrame? Find(int row)
    {
        lock (_changing)
        {
            return _frames.FirstOrDefault(frame => frame.Row == row).Frame;
        }
    }

    /// <summary>Asks for a frame; one that waits, runs or is there already is not asked for twice.</summary>
    /// <param name="row">Row of the index.</param>
    /// <exception cref="RequestException">It is kept, its film has no source, or too many wait.</exception>
    public DecodeJob Ask(int row)
    {
        string id = _index.IdOf(row);
        string film = _index.FilmOf(row);
        if (_index.Columns.Kept[row])
        {
            throw RequestException.Impossible($"{id} is kept: its pictures are in the dataset");
        }

        if (!HasSource(film))
        {
            throw RequestException.Impossible($"no source is known for film {film}: start with --source {film}=FILE");
        }

        lock (_changing)
        {
            bool isThere = _frames.Any(frame => frame.Row == row);
            if (_jobs.LastOrDefault(job => job.Row == row && (!job.IsOver || (isThere && job.State
                == DecodeState.Done))) is { } same)
            {
                return same;
            }

            var job = new DecodeJob(++_numbers, id, row);
            if (!_waiting.Writer.TryWrite(job))
            {
                throw new RequestException(503, $"{WaitingMax} frames wait to be decoded already; try again");
            }

            _jobs.AddLast(job);
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
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _worker.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (DecodeJob job in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            lock (_changing)
            {
                if (job.IsOver || _stop.IsCancellationRequested)
                {
                    job.Enter(DecodeState.Cancelled);
                    continue;
                }

                job.Enter(DecodeState.Running);
            }

            await RunAsync(job).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(DecodeJob job)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(job.Stop.Token, _stop.Token);
        try
        {
            DecodedFrame frame = await DecodeAsync(job, cancel.Token).ConfigureAwait(false);
            Keep(job.Row, frame);
            job.Enter(DecodeState.Done);
        }
        catch (OperationCanceledException)
        {
            job.Enter(DecodeState.Cancelled);
        }
        catch (Exception error)
        {
            // Whatever it was, the next frame may go well; the person who asked is told.
            job.Enter(
                cancel.IsCancellationRequested ? DecodeState.Cancelled : DecodeState.Failed,
                error is MovieDataException ? error.Message : $"{error.GetType().Name}: {error.Message}");
        }
    }

    private async Task<DecodedFrame> DecodeAsync(DecodeJob job, CancellationToken cancel)
    {
        string film = _index.FilmOf(job.Row);
        job.Step = "checking the film";
        if (!_open.TryGetValue(film, out PlannedSource? source))
        {
            source = PlannedSource.Open(_index.Folder, film, _sources[film], cancel);
            _open[film] = source;
        }

        job.Step = "decoding";
        using StereoFrame views = await source.DecodeAsync(_index.Columns.Frame[job.Row], cancel).ConfigureAwait(false);
        using var writer = new PngWriter();
        return new DecodedFrame(
            writer.Encode(views.Left).ToArray(), writer.Encode(views.Right).ToArray(), Thumbnail.OfView(views.Left),
            views.Size);
    }

    private void Keep(int row, DecodedFrame frame)
    {
        static long BytesOf(DecodedFrame one) => one.Left.Length + one.Right.Length + one.Thumbnail.Length;
        lock (_changing)
        {
            _frames.AddFirst((row, frame));
            while (_frames.Count > 1
                && (_frames.Count > KeptMax || _frames.Sum(one => BytesOf(one.Frame)) > KeptBytesMax))
            {
                _frames.RemoveLast();
            }
        }
    }
}
