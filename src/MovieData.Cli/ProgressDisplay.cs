using MovieData.Imaging.Messages;
using MovieData.Runs;
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
    private readonly Task _display;

    public ProgressDisplay(Terminal terminal, RunProgress progress)
    {
        _terminal = terminal;
        _progress = progress;
        _display = Task.Run(terminal.IsInteractive ? ShowBarsWhileSeenAsync : ShowLinesAsync);
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
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(LineEvery, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default)
                .ConfigureAwait(false);
            ShowMessages(_terminal.Say);
            foreach ((string film, FilmProgress progress) in _progress.Films)
            {
                string line = $"{film}: {Describe(progress)}";
                if (said.GetValueOrDefault(film) != line)
                {
                    _terminal.Say(line);
                    said[film] = line;
                }
            }
        }
    }

    // Bars go to the terminal itself: when that is gone, the work goes on unseen.
    private async Task ShowBarsWhileSeenAsync()
    {
        try
        {
            await ShowBarsAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
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

    private static string Describe(FilmProgress progress) => progress.Step switch
    {
        FilmStep.Probing => "looking at its layout and view order",
        FilmStep.Scanning => $"scanned {progress.FramesScanned} of {progress.FramesTotal} frames, "
            + $"{progress.Scan.PerSecond(progress.FramesScanned):F0} frames/s"
            + Left(progress.Scan, progress.FramesScanned, progress.FramesTotal),
        FilmStep.Surveying => $"surveyed {progress.ShotsSurveyed} of {progress.ShotsTotal} shots"
            + Left(progress.Survey, progress.ShotsSurveyed, progress.ShotsTotal),
        FilmStep.Planned => "planned",
        _ when progress.SegmentsTotal == 0 => progress.SegmentsLeft == 0 ? "nothing left to do"
            : $"nothing in this run, {Counted.Of(progress.SegmentsLeft, "segment")} left to others",
        _ => $"{progress.SegmentsDone}/{progress.SegmentsTotal} segments, "
            + $"{progress.SamplesSeen}/{progress.SamplesTotal} samples, {progress.SamplesKept} kept, "
            + $"{progress.Extraction.PerSecond(progress.SamplesSeen):F2} pairs/s"
            + Left(progress.Extraction, progress.SamplesSeen, progress.SamplesTotal),
    };

    private static string Left(Pace pace, int done, int total) =>
        pace.Left(done, total) is { } left ? $", {Duration.Of(left.TotalSeconds)} left" : "";

    private void ShowMessages(Action<string> say)
    {
        while (_progress.TakeMessage() is { } message)
        {
            say(message);
        }
    }
}
