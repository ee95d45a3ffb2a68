using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Pipelines;
using MovieData.Tests.Tidy;

namespace MovieData.Tests.Pipelines;

/// <summary>
/// The table of pipelines/README.md says what the code says: names, units and origins are those of the keys, meanings
/// are the doc comments, values are those of the shipped files. <c>MOVIEDATA_WRITE_TABLES=1</c> writes it anew.
/// </summary>
public sealed partial class PipelineTableTests
{
    [Fact]
    public void Readme_TableOfKeys_IsWhatTheCodeSays() => WrittenTable.ShouldBe(
        Path.Combine("pipelines", "README.md"),
        "| key | meaning | unit, range | paper | authors' script | from |\n|---|---|---|---|---|---|\n",
        PipelineKey.All.Select(Row));

    [Theory]
    [InlineData("vdw.yaml")]
    [InlineData("midas-3d-movies.yaml")]
    [InlineData("strict.yaml")]
    public void Keys_NamesAndOrder_AreThoseOfTheShippedFiles(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", file));
        string[] inFile = [.. lines.Select(line => KeyName().Match(line)).Where(key => key.Success)
            .Select(key => key.Groups[1].Value)];

        Assert.Equal(
            inFile,
            PipelineKey.All.Where(key => !key.Facts.MayBeAbsent || inFile.Contains(key.Facts.Name))
                .Select(key => key.Facts.Name));
    }

    [Fact]
    public void Strict_EveryLimitOfShots_IsWrittenOut()
    {
        string text = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "strict.yaml"));

        Assert.All(
            PipelineKey.All.Where(key => key.SectionName == "shots"),
            key => Assert.Contains($"\n  {key.Facts.Name}: ", text, StringComparison.Ordinal));
    }

    private static string[] Row(PipelineKey key)
    {
        string paper = Shown(key, PaperPipeline.Options);
        string script = Shown(key, Code.Value);
        return
        [
            $"`{key.Path}`",
            PipelineDocs.Meaning(key),
            PipelineDocs.Values(key),
            paper + Note(key.Facts.PaperNote),
            (script == paper ? "same" : script) + Note(key.Facts.ScriptNote),
            key.Facts.From,
        ];
    }

    private static Lazy<Pipeline> Code { get; } = new(() => PipelineFile.Read(
        Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies-code.yaml")));

    private static string Note(string note) => note.Length > 0 ? $" ({note})" : "";

    private static string Shown(PipelineKey key, Pipeline pipeline) => key.ValueIn(pipeline) switch
    {
        JsonObject bySplit => string.Join(" / ", bySplit.Select(one => Plain(one.Value!))),
        var value => Plain(value),
    };

    private static string Plain(JsonNode value) =>
        value.ToJsonString().Replace("\"", "", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal);

    [GeneratedRegex("^  ([a-z_]+):")]
    private static partial Regex KeyName();
}
