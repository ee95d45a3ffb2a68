using System.Text.RegularExpressions;

namespace MovieData.Tests.Tidy;

/// <summary>The house rules that a machine can keep: sizes, names, order (src/README.md).</summary>
public partial class TidyTests
{
    private const int FunctionLinesMax = 60;
    private const int FileLinesMax = 400;
    private const int LineLengthMax = 120;

    private static readonly string[] BannedWords =
        ["Common", "Helper", "Util", "Utils", "Manager", "Base", "Data", "Info"];

    private static readonly string[] Sources =
    [
        .. new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(SharedFiles.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !BuiltFolder().IsMatch(path))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Unsafe_OutsideNative_IsAbsent()
    {
        string[] wrong =
        [
            .. Sources.Where(path => path.Contains("/src/", StringComparison.Ordinal)
                && !path.Contains("/MovieData.Native/", StringComparison.Ordinal)
                && NativeUse().IsMatch(File.ReadAllText(path))),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Sizes_FilesAndLines_StayWithinTheirLimits()
    {
        var wrong = new List<string>();
        foreach (string path in Sources)
        {
            string[] lines = File.ReadAllLines(path);
            if (lines.Length > FileLinesMax)
            {
                wrong.Add($"{path}: {lines.Length} lines, at most {FileLinesMax}");
            }

            wrong.AddRange(lines.Index().Where(line => line.Item.Length > LineLengthMax)
                .Select(line => $"{path}:{line.Index + 1}: {line.Item.Length} characters, at most {LineLengthMax}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Sizes_Functions_StayWithinTheirLimit()
    {
        Assert.Empty(Sources.SelectMany(LongFunctions));
    }

    /// <summary>
    /// System first, then by name: the one rule of dotnet format that neither the build nor its <c>whitespace</c> part
    /// looks at.
    /// </summary>
    [Fact]
    public void Usings_EveryFile_AreInOrder()
    {
        var wrong = new List<string>();
        foreach (string path in Sources)
        {
            string[] names =
            [
                .. File.ReadLines(path).Select(line => UsingNamespace().Match(line)).Where(found => found.Success)
                    .Select(found => found.Groups[1].Value),
            ];
            IEnumerable<string> ordered = names
                .OrderBy(name => name == "System" || name.StartsWith("System.", StringComparison.Ordinal) ? 0 : 1)
                .ThenBy(name => name.Replace('.', ' '), StringComparer.OrdinalIgnoreCase);
            if (!ordered.SequenceEqual(names))
            {
                wrong.Add($"{path}: expected {string.Join(", ", ordered)}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Names_FilesAndFolders_AvoidWordsThatSayNothing()
    {
        string[] wrong =
        [
            // The product's own name holds a banned word.
            .. Sources.Where(
                path => WordsOf(
                    Path.GetFileNameWithoutExtension(path).Replace("MovieData", "", StringComparison.Ordinal))
                .Intersect(BannedWords).Any()),
        ];
        Assert.Empty(wrong);
    }

    /// <summary>Films and logs of trials do not belong to the project; a stray <c>git add</c> shows here.</summary>
    [Fact]
    public void TopLevel_OfTheRepository_HoldsNothingElse()
    {
        string[] known = ["src", "tests", "pipelines", "tools", "docker", "MovieData.sln", "README.md", "LICENSE"];

        // Folders that .gitignore names at the top level are nobody's.
        string[] ignored = ["out", "artifacts"];
        Assert.Empty(Directory.EnumerateFileSystemEntries(SharedFiles.RepositoryRoot)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.'))
            .Except([.. known, .. ignored]));
    }

    // dotnet format lays braces out: a block starts with a line "{" and ends with "}" at the same indentation.
    private static IEnumerable<string> LongFunctions(string path)
    {
        string[] lines = File.ReadAllLines(path);
        for (int start = 1; start < lines.Length; start++)
        {
            if (lines[start].TrimEnd() is not { Length: >= 5 } open || open.TrimStart() != "{" || IsType(lines, start))
            {
                continue;
            }

            int indent = open.Length - 1;
            int end = Array.FindIndex(
                lines, start, line => line.StartsWith(new string(' ', indent) + "}", StringComparison.Ordinal));
            if (end - start - 1 > FunctionLinesMax)
            {
                yield return $"{path}:{start}: {end - start - 1} lines, at most {FunctionLinesMax}";
            }
        }
    }

    private static bool IsType(string[] lines, int open)
    {
        for (int line = open - 1; line >= 0 && lines[line].Trim().Length > 0
            && !lines[line].Contains("///", StringComparison.Ordinal); line--)
        {
            if (TypeDeclaration().IsMatch(lines[line]))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> WordsOf(string name) => CamelWord().Matches(name).Select(word => word.Value);

    [GeneratedRegex(@"^using ([A-Za-z0-9_.]+);$")]
    private static partial Regex UsingNamespace();

    [GeneratedRegex("/(obj|bin|node_modules)/")]
    private static partial Regex BuiltFolder();

    [GeneratedRegex(@"\bunsafe\b|\[(DllImport|LibraryImport)")]
    private static partial Regex NativeUse();

    [GeneratedRegex(@"\b(class|struct|record|enum|interface|namespace)\s+[A-Z]")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex CamelWord();
}
