using System.Diagnostics;

namespace MovieData.Cli;

/// <summary>Says how far a step is, and how long it will take, every few seconds. Safe for many threads.</summary>
/// <param name="terminal">Where it is said.</param>
internal sealed class ProgressLines(Terminal terminal)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private string _step = "";
    private long _started;
    private long _said;

    /// <summary>So much of a step is done.</summary>
    /// <param name="step">What is done, as in "segments read".</param>
    /// <param name="done">Of its items, those that are done.</param>
    /// <param name="total">Its items.</param>
    public void Tell(string step, long done, long total)
    {
        lock (_gate)
        {
            if (step != _step)
            {
                _step = step;
                _started = _said = Stopwatch.GetTimestamp();
            }

            if (Stopwatch.GetElapsedTime(_said) > LineEvery)
            {
                _said = Stopwatch.GetTimestamp();
                double rate = done / Stopwatch.GetElapsedTime(_started).TotalSeconds;
                terminal.Say($"{done} of {total} {step}, {Duration.Of(Math.Max(0, total - done) / rate)} left");
            }
        }
    }
}
