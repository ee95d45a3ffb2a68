using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MovieData.Staging;

/// <summary>Joins stages by bounded channels, so that each works while its neighbours do.</summary>
public static class StageChain
{
    /// <summary>As the other one, where nobody asks what the stage does with its time.</summary>
    public static IAsyncEnumerable<TOut> Then<TIn, TOut>(
        this IAsyncEnumerable<TIn> input,
        IStage<TIn, TOut> stage,
        int itemsMax,
        CancellationToken cancel = default) => input.Then(stage, itemsMax, null, cancel);

    /// <summary>
    /// Runs <paramref name="stage"/> on <paramref name="input"/> in a task of its own, at most
    /// <paramref name="itemsMax"/> finished items ahead of whoever reads the result.
    /// </summary>
    /// <remarks>
    /// A fault of the stage surfaces at the reader after the items before it. When the reader stops early or is
    /// cancelled the stage is cancelled, awaited, and the items left in the channel are disposed.
    /// </remarks>
    /// <param name="input">Items from the left.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="itemsMax">Bound of the channel to its right.</param>
    /// <param name="load">Hears what the stage does with its time; null: nobody asks.</param>
    /// <param name="cancel">Stops it.</param>
    public static async IAsyncEnumerable<TOut> Then<TIn, TOut>(
        this IAsyncEnumerable<TIn> input,
        IStage<TIn, TOut> stage,
        int itemsMax,
        StageLoad? load,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var channel = Channel.CreateBounded<TOut>(
            new BoundedChannelOptions(itemsMax) { SingleReader = true, SingleWriter = true });
        Task worker =
            Task.Run(() => FillAsync(input, stage, channel.Writer, load, stop.Token), CancellationToken.None);
        try
        {
            await foreach (TOut item in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                load?.Queue(-1);
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await worker.ConfigureAwait(false);
            while (channel.Reader.TryRead(out TOut? left))
            {
                load?.Queue(-1);
                (left as IDisposable)?.Dispose();
            }
        }
    }

    /// <summary>Feeds one value to the first stage of a chain.</summary>
    public static async IAsyncEnumerable<T> One<T>(T value)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return value;
    }

    private static async Task FillAsync<TIn, TOut>(
        IAsyncEnumerable<TIn> input,
        IStage<TIn, TOut> stage,
        ChannelWriter<TOut> writer,
        StageLoad? load,
        CancellationToken cancel)
    {
        load?.Begin();
        try
        {
            IAsyncEnumerable<TIn> watched = load is null ? input : Watched(input, load, cancel);
            await foreach (TOut item in stage.RunAsync(watched, cancel).ConfigureAwait(false))
            {
                await WriteAsync(item, writer, load, cancel).ConfigureAwait(false);
            }

            writer.Complete();
        }
        catch (Exception fault)
        {
            // Not swallowed: the reader of the channel receives it.
            writer.Complete(fault);
        }
        finally
        {
            load?.End();
        }
    }

    private static async ValueTask WriteAsync<TOut>(
        TOut item, ChannelWriter<TOut> writer, StageLoad? load, CancellationToken cancel)
    {
        // Counted before it can be taken, so that the count is never below zero.
        load?.Queue(1);
        load?.WaitsForRoom();
        try
        {
            await writer.WriteAsync(item, cancel).ConfigureAwait(false);
        }
        catch
        {
            load?.Queue(-1);
            (item as IDisposable)?.Dispose();
            throw;
        }
        finally
        {
            load?.HasRoom();
        }
    }

    private static async IAsyncEnumerable<T> Watched<T>(
        IAsyncEnumerable<T> input, StageLoad load, [EnumeratorCancellation] CancellationToken cancel)
    {
        IAsyncEnumerator<T> items = input.GetAsyncEnumerator(cancel);
        await using (items.ConfigureAwait(false))
        {
            while (await NextAsync(items, load).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items, StageLoad load)
    {
        load.WaitsForInput();
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        finally
        {
            load.HasInput();
        }
    }
}
