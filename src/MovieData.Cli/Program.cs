using System.CommandLine;
using System.Runtime.InteropServices;

namespace MovieData.Cli;

/// <summary>The executable <c>movie-data</c>: one command a file, errors as one line, exit codes of SPEC.md.</summary>
internal static class Program
{
    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        int signalCode = 0;
        void Stop(PosixSignalContext signal, int code)
        {
            // The first signal asks for a clean end; a second one of the same kind takes its default course.
            signal.Cancel = signalCode == 0;
            signalCode = code;
            stop.Cancel();
        }

        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, s => Stop(s, ExitCode.Interrupted));
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => Stop(s, ExitCode.Terminated));
        int code = await RunAsync(arguments, Terminal.OfProcess(), stop.Token).ConfigureAwait(false);
        return signalCode != 0 ? signalCode : code;
    }

    /// <summary>Runs one command line; what tests call.</summary>
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancel)
    {
        var root = new RootCommand(
            "MovieData turns stereoscopic 3D films into training data for depth networks: disparity, masks and both "
            + "views as Parquet shards, after the \"3D Movies\" protocol of MiDaS. It reads unprotected or already "
            + "decrypted sources only and breaks no copy protection.")
        {
            ProbeCommand.Create(terminal),
            ShotsCommand.Create(terminal),
            GapsCommand.Create(terminal),
            DecodeCommand.Create(terminal),
            PairCommand.Create(terminal),
            SkyCommand.Create(terminal),
            SynthCommand.Create(terminal),
            ExtractCommand.CreatePlan(terminal),
            ExtractCommand.Create(terminal),
            StatusCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            PreviewCommand.Create(terminal),
            ExportCommand.Create(terminal),
            TruthCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            IEnumerable<string> faults = parsed.Errors.SelectMany(e => e.Message.Split('\n', Trimmed));
            terminal.Say($"movie-data: {string.Join("; ", faults)} (movie-data --help)");
            return ExitCode.CouldNotStart;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            terminal.Say("movie-data: stopped");
            return ExitCode.Interrupted;
        }
        catch (Exception error) when (error is MovieDataException or IOException or UnauthorizedAccessException)
        {
            foreach (string line in error.Message.Split('\n'))
            {
                terminal.Say($"movie-data: {line}");
            }

            return ExitCode.CouldNotStart;
        }
    }
}
