using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MovieData.Tests.Readers;

/// <summary>Runs a script of this folder with node and reads the JSON it prints.</summary>
internal static class Node
{
    public static JsonNode Run(string script, params string[] arguments)
    {
        string modules = Path.Combine(SharedFiles.RepositoryRoot, "tests/node_modules/hyparquet");
        if (!Directory.Exists(modules))
        {
            Assert.Fail("hyparquet is absent: run tools/setup.sh --tests");
        }

        string path = Path.Combine(SharedFiles.RepositoryRoot, "tests/MovieData.Tests/Readers", script);
        var start = new ProcessStartInfo("node", [path, .. arguments]) { RedirectStandardOutput = true };
        using Process node = Process.Start(start)!;
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return JsonNode.Parse(output)!;
    }
}
