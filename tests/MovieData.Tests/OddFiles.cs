using System.Diagnostics;

namespace MovieData.Tests;

/// <summary>What a hostile folder may hold in a file's place.</summary>
internal static class OddFiles
{
    /// <summary>A test waits so long: opening a pipe that nobody writes to waits for ever.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes a named pipe.</summary>
    public static void Pipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
