using MovieData.Ledger;

namespace MovieData.Tests.Ledger;

/// <summary>The same place by another name is the same place.</summary>
public class RealPathTests
{
    [Theory]
    [InlineData("data", true)]
    [InlineData("data/", true)]
    [InlineData("data/new/flags.jsonl", true)]
    [InlineData("data/../data/x", true)]
    [InlineData("folder-link/x", true)]
    [InlineData("link-of-link/x", true)]
    [InlineData("file-link", true)]
    [InlineData("data2", false)]
    [InlineData("data.jsonl", false)]
    [InlineData("other/x", false)]
    [InlineData("data/out/x", false)]
    [InlineData("circle/x", false)]
    public void IsWithin_FollowsEveryLink(string path, bool isWithin)
    {
        using var home = new TemporaryFolder();
        Directory.CreateDirectory(home["data/ledger"]);
        Directory.CreateDirectory(home["other"]);
        Directory.CreateSymbolicLink(home["folder-link"], home["data/ledger"]);
        Directory.CreateSymbolicLink(home["link-of-link"], "folder-link");
        File.CreateSymbolicLink(home["file-link"], "data/not-there");
        Directory.CreateSymbolicLink(home["data/out"], home["other"]);
        File.CreateSymbolicLink(home["circle"], "circle");

        Assert.Equal(isWithin, RealPath.IsWithin(home[path], home["data"]));

        // The dataset itself may be named by a link.
        Directory.CreateSymbolicLink(home["named"], home["data"]);
        Assert.Equal(isWithin, RealPath.IsWithin(home[path], home["named"]));
    }
}
