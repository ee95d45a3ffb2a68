using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using MovieData.Media.Processes;
using MovieData.Native;

namespace MovieData.Cli;

/// <summary>
/// The executable <c>movie-data</c>: one command a file, errors as one line, exit codes of CONTRACT.md.
/// </summary>
internal static class Program
{
    /// <summary>Name of the flag that has stack traces printed.</summary>
    internal const string VerboseName = "--verbose";

    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static async Task<int> Main(string[] arguments)
    {
        // First of all: .NET needs files for its own libraries, and without them dies without a word of ours.
        if (OpenFiles.Fault() is { } fault)
        {
            await Console.Error.WriteLineAsync($"movie-data: {fault}").ConfigureAwait(false);
            return ExitCode.CouldNotStart;
        }

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

        // A server that is told to end by Ctrl-C has done its work; whatever else is told to, was interrupted.
        return code == ExitCode.ServedUntilStopped && signalCode == ExitCode.Interrupted ? ExitCode.Done
            : signalCode != 0 ? signalCode : code;
    }

    /// <summary>Runs one command line; what tests call.</summary>
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancel)
    {
        var root = new RootCommand(
            "MovieData turns stereoscopic 3D films into training data for depth networks: disparity, masks and both "
            + "views as Parquet shards, after the \"3D Movies\" protocol of MiDaS. It reads unprotected or already "
            + "decrypted sources only and breaks no copy protection.")
        {
            InitCommand.Create(terminal),
            ProbeCommand.Create(terminal),
            ShotsCommand.Create(terminal),
            GapsCommand.Create(terminal),
            DecodeCommand.Create(terminal),
            PairCommand.Create(terminal),
            SkyCommand.Create(terminal),
            SynthCommand.Create(terminal),
            ExtractCommand.CreatePlan(terminal),
            ExtractCommand.Create(terminal),
            SubmitCommand.Create(terminal),
            StatusCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            PreviewCommand.Create(terminal),
            ExportCommand.Create(terminal),
            CurateCommand.Create(terminal),
            AuditCommand.Create(terminal),
            ViewCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            TruthCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        string?[] names = [.. arguments.Select(ByteName.Fault), ByteName.Fault(Environment.CurrentDirectory)];
        if (names.OfType<string>().FirstOrDefault() is { } name)
        {
            terminal.Say($"movie-data: {name}");
            return ExitCode.CouldNotStart;
        }

        root.Options.Add(new Option<bool>(VerboseName)
        {
            Description = "Print the stack trace of an error",
            Recursive = true,
        });
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal);
        CommandLineFaults.AddTo(root);
        ParseResult parsed = root.Parse(arguments);
        if (CommandLineFaults.Of(parsed) is { Count: > 0 } faults)
        {
            terminal.Say($"movie-data: {string.Join("; ", faults)} ({HelpOf(parsed.CommandResult)})");
            return ExitCode.CouldNotStart;
        }

        return await InvokeAsync(parsed, terminal, cancel).ConfigureAwait(false);
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        if (parsed.CommandResult.Command.Arguments.Any(argument => argument.Name == SourceFlags.ArgumentName))
        {
            // Asked of ffmpeg while the command gets ready; whoever needs it first hears what is wrong.
            _ = Task.Run(() => FFmpegBuild.OnPath(cancel), cancel);
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
        catch (Exception error) when (error is OperationCanceledException
            || (error is FFmpegException && cancel.IsCancellationRequested))
        {
            // A stop ends ffmpeg too, and whoever waits for its answer may hear of that first.
            terminal.Say("movie-data: stopped");
            return ExitCode.Interrupted;
        }
        catch (Exception error) when (error is MovieDataException or IOException or UnauthorizedAccessException)
        {
            string advice = error switch
            {
                MovieDataException => "",
                IOException { HResult: OpenFiles.LimitError } => $": {OpenFiles.Advice}",
                FileNotFoundException or DirectoryNotFoundException => ": check the name",
                _ => ": free or repair the disk, or give another place",
            };
            foreach (string line in error.Message.Split('\n'))
            {
                terminal.Say($"movie-data: {(advice.Length > 0 ? line.TrimEnd('.') : line)}{advice}");
            }

            TellTrace(parsed, terminal, error);
            return ExitCode.CouldNotStart;
        }
        catch (Exception error)
        {
            // Nobody foresaw it: still one line, for scripts that read the exit code.
            string message = string.Join(' ', error.Message.Split('\n', Trimmed));
            terminal.Say(error is OutOfMemoryException
                ? $"movie-data: the memory is too small: {message}"
                : $"movie-data: a bug of MovieData, not of your files: {error.GetType().Name}: {message}: please "
                    + $"report it with what {VerboseName} prints");
            TellTrace(parsed, terminal, error);
            return ExitCode.CouldNotStart;
        }
    }

    private static void TellTrace(ParseResult parsed, Terminal terminal, Exception error)
    {
        if (parsed.GetValue<bool>(VerboseName))
        {
            terminal.Say(error.ToString());
        }
    }

    // The words that show the help of the command that was meant.
    private static string HelpOf(CommandResult command)
    {
        IEnumerable<string> names = command.Parent is CommandResult parent
            ? [.. parent.Parent is null ? [] : new[] { parent.Command.Name }, command.Command.Name]
            : [];
        return $"{string.Join(' ', names.Prepend("movie-data"))} --help";
    }
}
