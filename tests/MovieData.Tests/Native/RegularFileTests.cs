using MovieData.Native;

namespace MovieData.Tests.Native;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadAllBytes_FileOrLinkToIt_IsItsBytesWithinTheLimit()
    {
        byte[] bytes = [1, 2, 3];
        File.WriteAllBytes(_folder["file"], bytes);
        File.CreateSymbolicLink(_folder["link"], "file");
        foreach (string path in new[] { _folder["file"], _folder["link"] })
        {
            Assert.Equal(bytes, RegularFile.ReadAllBytes(path, 3));
            Assert.Equal(3, RegularFile.LengthOf(path));
            Assert.Equal(
                "3 bytes; at most 2 are read",
                Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(path, 2)).Message);
        }
    }

    [Fact]
    public void Lines_LongerThanWanted_AreCutAndTheNextAreWhole()
    {
        using var text = new StringReader("ab\n\nabcdef\nabc\nlast");
        Assert.Equal(["ab", "", "abcd", "abc", "last"], RegularFile.Lines(text, 3));
    }

    [Fact]
    public async Task Open_PipeOrDevice_IsRefusedAtOnce()
    {
        OddFiles.Pipe(_folder["pipe"]);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        foreach (string path in new[] { _folder["pipe"], "/dev/zero", "/dev/null" })
        {
            IOException error = await Assert.ThrowsAsync<IOException>(
                () => Task.Run(() => RegularFile.Open(path).Dispose(), cancel).WaitAsync(OddFiles.Patience, cancel));
            Assert.Equal("a pipe or a device; expected a file", error.Message);
        }
    }

    [Fact]
    public void Open_NothingOrAFolder_IsWhatTheSystemSays()
    {
        Assert.Throws<FileNotFoundException>(() => RegularFile.Open(_folder["none"]));
        Assert.Throws<UnauthorizedAccessException>(() => RegularFile.Open(_folder.Path));
    }
}
