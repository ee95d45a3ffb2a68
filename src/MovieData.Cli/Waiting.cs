using System.Diagnostics;

namespace MovieData.Cli;

/// <summary>Looks again and again, until all is there or nothing new has come for a time.</summary>
internal static class Waiting
{
    /// <summary>Looks at once, and then after every pause.</summary>
    /// <param name="look">Says how far it is.</param>
    /// <param name="isAll">Whether that is all there will be.</param>
    /// <param name="tell">Told the first answer, and each that differs from the one before.</param>
    /// <param name="patience">How long the same answer is waited with, from when it first came.</param>
    /// <param name="pause">Between two looks.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The last answer.</returns>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> look,
        Func<T, bool> isAll,
        Action<T> tell,
        TimeSpan patience,
        TimeSpan pause,
        CancellationToken cancel)
        where T : struct, IEquatable<T>
    {
        T? before = null;
        var still = Stopwatch.StartNew();
        while (true)
        {
            T now = await look().ConfigureAwait(false);
            if (!now.Equals(before))
            {
                before = now;
                still.Restart();
                tell(now);
            }

            if (isAll(now) || still.Elapsed >= patience)
            {
                return now;
            }

            await Task.Delay(pause, cancel).ConfigureAwait(false);
        }
    }
}
