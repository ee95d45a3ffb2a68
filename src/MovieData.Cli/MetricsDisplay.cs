using MovieData.Runs;
using MovieData.Watching;

namespace MovieData.Cli;

/// <summary>Shows a run's metrics until it is disposed.</summary>
internal sealed class MetricsDisplay : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly Terminal _terminal;
    private readonly GpuWatch _gpus = new();
    private readonly RunMetrics _metrics;
    private readonly string? _file;
    private readonly MetricsServer? _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private bool _isRefused;

    private MetricsDisplay(Terminal terminal, string word, RunProgress progress)
    {
        _terminal = terminal;
        _metrics = new RunMetrics(progress, VersionAction.Version, _gpus, TimeProvider.System);
        if (MetricsFlag.AddressOf(word) is { } address)
        {
            _server = new MetricsServer(address, _metrics.Text);
            terminal.Say($"metrics: http://{_server.Address}/metrics");
        }
        else
        {
            _file = word;
            RequireFolder(word);
            PathFlags.RequireWritableFile("--metrics", word);
            MetricsFile.Write(word, _metrics.Text());
        }

        _looking = Task.Run(LookAsync);
    }

    /// <summary>Begins, if the flag is given.</summary>
    /// <exception cref="MovieDataException">Nothing can be written, or listen, there.</exception>
    public static MetricsDisplay? Begin(Terminal terminal, string? word, RunProgress progress) =>
        word is null ? null : new MetricsDisplay(terminal, word, progress);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        WriteFile();
        _stop.Dispose();
    }

    private static void RequireFolder(string file)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw new MovieDataException(
                $"--metrics {file}: there is no folder {folder}: make it first, or give another place");
        }
    }

    private async Task LookAsync()
    {
        try
        {
            while (true)
            {
                await _gpus.LookAsync(_stop.Token).ConfigureAwait(false);
                WriteFile();
                await Task.Delay(Every, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // Metrics are a courtesy: the run goes on without them, and says so once.
    private void WriteFile()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            MetricsFile.Write(_file, _metrics.Text());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_isRefused)
            {
                _terminal.Say($"warning: --metrics {_file}: {error.Message}; the run goes on without");
            }

            _isRefused = true;
        }
    }
}
