using System.Text.RegularExpressions;

namespace MovieData.Tests.Tidy;

/// <summary>
/// A page that is cited is there, and so is the heading that is named: <c>CONTRACT.md, "Masks"</c> in comments and
/// scripts, <c>[text](page.md#anchor)</c> in pages. Whoever has the repository has every page it speaks of.
/// </summary>
public partial class CitationTests
{
    private static readonly string[] Extensions =
        [".cs", ".md", ".yaml", ".sh", ".py", ".csproj", ".props", ".targets", ".js", ".mjs"];

    /// <summary>Pages of other projects, cited by name: the Parquet format's.</summary>
    private static readonly string[] Foreign = ["PageIndex.md", "thrift-compact-protocol.md"];

    private static string Root => SharedFiles.RepositoryRoot;

    [Fact]
    public void Citations_EveryPage_IsInTheRepositoryWithItsHeading()
    {
        string[] faults = [.. Texts().SelectMany(path => FaultsOf(path, File.ReadAllText(path)))];
        Assert.Empty(faults);
    }

    /// <summary>The test above sees a page that is not there, a heading that is not, and a link to either.</summary>
    [Theory]
    [InlineData("/// Codes (LOST.md).", "LOST.md")]
    [InlineData("/// Codes (CONTRACT.md, \"Msks\").", "Msks")]
    [InlineData("/// Codes (CONTRACT.md,\n    /// \"Disparity and\n    /// residuals\").", "Disparity and residuals")]
    [InlineData("See [codes](CONTRACT.md#mask).", "#mask")]
    [InlineData("See [codes](LOST.md#masks).", "LOST.md")]
    [InlineData("/// (CONTRACT.md, \"Masks\"), [rules](CONTRACT.md#rules), CONTRACT.md, \"Bad\n/// input\".", null)]
    public void FaultsOf_AText_AreTheCitationsThatLeadNowhere(string text, string? fault)
    {
        string[] faults = [.. FaultsOf(Path.Combine(Root, "src", "Nobody.cs"), text)];
        if (fault is null)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.Contains(fault, Assert.Single(faults));
        }
    }

    private static IEnumerable<string> Texts() => new[] { "src", "tests", "pipelines", "tools", "docker", ".github" }
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
        .Where(path => Extensions.Contains(Path.GetExtension(path)) && !BuiltFolder().IsMatch(path)
            && Path.GetFileName(path) != "CitationTests.cs")
        .Append(Path.Combine(Root, "README.md"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> FaultsOf(string path, string text)
    {
        // A comment's lines are one text.
        string joined = LineBreak().Replace(text, " ");
        foreach (Match cited in Citation().Matches(joined))
        {
            string name = cited.Groups["page"].Value;
            if (Foreign.Contains(name) || name.StartsWith("DIR/", StringComparison.Ordinal))
            {
                continue;
            }

            string where = Path.GetRelativePath(Root, path);
            if (Find(path, name) is not { } page)
            {
                yield return $"{where}: cites {name}, which is not in the repository";
            }
            else if (cited.Groups["heading"] is { Success: true } heading && !Headings(page).Contains(heading.Value))
            {
                yield return $"{where}: {name} has no heading \"{heading.Value}\"";
            }
            else if (cited.Groups["anchor"] is { Success: true } anchor
                && !Headings(page).Select(AnchorOf).Contains(anchor.Value))
            {
                yield return $"{where}: {name} has no heading for #{anchor.Value}";
            }
        }
    }

    /// <summary>The page as seen from the folder of who cites it, or from a folder above, up to the root.</summary>
    private static string? Find(string citing, string name)
    {
        for (string? folder = Path.GetDirectoryName(citing); folder is not null && folder.Length >= Root.Length;
            folder = Path.GetDirectoryName(folder))
        {
            string path = Path.GetFullPath(Path.Combine(folder, name));
            if (File.Exists(path) && path.StartsWith(Root, StringComparison.Ordinal))
            {
                return path;
            }
        }

        return null;
    }

    private static string[] Headings(string page) =>
        [.. File.ReadLines(page).Select(line => Heading().Match(line)).Where(found => found.Success)
            .Select(found => found.Groups[1].Value)];

    /// <summary>The anchor that renderers give a heading.</summary>
    private static string AnchorOf(string heading) =>
        NoAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("/(obj|bin|node_modules|__pycache__)/")]
    private static partial Regex BuiltFolder();

    [GeneratedRegex(@"\s*\n\s*(///|//|#(?!#)|\*)?[ \t]*")]
    private static partial Regex LineBreak();

    // Not the text of a link, which says the page again.
    [GeneratedRegex(
        """(?<page>[\w./-]*[\w-]\.md)\b(?!\]\()(#(?<anchor>[^)\s"]+)|, "(?<heading>[^"]+)")?""")]
    private static partial Regex Citation();

    [GeneratedRegex(@"^#+ (.+?)\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
