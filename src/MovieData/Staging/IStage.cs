namespace MovieData.Staging;

/// <summary>
/// One room of the story: takes items from its left, hands items to its right, in order.
/// </summary>
/// <remarks>
/// The stage owns every item it has taken until it disposes it or yields it (alone or inside its output).
/// When the caller stops early, cancels, or the input throws, nothing the stage has taken stays outstanding.
/// </remarks>
public interface IStage<in TIn, out TOut>
{
    /// <summary>Runs over <paramref name="input"/> lazily; output order is input order.</summary>
    IAsyncEnumerable<TOut> RunAsync(IAsyncEnumerable<TIn> input, CancellationToken cancel);
}
