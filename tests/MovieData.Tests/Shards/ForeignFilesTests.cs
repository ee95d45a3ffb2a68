using MovieData.Ledger;
using MovieData.Verify;

namespace MovieData.Tests.Shards;

/// <summary>Copies that run, or were cut off, leave files that are no damage.</summary>
public class ForeignFilesTests
{
    /// <summary>Names as rsync, a network disk, editors, browsers and WinSCP give them.</summary>
    [Theory]
    [InlineData("data/train/.film-00002.parquet.Xa31Fq")]
    [InlineData("data/train/.~tmp~/film-00002.parquet")]
    [InlineData("data/train/.nfs0000000000a1b2c300000042")]
    [InlineData("data/train/film-00002.parquet.filepart")]
    [InlineData("frames/film-00002.parquet~")]
    [InlineData("ledger/film/.00002.json.Qe7Zp0")]
    public void Run_UnfinishedFileOfAnotherProgram_IsNamedAndNoDamage(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 3);
        Directory.CreateDirectory(Path.GetDirectoryName(temporary[name])!);
        File.WriteAllBytes(temporary[name], [1, 2, 3]);

        VerifyReport report = new Verification(folder).Run(TestContext.Current.CancellationToken);

        Assert.Empty(report.Findings);
        Assert.True(report.IsComplete);
        Assert.Equal([name], report.Foreign);
    }

    /// <summary>Whole names that readers take, or that somebody may mistake for ours.</summary>
    [Theory]
    [InlineData("data/train/film-00042.parquet")]
    [InlineData("data/train/film-00000 (copy).parquet")]
    [InlineData("ledger/film/._00000.json")]
    [InlineData("frames/notes.txt")]
    public void IsOne_AnyOtherName_IsNot(string name) => Assert.False(ForeignName.IsOne(name));
}
