using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MovieData.Staging;

/// <summary>Joins stages by bounded channels, so that each works while its neighbours do.</summary>
public static class StageChain
{
    /// <summary>
    /// Runs <paramref name="stage"/> on <paramref name="input"/> in a task of its own, at most
    /// <paramref name="itemsMax"/> finished items ahead of whoever reads the result.
    /// </summary>
    /// <remarks>
    /// A fault of the stage surfaces at the reader after the items before it. When the reader stops early or is
    /// cancelled the stage is cancelled, awaited, and the items left in the channel are disposed.
    /// </remarks>
    public static async IAsyncEnumerable<TOut> Then<TIn, TOut>(
        this IAsyncEnumerable<TIn> input,
        IStage<TIn, TOut> stage,
        int itemsMax,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var channel = Channel.CreateBounded<TOut>(
            new BoundedChannelOptions(itemsMax) { SingleReader = true, SingleWriter = true });
        Task worker = Task.Run(() => FillAsync(input, stage, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (TOut item in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await worker.ConfigureAwait(false);
            while (channel.Reader.TryRead(out TOut? left))
            {
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
        IAsyncEnumerable<TIn> input, IStage<TIn, TOut> stage, ChannelWriter<TOut> writer, CancellationToken cancel)
    {
        try
        {
            await foreach (TOut item in stage.RunAsync(input, cancel).ConfigureAwait(false))
            {
                try
                {
                    await writer.WriteAsync(item, cancel).ConfigureAwait(false);
                }
                catch
                {
                    (item as IDisposable)?.Dispose();
                    throw;
                }
            }

            writer.Complete();
        }
        catch (Exception fault)
        {
            // Not swallowed: the reader of the channel receives it.
            writer.Complete(fault);
        }
    }
}
