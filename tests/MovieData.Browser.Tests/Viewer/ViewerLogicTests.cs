using System.Diagnostics;
using MovieData.Tests;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>The tests of the page's own logic, which Node's runner runs: PNG, disparity, address, window.</summary>
public class ViewerLogicTests
{
    [Fact]
    public async Task NpmTest_InSrcWeb_Passes()
    {
        var start = new ProcessStartInfo("npm", ["test", "--silent"])
        {
            WorkingDirectory = Path.Combine(SharedFiles.RepositoryRoot, "src", "Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output + await error);
        Assert.Contains("fail 0", output, StringComparison.Ordinal);
        Assert.Matches("pass [1-9]", output);
    }
}
