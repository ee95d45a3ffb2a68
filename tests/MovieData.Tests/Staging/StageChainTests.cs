using System.Runtime.CompilerServices;
using MovieData.Staging;

namespace MovieData.Tests.Staging;

public class StageChainTests
{
    [Fact]
    public async Task Then_SeveralStages_KeepOrder()
    {
        var stage = new Doubling();
        List<int> results = await Numbers(100).Then(stage, 2, Cancel).Then(new Doubling(), 3, Cancel)
            .Select(item => item.Value).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(0, 100).Select(n => 4 * n), results);
    }

    [Fact]
    public async Task Then_StageThatThrows_HandsOnWhatCameBeforeAndThenTheFault()
    {
        var seen = new List<int>();
        var stage = new Doubling { ThrowsAt = 5 };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (Item item in Numbers(100).Then(stage, 2, Cancel))
            {
                using (item)
                {
                    seen.Add(item.Value);
                }
            }
        });
        Assert.Equal("at 5", error.Message);
        Assert.Equal([0, 2, 4, 6, 8], seen);
    }

    [Fact]
    public async Task Then_ReaderThatStopsEarly_DisposesWhatIsLeft()
    {
        Item.Alive = 0;
        await foreach (Item item in Numbers(1000).Then(new Doubling(), 4, Cancel))
        {
            item.Dispose();
            break;
        }

        Assert.Equal(0, Item.Alive);
    }

    [Fact]
    public async Task Then_SlowReader_IsNotOverrun()
    {
        var stage = new Doubling();
        await foreach (Item item in Numbers(50).Then(stage, 2, Cancel))
        {
            // Two in the channel, one being written, one in hand: it gets so far ahead, and no further.
            int most = Math.Min(50, (item.Value / 2) + 4);
            await Deadline.UntilAsync(() => stage.Made >= most, $"the stage made {most} items");
            Assert.Equal(most, stage.Made);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async IAsyncEnumerable<Item> Numbers(int count)
    {
        await Task.CompletedTask;
        for (int n = 0; n < count; n++)
        {
            yield return new Item(n);
        }
    }

    private sealed class Item : IDisposable
    {
        public static int Alive;

        public Item(int value)
        {
            Value = value;
            Interlocked.Increment(ref Alive);
        }

        public int Value { get; }

        public void Dispose() => Interlocked.Decrement(ref Alive);
    }

    private sealed class Doubling : IStage<Item, Item>
    {
        public int? ThrowsAt { get; init; }

        public int Made { get; private set; }

        public async IAsyncEnumerable<Item> RunAsync(
            IAsyncEnumerable<Item> input, [EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (Item item in input.WithCancellation(cancel))
            {
                using (item)
                {
                    if (item.Value == ThrowsAt)
                    {
                        throw new InvalidOperationException($"at {item.Value}");
                    }

                    Made++;
                    yield return new Item(2 * item.Value);
                }
            }
        }
    }
}
