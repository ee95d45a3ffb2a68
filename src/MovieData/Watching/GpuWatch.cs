using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MovieData.Watching;

/// <summary>How busy a GPU is.</summary>
/// <param name="Index">Its number, as <c>nvidia-smi</c> counts.</param>
/// <param name="BusyRatio">Share of the last moment in which something ran on it, 0 to 1; NaN: it does not say.</param>
/// <param name="MemoryBytes">Memory in use on it, bytes; NaN: it does not say.</param>
public sealed record GpuLoad(string Index, double BusyRatio, double MemoryBytes);

/// <summary>
/// Asks <c>nvidia-smi</c>. Where the first answer is that there are no GPUs, it is not asked again; one that gives no
/// answer in time, or fails after it has named GPUs, has said nothing of the sort.
/// </summary>
/// <param name="program">Name of the program.</param>
/// <param name="answerMax">How long an answer is waited for; null: 10 s.</param>
public sealed class GpuWatch(string program = "nvidia-smi", TimeSpan? answerMax = null)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    private bool _isAbsent;
    private bool _isPresent;
    private Task _gone = Task.CompletedTask;

    /// <summary>The GPUs of the last answer; none where none came in time.</summary>
    public IReadOnlyList<GpuLoad> Loads { get; private set; } = [];

    /// <summary>Asks again.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        // What hangs in the driver cannot be killed: there is never more than one of it.
        if (_isAbsent || !_gone.IsCompleted)
        {
            return;
        }

        var start = new ProcessStartInfo(
            program,
            ["--query-gpu=index,utilization.gpu,memory.used", "--format=csv,noheader,nounits"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            Process process = Process.Start(start)!;
            try
            {
                string? answer = await AnswerAsync(process, cancel).ConfigureAwait(false);
                Loads = Parse(answer ?? "");
                _isPresent |= Loads.Count > 0;
                _isAbsent = answer is not null && !_isPresent;
            }
            finally
            {
                _gone = GoneAsync(process);
            }
        }
        catch (Win32Exception)
        {
            _isAbsent = !_isPresent;
        }
    }

    /// <summary>Reads an answer; values that a GPU does not know are NaN, lines of another form are left out.</summary>
    internal static IReadOnlyList<GpuLoad> Parse(string answer)
    {
        var loads = new List<GpuLoad>();
        foreach (string line in answer.Split('\n'))
        {
            string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length == 3 && fields[0].Length > 0 && fields[0].All(char.IsAsciiDigit))
            {
                loads.Add(new GpuLoad(fields[0], Number(fields[1]) / 100, Number(fields[2]) * (1 << 20)));
            }
        }

        return loads;
    }

    // What it says; empty where it fails, null where it says nothing in time.
    private async Task<string?> AnswerAsync(Process process, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(answerMax ?? AnswerMax);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string answer = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? answer : "";
        }
        catch (OperationCanceledException)
        {
            // A driver that hangs answers nobody; nor is the run to wait for it.
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static async Task GoneAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
