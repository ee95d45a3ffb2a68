using System.Diagnostics;
using Spectre.Console;

namespace MovieData.Cli;

/// <summary>
/// Shows a run on stderr while it lasts: live bars for a person (per film: scan, samples, pairs/s, time left, kept),
/// plain lines every few seconds otherwise.
/// </summary>
internal sealed class ProgressDisplay : IDisposable
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(250);

    private readonly Terminal _terminal;
    private readonly RunProgress _progress;
    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Task _display;

    public ProgressDisplay(Terminal terminal, RunProgress progress)
    {
        _terminal = terminal;
        _progress = progress;
        _display = Task.Run(terminal.IsInteractive ? ShowBarsAsync : ShowLinesAsync);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _display.Wait();
        ShowMessages(_terminal.Say);
        _stop.Dispose();
    }

    private async Task ShowLinesAsync()
    {
        string last = "";
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(LineEvery, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default)
                .ConfigureAwait(false);
            ShowMessages(_terminal.Say);
            foreach ((string film, FilmProgress progress) in _progress.Films)
            {
                string line = $"{film}: {Describe(progress)}";
                if (line != last)
                {
                    _terminal.Say(line);
                    last = line;
                }
            }
        }
    }

    private Task ShowBarsAsync()
    {
        IAnsiConsole console = _terminal.Console;
        return console.Progress().AutoClear(false).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn { Width = 12 })
            .StartAsync(async bars =>
            {
                var tasks = new Dictionary<string, ProgressTask>();
                while (!_stop.IsCancellationRequested)
                {
                    ShowMessages(message => console.MarkupLineInterpolated($"{message}"));
                    Update(bars, tasks);
                    await Task.Delay(BarEvery, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default)
                        .ConfigureAwait(false);
                }

                Update(bars, tasks);
            });
    }

    private void Update(ProgressContext bars, Dictionary<string, ProgressTask> tasks)
    {
        foreach ((string film, FilmProgress progress) in _progress.Films)
        {
            if (!tasks.TryGetValue(film, out ProgressTask? task))
            {
                tasks[film] = task = bars.AddTask(Markup.Escape(film), autoStart: true, maxValue: 1);
            }

            task.Description = Markup.Escape($"{film}: {Describe(progress)}");
            task.Value = progress.SamplesTotal > 0
                ? (double)progress.SamplesSeen / progress.SamplesTotal
                : (double)progress.FramesScanned / Math.Max(1, progress.FramesTotal);
        }
    }

    private string Describe(FilmProgress progress)
    {
        if (progress.SamplesTotal == 0)
        {
            return progress.FramesScanned > 0
                ? $"scanned {progress.FramesScanned} of {progress.FramesTotal} frames"
                : "nothing left to do";
        }

        double rate = progress.SamplesSeen / Math.Max(0.001, _clock.Elapsed.TotalSeconds);
        string left = rate > 0
            ? $", {TimeSpan.FromSeconds((progress.SamplesTotal - progress.SamplesSeen) / rate):hh\\:mm\\:ss} left"
            : "";
        return $"{progress.SegmentsDone}/{progress.SegmentsTotal} segments, "
            + $"{progress.SamplesSeen}/{progress.SamplesTotal} samples, {progress.SamplesKept} kept, "
            + $"{rate:F2} pairs/s{left}";
    }

    private void ShowMessages(Action<string> say)
    {
        while (_progress.TakeMessage() is { } message)
        {
            say(message);
        }
    }
}
