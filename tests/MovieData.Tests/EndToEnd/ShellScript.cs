using System.Diagnostics;

namespace MovieData.Tests.EndToEnd;

/// <summary>Runs bash with the scripts of tools/.</summary>
internal static class ShellScript
{
    /// <summary>Full path of a script of <c>tools</c>.</summary>
    public static string Tool(string name) => Path.Combine(SharedFiles.RepositoryRoot, "tools", name);

    /// <summary>Environment in which the programs of a folder are found before all others.</summary>
    public static IReadOnlyDictionary<string, string> FirstOnPath(string folder) =>
        new Dictionary<string, string> { ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}" };

    /// <summary>Runs bash with these arguments to its end.</summary>
    /// <param name="folder">Current folder of the script.</param>
    /// <param name="variables">Environment variables beside those of the tests.</param>
    /// <param name="arguments">A script and its arguments, or <c>-c</c> and commands.</param>
    public static async Task<CommandResult> RunAsync(
        string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancel);
            string output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return new CommandResult(process.ExitCode, output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
