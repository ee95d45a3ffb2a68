using System.Runtime.CompilerServices;
using MovieData.Staging;

namespace MovieData.Tests.Staging;

public class StageLoadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A clock that the stages and their surroundings move: each second is somebody's.</summary>
    [Fact]
    public async Task Then_EachWait_IsCountedWhereItBelongs()
    {
        var clock = new ManualClock();
        var load = new StageLoad("copy", clock);
        await foreach (int _ in Slow(clock).Then(new Copy(clock), 1, load, Cancel))
        {
        }

        (double busy, double starved, double blocked) = load.Seconds;
        Assert.Equal((6, 30), (Math.Round(busy), Math.Round(starved)));
        Assert.Equal(0, blocked, 1.0);
        Assert.Equal(0, load.Queued);
    }

    [Fact]
    public async Task Then_ReaderThatWaits_FillsTheQueueAndBlocksTheStage()
    {
        var clock = new ManualClock();
        var load = new StageLoad("copy", clock);
        int most = 0;
        await foreach (int item in Fast().Then(new Copy(clock), 2, load, Cancel))
        {
            if (item == 0)
            {
                // The stage has filled the channel and holds one more.
                await Deadline.UntilAsync(() => load.Queued == 3, "the queue is full");
                clock.Move(100);
            }

            most = Math.Max(most, load.Queued);
        }

        Assert.True(load.Seconds.Blocked >= 100, $"{load.Seconds}");
        Assert.Equal((3, 0), (most, load.Queued));
    }

    [Fact]
    public async Task Then_ReaderThatStopsEarly_LeavesNothingCounted()
    {
        var clock = new ManualClock();
        var load = new StageLoad("copy", clock);
        await foreach (int _ in Fast().Then(new Copy(clock), 2, load, Cancel))
        {
            break;
        }

        double busy = load.Seconds.Busy;
        clock.Move(50);
        Assert.Equal((0, busy), (load.Queued, load.Seconds.Busy));
    }

    private static async IAsyncEnumerable<int> Slow(ManualClock clock)
    {
        for (int i = 0; i < 3; i++)
        {
            clock.Move(10);
            yield return i;
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<int> Fast()
    {
        for (int i = 0; i < 6; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }

    private sealed class Copy(ManualClock clock) : IStage<int, int>
    {
        public async IAsyncEnumerable<int> RunAsync(
            IAsyncEnumerable<int> input, [EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (int item in input.WithCancellation(cancel))
            {
                clock.Move(2);
                yield return item;
            }
        }
    }
}
