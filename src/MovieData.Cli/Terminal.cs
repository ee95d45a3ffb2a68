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
    public TextWriter Output => new PlainWriter(output);

    /// <summary>Progress, warnings and errors; what cannot be written is lost, and no fault of the work.</summary>
    public TextWriter Error => new PlainWriter(new CourtesyWriter(error));

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
    /// Control characters but tabs and ends of lines are shown as <c>·</c>: names and texts of files that came from
    /// anywhere could otherwise clear a terminal, or write over what stands on it.
    /// </summary>
    private sealed class PlainWriter(TextWriter inner) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => inner.Write(IsPlain(value) ? value : '·');

        public override void Write(string? value) => inner.Write(Plain(value));

        public override void WriteLine(string? value) => inner.WriteLine(Plain(value));

        public override void Flush() => inner.Flush();

        private static bool IsPlain(char c) => !char.IsControl(c) || c is '\n' or '\t';

        private static string? Plain(string? text) => text is null || text.All(IsPlain) ? text
            : string.Create(text.Length, text, (plain, from) =>
            {
                for (int i = 0; i < plain.Length; i++)
                {
                    plain[i] = IsPlain(from[i]) ? from[i] : '·';
                }
            });
    }

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
