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

    /// <summary>Progress, warnings and errors.</summary>
    public TextWriter Error => error;

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
    public void Say(string line) => error.WriteLine(line);
}
