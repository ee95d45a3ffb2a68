using System.Diagnostics;
using MovieData.Media.Processes;

namespace MovieData.Tests.Processes;

/// <summary>Options of the GNU C library for subprocesses, beside the user's own.</summary>
public sealed class LargePagesTests
{
    [Theory]
    [InlineData(null, "glibc.malloc.hugetlb=1")]
    [InlineData("", "glibc.malloc.hugetlb=1")]
    [InlineData("glibc.malloc.arena_max=2", "glibc.malloc.arena_max=2:glibc.malloc.hugetlb=1")]
    [InlineData("glibc.malloc.hugetlb=0", "glibc.malloc.hugetlb=0")]
    public void Ask_OptionsOfTheUser_AreKept(string? given, string expected)
    {
        var start = new ProcessStartInfo("ffmpeg");
        start.Environment.Remove(LargePages.Variable);
        if (given is not null)
        {
            start.Environment[LargePages.Variable] = given;
        }

        LargePages.Ask(start);

        Assert.Equal(expected, start.Environment[LargePages.Variable]);
    }
}
