using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Tests.Shards;

public sealed class HostileDatasetTests
{
    [Theory]
    [InlineData("films/film/plan.json")]
    [InlineData("films/film/scores.parquet")]
    [InlineData("ledger/film/00001.json")]
    [InlineData("data/train/film-00001.parquet")]
    [InlineData("frames/film-00001.parquet")]
    public async Task Run_PipeOrDeviceInAFilesPlace_IsDamageAndIsNotWaitedFor(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        foreach (Action<string> make in (Action<string>[])
            [OddFiles.Pipe, path => File.CreateSymbolicLink(path, "/dev/zero")])
        {
            File.Delete(temporary[name]);
            make(temporary[name]);

            VerifyReport report = await Task.Run(() => new Verification(folder).Run(cancel), cancel)
                .WaitAsync(OddFiles.Patience, cancel);

            Finding finding = Assert.Single(report.Findings);
            Assert.Contains(name, $"{finding.File}: {finding.What}", StringComparison.Ordinal);
            Assert.Contains("a pipe or a device; expected a file", finding.What, StringComparison.Ordinal);
        }
    }
}
