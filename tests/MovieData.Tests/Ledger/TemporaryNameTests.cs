using System.Diagnostics;
using MovieData.Ledger;

namespace MovieData.Tests.Ledger;

public class TemporaryNameTests
{
    [Fact]
    public void Sweep_DeadLivingForeignAndOldFiles_DeletesOnlyWhatNobodyCanStillWrite()
    {
        using var folder = new TemporaryFolder();
        string living = TemporaryName.For(folder["a.parquet"]);
        string[] parts = Path.GetFileName(living).Split('-');
        string dead = folder[string.Join('-', parts[0], parts[1], DeadProcess(), "123", "1", "a.parquet")];
        string recycled = folder[string.Join('-', parts[0], parts[1], parts[2], "1", "1", "a.parquet")];
        string foreign = folder[".tmp-aaaaaaaaaaaa-77-5-1-a.parquet"];
        string foreignOld = folder[".tmp-bbbbbbbbbbbb-77-5-1-a.parquet"];
        string stranger = folder[".tmp-notes"];
        string final = folder["a.parquet"];
        foreach (string path in (string[])[living, dead, recycled, foreign, foreignOld, stranger, final])
        {
            File.WriteAllText(path, "x");
        }

        File.SetLastWriteTimeUtc(foreignOld, DateTime.UtcNow - TemporaryName.ForeignAgeMax - TimeSpan.FromMinutes(1));
        File.SetLastWriteTimeUtc(stranger, DateTime.UtcNow.AddYears(-1));

        Assert.Equal(3, TemporaryName.Sweep(folder.Path));

        Assert.Equal(
            new[] { living, foreign, stranger, final }.Order(StringComparer.Ordinal),
            Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SweepFolders_DeadAndLiving_DeletesLeftoversOfThisFolderAlone()
    {
        using var folder = new TemporaryFolder();
        string living = TemporaryName.For(folder["my-report"]);
        string[] parts = Path.GetFileName(living).Split('-');
        string Dead(string final) => folder[$".tmp-{parts[1]}-{DeadProcess()}-123-1-{final}"];
        string dead = Dead("my-report");
        string[] stay = [living, Dead("report"), Dead("my-report-2"), folder["my-report"], folder[".tmp-notes"]];
        foreach (string path in (string[])[dead, .. stay])
        {
            Directory.CreateDirectory(Path.Combine(path, "pictures"));
            File.WriteAllText(Path.Combine(path, "pictures", "a.jpg"), "x");
        }

        TemporaryName.SweepFolders(folder["my-report"]);

        Assert.Equal(
            stay.Order(StringComparer.Ordinal), Directory.GetDirectories(folder.Path).Order(StringComparer.Ordinal));
    }

    /// <summary>A process whose /proc entry we may not read may be writing still.</summary>
    [Theory]
    [InlineData("5", true, false)]
    [InlineData("6", true, true)]
    [InlineData(null, true, false)]
    [InlineData(null, false, true)]
    public void IsDead_ProcessThatCannotBeRead_LivesWhileItsIdIsTaken(string? now, bool hasProcess, bool isDead) =>
        Assert.Equal(isDead, TemporaryName.IsDead("5", now, () => hasProcess));

    [Fact]
    public void For_SameFinal_NeverTheSameNameTwice()
    {
        var names = Enumerable.Range(0, 100).AsParallel().Select(_ => TemporaryName.For("/x/a")).ToHashSet();

        Assert.Equal(100, names.Count);
        Assert.All(names, name => Assert.True(TemporaryName.IsTemporary(name)));
    }

    private static int DeadProcess()
    {
        using Process process = Process.Start("true");
        process.WaitForExit();
        return process.Id;
    }
}
