using System.Diagnostics;

namespace MovieData.Tests;

/// <summary>Waits for what is seen, never for a time: the one place in the tests that pauses.</summary>
internal static class Deadline
{
    /// <summary>Far beyond what a loaded machine takes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Returns once a condition holds; fails the test where it does not within five minutes.</summary>
    /// <param name="isSo">Asked again and again, 10 ms apart.</param>
    /// <param name="what">The condition in words, for the message.</param>
    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);

    /// <summary>The same for a condition that has to be waited for itself.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            bool isLate = Stopwatch.GetElapsedTime(start) > Longest;
            Assert.False(isLate, $"waited {Longest.TotalMinutes} min in vain: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
