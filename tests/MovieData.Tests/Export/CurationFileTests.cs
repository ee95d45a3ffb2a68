using MovieData.Export;
using MovieData.Native;

namespace MovieData.Tests.Export;

public class CurationFileTests
{
    [Fact]
    public void Append_FromManyThreadsAndFiles_TearsNoLine()
    {
        using var folder = new TemporaryFolder();
        string path = folder["flags.jsonl"];

        // Each with a file of its own, as two viewers have.
        CurationFile[] files = [new(path), new(path), new(path)];
        string note = new('n', 1500);
        Parallel.For(0, 300, i => files[i % 3].Append(new SampleFlag($"film/{i:D8}", "r", 0) { Note = note }));

        Curation flags = Curation.Read(path);
        Assert.Equal(300, flags.Flags.Count);
        Assert.False(flags.IsCutOff);
        Assert.Equal(300, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Read_FileThatIsMissing_SaysWhoWritesIt()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<MovieDataException>(() => Curation.Read(folder["flags.jsonl"]));

        Assert.Equal(
            $"{folder["flags.jsonl"]} is missing: movie-data view writes it once a frame is flagged", error.Message);
    }

    /// <summary>Without the lock the repair of a cut-off line could remove one that is being written.</summary>
    [Fact]
    public async Task Append_WhileAnotherHoldsTheLock_Waits()
    {
        using var folder = new TemporaryFolder();
        var file = new CurationFile(folder["flags.jsonl"]);
        Task append;
        using (AppendedFile other = AppendedFile.Open(file.Path, TimeSpan.Zero))
        {
            Assert.True(other.IsLocked);
            append = Task.Run(
                () => file.Append(new SampleFlag("film/00000002", "", 0)), TestContext.Current.CancellationToken);
            other.Write("{\"id\": \"film/0000"u8);
            Assert.Throws<IOException>(() => AppendedFile.Open(file.Path, TimeSpan.Zero));
            other.Write("0001\"}\n"u8);
            Assert.False(append.IsCompleted);
        }

        await append;
        Assert.Equal(["film/00000001", "film/00000002"], Curation.Read(file.Path).Flags.Keys.Order());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{\"id\": \"film/00000001\"}\n", null)]
    [InlineData("{\"id\": \"film/00000001\"}", null)]
    [InlineData("{\"id\": \"film/00000001\"}\n{\"id\": \"film/0000", "{\"id\": \"film/0000")]
    [InlineData("{\"id", "{\"id")]
    [InlineData("{\"id\": \"film/00000001\"}\n{\"reason\": \"\"}", "{\"reason\": \"\"}")]
    public void Append_AfterAKilledWriter_LeavesWholeLinesAlone(string before, string? removed)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["flags.jsonl"], before);
        string? found = new CurationFile(folder["flags.jsonl"]).Append(new SampleFlag("film/00000002", "", 0));

        Assert.Equal(removed, found);
        string[] ids = [.. Curation.Read(folder["flags.jsonl"]).Flags.Keys.Order()];
        Assert.Equal(
            before.Contains("00000001", StringComparison.Ordinal)
                ? ["film/00000001", "film/00000002"] : ["film/00000002"],
            ids);
    }

    [Fact]
    public void Append_FileWithoutLines_IsLeftAsItIs()
    {
        using var folder = new TemporaryFolder();
        string path = folder["film.mkv"];
        byte[] film = [.. Enumerable.Repeat((byte)7, 200_000)];
        File.WriteAllBytes(path, film);

        MovieDataException error = Assert.Throws<MovieDataException>(
            () => new CurationFile(path).Append(new SampleFlag("film/00000002", "", 0)));
        Assert.Contains("no list of flags", error.Message, StringComparison.Ordinal);
        Assert.Equal(film, File.ReadAllBytes(path));
    }

    [Fact]
    public void Append_PlaceThatTakesNoFile_IsAnError()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<MovieDataException>(
            () => new CurationFile("/dev/full").Append(new SampleFlag("film/00000002", "", 0)));
        Assert.Throws<MovieDataException>(
            () => new CurationFile(folder.Path).Append(new SampleFlag("film/00000002", "", 0)));
        Assert.Throws<MovieDataException>(
            () => new CurationFile(folder["no/such/flags"]).Append(new SampleFlag("film/00000002", "", 0)));
    }
}
