using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MovieData.Tests.Tidy;

/// <summary>src/LICENCES.md against the lock files, and against what the packages state of themselves.</summary>
public partial class LicencesTests
{
    private static readonly string[] Locks =
    [
        .. new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(SharedFiles.RepositoryRoot, folder), "packages.lock.json", SearchOption.AllDirectories)),
    ];

    private static readonly string[] NpmLocks =
    [
        .. new[] { "src/Web", "tests" }.Select(folder => Path.Combine(
            SharedFiles.RepositoryRoot, folder, "package-lock.json")),
    ];

    /// <summary>Licence by package, as the file has it.</summary>
    private static Dictionary<string, string> Listed => File
        .ReadLines(Path.Combine(SharedFiles.RepositoryRoot, "src/LICENCES.md"))
        .Select(line => Row().Match(line))
        .Where(row => row.Success && row.Groups[1].Value is not "package")
        .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value, StringComparer.Ordinal);

    [Fact]
    public void Licences_OfEveryLockedPackage_AreListedAndNothingElse()
    {
        string setup = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "tools", "setup.sh"));
        string[] debian = [.. Wanted().Matches(setup).SelectMany(list => list.Groups[1].Value.Split(' '))];
        Assert.Contains("ffmpeg", debian);
        Assert.Contains("chromium-headless-shell", debian);

        IEnumerable<string> used =
            [.. NuGet().Select(package => package.Name), .. Npm().Select(package => package.Name), .. debian];
        Assert.Equal(
            used.Distinct().Order(StringComparer.Ordinal), Listed.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>npm's lock states licences; a NuGet package does where most have an SPDX expression.</summary>
    [Fact]
    public void Licences_ThatPackagesState_AreThoseListed()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        (string Name, string Licence)[] stated =
        [
            .. Npm(),
            .. from package in NuGet()
               let name = package.Name.ToLowerInvariant()
               let about = XDocument.Load(Path.Combine(cache, name, package.Version, $"{name}.nuspec"))
               from licence in about.Descendants().Where(e => e.Name.LocalName == "license")
               where licence.Attribute("type")?.Value == "expression"
               select (package.Name, licence.Value),
        ];
        Assert.True(stated.Length > 40, $"{stated.Length}");
        Dictionary<string, string> listed = Listed;
        Assert.DoesNotContain(stated, package => listed.GetValueOrDefault(package.Name) != package.Licence);
    }

    [Fact]
    public void LockFiles_NameNoAddress()
    {
        Assert.DoesNotContain(
            Locks.Concat(NpmLocks), path => File.ReadAllText(path).Contains("://", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, string Version)> NuGet() => Locks
        .SelectMany(path => JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("dependencies")
            .EnumerateObject())
        .SelectMany(framework => framework.Value.EnumerateObject())
        .Where(package => package.Value.GetProperty("type").GetString() != "Project")
        .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))
        .Distinct();

    // Optional ones are the same program for another machine: esbuild and typescript have one for each.
    private static IEnumerable<(string Name, string Licence)> Npm() =>
        from path in NpmLocks
        from package in JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("packages").EnumerateObject()
        where package.Name.Length > 0 && !package.Value.TryGetProperty("optional", out _)
        select (
            package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..],
            package.Value.GetProperty("license").GetString()!);

    [GeneratedRegex(@"^\| ([^ |]+) \| ([^|]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"^wanted\w*=\(([^)]*)\)", RegexOptions.Multiline)]
    private static partial Regex Wanted();
}
