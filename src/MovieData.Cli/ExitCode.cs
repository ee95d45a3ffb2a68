namespace MovieData.Cli;

/// <summary>See CONTRACT.md, "Exit codes".</summary>
internal static class ExitCode
{
    /// <summary>All done.</summary>
    public const int Done = 0;

    /// <summary>Some segments failed, or verification found damage.</summary>
    public const int SomeFailed = 1;

    /// <summary>Could not start: wrong arguments, pipeline, source, model or folder.</summary>
    public const int CouldNotStart = 2;

    /// <summary>Interrupted from the keyboard (SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Told to stop (SIGTERM).</summary>
    public const int Terminated = 143;

    /// <summary>What a command that serves until it is told to stop says of its end; no process ends with it.</summary>
    public const int ServedUntilStopped = -1;
}
