using MovieData.Native;

namespace MovieData.Tests.Native;

public sealed class RangeLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTake_PlaceThatAnotherHas_IsNullUntilItIsFree()
    {
        using (RangeLock? first = RangeLock.TryTake(_folder["locks"], 7, isShared: false))
        {
            Assert.NotNull(first);
            Assert.Null(RangeLock.TryTake(_folder["locks"], 7, isShared: true));
            using RangeLock? other = RangeLock.TryTake(_folder["locks"], 8, isShared: false);
            Assert.NotNull(other);
        }

        using RangeLock? again = RangeLock.TryTake(_folder["locks"], 7, isShared: true);
        Assert.NotNull(again);
    }

    /// <summary>The system's own word, though the file is closed before it is told.</summary>
    [Fact]
    public void TryTake_PlaceThatCannotBe_SaysWhyAndClosesTheFile()
    {
        var error = Assert.Throws<IOException>(() => RangeLock.TryTake(_folder["locks"], -1, isShared: false));

        Assert.Equal($"cannot lock {_folder["locks"]}: Invalid argument", error.Message);
        Assert.DoesNotContain(
            _folder["locks"], Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget));
    }
}
