using System.Text.RegularExpressions;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Yaml;

namespace MovieData.Tests.Tidy;

/// <summary>What src/CHANGELOG.md says of older datasets and pipeline files is so.</summary>
public partial class ChangeLogTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "src/CHANGELOG.md"));

    private static string Paper => Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");

    [Fact]
    public void Page_OfTodaysDataVersion_HasASection() =>
        Assert.Contains($"\n## data_version {SampleSchema.DataVersion}\n", Page, StringComparison.Ordinal);

    /// <summary>A folder that an older version began is refused, both numbers named.</summary>
    [Fact]
    public void Check_FolderOfAnOlderVersion_IsRefusedWithBothNumbers()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Manifest(SampleSchema.DataVersion - 1).Bind(folder, allowPlatform: false);

        var error = Assert.Throws<LedgerException>(
            () => Manifest(SampleSchema.DataVersion).Check(folder, allowPlatform: true));

        Assert.Contains(
            $"data_version = {SampleSchema.DataVersion - 1}, this run has {SampleSchema.DataVersion}",
            error.Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// A pipeline file from before a key is refused by file, line and key; with "as before" it is read.
    /// </summary>
    [Fact]
    public void Read_FileFromBeforeAKey_NamesItAndTakesTheValueAsBefore()
    {
        using var temporary = new TemporaryFolder();
        string[] rows = [.. NewKey().Matches(Page).Select(row => row.Value)];
        Assert.True(rows.Length >= 7, $"{rows.Length} keys in the tables of the change log");
        foreach (Match row in rows.Select(row => NewKey().Match(row)))
        {
            (string key, string value) = (row.Groups["key"].Value, row.Groups["value"].Value);
            string[] lines = [.. File.ReadLines(Paper)];
            int at = Array.FindIndex(lines, line => line.StartsWith($"  {key}: ", StringComparison.Ordinal));
            File.WriteAllLines(temporary["old.yaml"], lines.Where((_, index) => index != at));
            lines[at] = $"  {key}: {value}";
            File.WriteAllLines(temporary["new.yaml"], lines);

            var error = Assert.Throws<YamlFileException>(() => PipelineFile.Read(temporary["old.yaml"]));

            Assert.Contains(key, error.Message, StringComparison.Ordinal);
            Assert.Matches(@"old\.yaml:\d+", error.Message);
            Assert.Equal(
                DatasetRun.DigestOf(PipelineFile.Read(Paper)),
                DatasetRun.DigestOf(PipelineFile.Read(temporary["new.yaml"])));
        }
    }

    private static RunManifest Manifest(int version) =>
        new(version, [], new Dictionary<string, string>(), new Dictionary<string, string>());

    [GeneratedRegex(@"\| `[a-z]+\.(?<key>[a-z_]+)` \| `?(?<value>[a-z0-9]+)`? \|")]
    private static partial Regex NewKey();
}
