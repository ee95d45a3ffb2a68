using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Tests.Shards;
using MovieData.Viewer;
using MovieData.Viewer.Decoding;
using MovieData.Viewer.Rows;

namespace MovieData.Tests.Viewer;

/// <summary>Who waits, who runs, and what a cancelled decode leaves: a place for the next one.</summary>
public sealed class DecodeQueueTests : IAsyncLifetime
{
    private static readonly DecodedFrame Frame = new(new byte[9], new byte[9], new byte[5], new PixelSize(2, 2));

    private readonly TemporaryFolder _home = new();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameIndex _index = null!;
    private DecodeQueue _queue = null!;
    private int[] _rejected = [];

    public ValueTask InitializeAsync()
    {
        OutputFolder folder = TestDataset.Make(_home["dataset"], 8);
        _index = FrameIndex.Open(folder);
        _rejected = [.. Enumerable.Range(0, _index.Rows).Where(row => _index.IsHere(row) && !_index.Columns.Kept[row])];
        File.WriteAllBytes(_home["film.mkv"], []);
        var sources = new Dictionary<string, SourceArgument>
        {
            ["film"] = SourceArgument.OfPath("film", _home["film.mkv"]),
        };
        _queue = new DecodeQueue(folder, sources, async (_, cancel) =>
        {
            await _go.Task.WaitAsync(cancel);
            return Frame;
        });
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Cancel_OfOneThatWaits_FreesItsPlace()
    {
        Assert.True(_rejected.Length > DecodeQueue.WaitingMax + 2);
        DecodeJob first = await RunningAsync(_rejected[0]);
        DecodeJob[] waiting = [.. _rejected[1..(DecodeQueue.WaitingMax + 1)].Select(Ask)];
        Assert.Equal(503, Assert.Throws<RequestException>(() => Ask(_rejected[^1])).Status);

        await _queue.CancelAsync(waiting[3]);
        Assert.Equal(DecodeState.Queued, Ask(_rejected[^1]).State);
        Assert.Equal(503, Assert.Throws<RequestException>(() => Ask(_rejected[^2])).Status);

        _go.SetResult();
        await Deadline.UntilAsync(() => Ask(_rejected[^1]).State == DecodeState.Done, "all are decoded");
        Assert.Equal((DecodeState.Done, DecodeState.Cancelled), (first.State, waiting[3].State));
        Assert.Equal(Frame.Thumbnail, _queue.Thumbnail(_index.IdOf(_rejected[0])));
        Assert.True(_queue.Thumbnail(_index.IdOf(_rejected[4])).IsEmpty);
    }

    [Fact]
    public async Task Cancel_OfTheOneThatRuns_LetsTheNextRun()
    {
        DecodeJob running = await RunningAsync(_rejected[0]);
        DecodeJob next = Ask(_rejected[1]);
        await _queue.CancelAsync(running);

        await Deadline.UntilAsync(() => next.State == DecodeState.Running, "the next one runs");
        Assert.Equal(DecodeState.Cancelled, running.State);

        // Who asks again gets another job, not the one that was taken back.
        Assert.NotSame(running, Ask(_rejected[0]));
        Assert.Same(next, Ask(_rejected[1]));
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _home.Dispose();
    }

    private DecodeJob Ask(int row) => _queue.Ask(_index, row);

    private async Task<DecodeJob> RunningAsync(int row)
    {
        DecodeJob job = Ask(row);
        await Deadline.UntilAsync(() => job.State == DecodeState.Running, "it runs");
        return job;
    }
}
