using System.Text.RegularExpressions;
using MovieData.Imaging.Kernels;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Tidy;

/// <summary>Names that src/CONTRACT.md promises are those of the program, none more and none less.</summary>
public partial class ContractTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "src/CONTRACT.md"));

    [Fact]
    public async Task Commands_OfThePage_AreThoseOfTheProgram()
    {
        CommandResult help = await CommandLine.RunAsync("--help");
        string commands = help.Output[help.Output.IndexOf("Commands:", StringComparison.Ordinal)..];

        Assert.Equal(
            Names(HelpCommand(), commands),
            Names(PageCommand(), Section("Commands")));
    }

    [Fact]
    public void Columns_OfThePages_AreThoseOfTheSchema()
    {
        string shards = File.ReadAllText(
            Path.Combine(SharedFiles.RepositoryRoot, "src/MovieData/Shards/README.md"));
        string[] figures = [.. SampleSchema.FigureColumns.Select(figure => figure.Column.Name)];
        string[] others = [.. SampleSchema.Samples.Select(column => column.Column.Name).Except(figures)];
        string columns = Section("Rows of a shard");

        string[] missing =
        [
            .. others.Where(name => !Regex.IsMatch(columns, $"[` ]{name}[` ]")),
            .. figures.Select(name => RightView().Replace(name, ""))
                .Where(name => !shards.Contains($"`{name}`", StringComparison.Ordinal)),
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void Masks_OfThePage_AreTheCodes()
    {
        string[] codes = [.. MaskRow().Matches(Section("Masks")).Select(row => row.Groups[1].Value)];

        Assert.Equal(Enumerable.Range(0, MaskCode.Count).Select(code => $"{code}"), codes);
    }

    [GeneratedRegex("_right$")]
    private static partial Regex RightView();

    private static string[] Names(Regex command, string text) =>
        [.. command.Matches(text).Select(found => found.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    private static string Section(string heading)
    {
        int start = Page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"src/CONTRACT.md has no heading {heading}");
        int end = Page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    [GeneratedRegex(@"^  ([a-z]+)\b", RegexOptions.Multiline)]
    private static partial Regex HelpCommand();

    [GeneratedRegex(@"^\| `([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex PageCommand();

    [GeneratedRegex(@"^\| (\d) \|", RegexOptions.Multiline)]
    private static partial Regex MaskRow();
}
