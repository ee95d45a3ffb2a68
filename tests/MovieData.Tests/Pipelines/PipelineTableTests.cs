using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Pipelines;

namespace MovieData.Tests.Pipelines;

/// <summary>
/// The table of pipelines/README.md says what the code says: names, units and origins are those of the keys, meanings
/// are the doc comments, values are those of the shipped files. <c>MOVIEDATA_WRITE_TABLES=1</c> writes it anew.
/// </summary>
public sealed partial class PipelineTableTests
{
    private const string Head =
        "| key | meaning | unit, range | paper | authors' script | from |\n|---|---|---|---|---|---|\n";

    private static string Readme => Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "README.md");

    [Fact]
    public void Readme_TableOfKeys_IsWhatTheCodeSays()
    {
        string expected = Head + string.Concat(PipelineKey.All.Select(Row));
        string page = File.ReadAllText(Readme);
        string written = TableOf(page);
        if (Environment.GetEnvironmentVariable("MOVIEDATA_WRITE_TABLES") == "1")
        {
            File.WriteAllText(Readme, page.Replace(written, expected, StringComparison.Ordinal));
            return;
        }

        Assert.Equal(expected, written);
    }

    [Fact]
    public void Keys_NamesAndOrder_AreThoseOfTheShippedFiles()
    {
        string[] lines = File.ReadAllLines(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "vdw.yaml"));
        string[] inFile = [.. lines.Select(line => KeyName().Match(line)).Where(key => key.Success)
            .Select(key => key.Groups[1].Value)];

        Assert.Equal(inFile, PipelineKey.All.Select(key => key.Facts.Name));
    }

    private static string TableOf(string page)
    {
        int start = page.IndexOf(Head, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Readme} has no table of keys");
        int end = page.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        return page[start..end];
    }

    private static string Row(PipelineKey key)
    {
        string paper = Shown(key, PaperPipeline.Options);
        string script = Shown(key, Code.Value);
        string[] cells =
        [
            $"`{key.Path}`",
            PipelineDocs.Meaning(key).Replace("|", "\\|", StringComparison.Ordinal),
            PipelineDocs.Values(key),
            paper + Note(key.Facts.PaperNote),
            (script == paper ? "same" : script) + Note(key.Facts.ScriptNote),
            key.Facts.From,
        ];
        return $"| {string.Join(" | ", cells)} |\n";
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
