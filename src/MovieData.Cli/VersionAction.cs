using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using MovieData.Shards;

namespace MovieData.Cli;

/// <summary>
/// <c>--version</c>: the release, the commit it was built from, and the <c>data_version</c> it writes, which is what
/// decides whether it can go on with a dataset.
/// </summary>
internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    /// <summary>The release and the commit: 0.1.0+commit, or 0.1.0 where it was not built from a repository.</summary>
    internal static string Version { get; } = typeof(VersionAction).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <inheritdoc/>
    public override bool Terminating => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string[] parts = Version.Split('+');
        string commit = parts.Length > 1 ? parts[1] : "unknown";
        terminal.Output.WriteLine($"movie-data {parts[0]}, commit {commit}, data_version {SampleSchema.DataVersion}");
        return ExitCode.Done;
    }
}
