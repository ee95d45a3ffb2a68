using System.Threading.RateLimiting;

namespace MovieData.Viewer.Serving;

/// <summary>
/// Requests that read pictures, decode them, or look at all rows: a few at a time, a bounded number waits, and the rest
/// is told to come again. So a thousand requests take the memory of four.
/// </summary>
internal sealed class HeavyWork : IDisposable
{
    /// <summary>Requests at work.</summary>
    public const int AtOnceMax = 4;

    /// <summary>Requests that wait.</summary>
    public const int WaitingMax = 256;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnceMax,
        QueueLimit = WaitingMax,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Does work in its turn; what it gives is sent by the caller, outside the turn: a slow reader holds up
    /// nobody.</summary>
    /// <exception cref="RequestException">Too many wait.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        using RateLimitLease lease = await _limiter.AcquireAsync(1, cancel).ConfigureAwait(false);
        return lease.IsAcquired
            ? await Task.Run(work, cancel).ConfigureAwait(false)
            : throw new RequestException(503, $"{WaitingMax} requests wait already; try again");
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
