using MovieData.Tests.Clusters;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Buckets;

/// <summary>tools/s3/store.sh where a part of the S3 server does not come up; the server itself: CephTests.</summary>
public sealed class StoreScriptTests
{
    [Theory]
    [InlineData("ceph-mon")]
    [InlineData("ceph-osd")]
    [InlineData("radosgw")]
    public async Task Start_APartFails_EndsAtOnceAndSaysWhy(string part)
    {
        using var folder = new TemporaryFolder();
        string[] programs =
            ["ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
        foreach (string program in programs)
        {
            ScriptedProgram.Write(folder[program], "exit 0");
        }

        ScriptedProgram.Write(folder["id"], "echo 0");
        ScriptedProgram.Write(folder[part], "echo 'no space left' >&2; exit 1");

        CommandResult result = await ShellScript.RunAsync(
            folder.Path, ShellScript.FirstOnPath(folder.Path), ShellScript.Tool("s3/store.sh"), "start",
            folder["store"]);

        Assert.Equal(1, result.Code);
        Assert.Equal("", result.Output);
        Assert.EndsWith("\nno space left\n", result.Error, StringComparison.Ordinal);
    }
}
