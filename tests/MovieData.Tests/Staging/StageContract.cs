using MovieData.Imaging.Frames;
using MovieData.Staging;

namespace MovieData.Tests.Staging;

/// <summary>
/// What every stage promises, whatever it does (IStage): order kept, lazy, and nothing of the pool outstanding once
/// the caller stopped early, cancelled, or the input threw. A stage's tests derive from it.
/// </summary>
public abstract class StageContract<TIn, TOut>
    where TIn : class, IDisposable
    where TOut : class, IDisposable
{
    private const int Items = 5;

    /// <summary>The pool all planes of a test come from.</summary>
    protected PlanePool Pool { get; } = new(64 << 20);

    /// <summary>A stage that rents from <see cref="Pool"/>.</summary>
    protected abstract IStage<TIn, TOut> CreateStage();

    /// <summary>A good input item with the given frame number, all planes from <see cref="Pool"/>.</summary>
    protected abstract TIn CreateItem(int number);

    /// <summary>An input item the stage must refuse by an exception; null where no item can be bad.</summary>
    protected abstract TIn? CreateBadItem();

    /// <summary>Frame number of an output item.</summary>
    protected abstract int NumberOf(TOut output);

    [Fact]
    public async Task RunAsync_AllItems_KeepsOrderAndReturnsThePool()
    {
        List<int> numbers = [];
        await foreach (TOut output in CreateStage().RunAsync(Input(), TestContext.Current.CancellationToken))
        {
            numbers.Add(NumberOf(output));
            output.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, Items), numbers);
        AssertNothingOutstanding();
    }

    [Fact]
    public async Task RunAsync_ReaderStopsEarly_LeavesNothingOutstanding()
    {
        await foreach (TOut output in CreateStage().RunAsync(Input(), TestContext.Current.CancellationToken))
        {
            output.Dispose();
            break;
        }

        AssertNothingOutstanding();
    }

    [Fact]
    public async Task RunAsync_Cancelled_ThrowsAndLeavesNothingOutstanding()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TOut output in CreateStage().RunAsync(Input(), cancel.Token))
            {
                output.Dispose();
                await cancel.CancelAsync();
            }
        });
        AssertNothingOutstanding();
    }

    [Fact]
    public async Task RunAsync_InputThrows_PassesTheFaultOnAndLeavesNothingOutstanding()
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            var input = Input(faultAt: 2);
            await foreach (TOut output in CreateStage().RunAsync(input, TestContext.Current.CancellationToken))
            {
                output.Dispose();
            }
        });
        Assert.Equal("the film broke", fault.Message);
        AssertNothingOutstanding();
    }

    [Fact]
    public async Task RunAsync_BadItem_ThrowsATypedErrorAndLeavesNothingOutstanding()
    {
        if (CreateBadItem() is not { } bad)
        {
            return;
        }

        await Assert.ThrowsAnyAsync<MovieDataException>(async () =>
        {
            var input = StageChain.One(bad);
            await foreach (TOut output in CreateStage().RunAsync(input, TestContext.Current.CancellationToken))
            {
                output.Dispose();
            }
        });
        AssertNothingOutstanding();
    }

    private void AssertNothingOutstanding() => Assert.Empty(Pool.Renters);

    // Deliberately deaf to cancellation: the stage itself must stop and dispose what it was handed.
    private async IAsyncEnumerable<TIn> Input(int faultAt = -1)
    {
        for (int number = 0; number < Items; number++)
        {
            await Task.Yield();
            if (number == faultAt)
            {
                throw new InvalidDataException("the film broke");
            }

            yield return CreateItem(number);
        }
    }
}
