using System.Security.Cryptography;
using MovieData.Cli;

namespace MovieData.Tests.EndToEnd;

/// <summary>What a command line printed and how it ended.</summary>
internal sealed record CommandResult(int Code, string Output, string Error)
{
    /// <summary>Lines of stderr that start with the program's name: its errors.</summary>
    public IReadOnlyList<string> Faults =>
        [.. Error.Split('\n').Where(line => line.StartsWith("movie-data: ", StringComparison.Ordinal))];
}

/// <summary>Runs the executable's commands in this process, as a user's shell would.</summary>
internal static class CommandLine
{
    public static async Task<CommandResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Synchronized(error), isInteractive: false);
        int code = await Program.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Digest of every file that the promise of equal bytes covers, by relative name.</summary>
    public static SortedDictionary<string, string> Digests(string dataset)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in (string[])["manifest.json", "films", "data", "frames", "ledger"])
        {
            string path = Path.Combine(dataset, part);
            IEnumerable<string> files = Directory.Exists(path)
                ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                : File.Exists(path) ? [path] : [];
            foreach (string file in files)
            {
                digests[Path.GetRelativePath(dataset, file)] =
                    Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
            }
        }

        return digests;
    }

    /// <summary>Some segments of a dataset are there, each file as the whole one has it.</summary>
    public static void ShouldBePart(string whole, string part, int segments)
    {
        SortedDictionary<string, string> expected = Digests(whole), found = Digests(part);
        Assert.Equal(segments, found.Keys.Count(file => file.StartsWith("ledger/", StringComparison.Ordinal)));
        Assert.All(found, file => Assert.Equal(expected[file.Key], file.Value));
    }
}
