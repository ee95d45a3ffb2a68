using MovieData.Native;

namespace MovieData.Tests.Native;

public class OpenFilesTests
{
    [Theory]
    [InlineData(90, "at most 90 open files are allowed here, expected 256: raise the limit (ulimit -n 1024)")]
    [InlineData(256, null)]
    [InlineData(1024, null)]
    public void FaultOf_Limit_IsRefusedBelowTheNeed(int max, string? fault) =>
        Assert.Equal(fault, OpenFiles.FaultOf((ulong)max));

    [Fact]
    public void FaultOf_UnknownLimit_IsNone() => Assert.Null(OpenFiles.FaultOf(null));
}
