using System.Text;
using Spectre.Console;

namespace MovieData.Cli;

/// <summary>
/// Where a command writes: results and JSON to <paramref name="output"/> (stdout), progress and messages to
/// <paramref name="error"/> (stderr). Tests pass writers of their own.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isInteractive)
{
    /// <summary>Results.</summary>
    public TextWriter Output => output;

    /// <summary>Progress, warnings and errors; what cannot be written is lost, and no fault of the work.</summary>
    public TextWriter Error => new CourtesyWriter(error);

    /// <summary>True when a person watches stderr: live bars instead of lines.</summary>
    public bool IsInteractive => isInteractive;

    /// <summary>Spectre.Console on stderr, for live bars.</summary>
    public IAnsiConsole Console => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess() => new(
        System.Console.Out,
        System.Console.Error,
        !System.Console.IsErrorRedirected && !System.Console.IsOutputRedirected);

    /// <summary>One line to stderr.</summary>
    public void Say(string line) => Error.WriteLine(line);

    /// <summary>
    /// Lines for a person, who may have closed the window, or sent them to a disk that is full: the exit code still
    /// says how the work ended.
    /// </summary>
    private sealed class CourtesyWriter(TextWriter inner) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Try(() => inner.Write(value));

        public override void Write(string? value) => Try(() => inner.Write(value));

        public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

        public override void Flush() => Try(inner.Flush);

        private static void Try(Action write)
        {
            try
            {
                write();
            }
            catch (IOException)
            {
                // There is nobody left to tell.
            }
        }
    }
}
