using System.Security.Cryptography;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Tidy;

/// <summary>tools/pack-parts.sh and the join.sh that it writes: whole, damaged, missing.</summary>
public sealed class PackPartsTests : IDisposable
{
    private const int PartBytes = 3000;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files = [];

    public PackPartsTests()
    {
        // Bytes that nothing packs smaller, so that there are several parts.
        foreach (string name in (string[])["kit/program", "kit/deep/er/film"])
        {
            string path = _folder[name];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, _files[name] = RandomNumberGenerator.GetBytes(4000));
        }
    }

    private string[] Parts => [.. Directory.GetFiles(_folder["out"], "kit.tar.xz.*").Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Join_AllParts_MakesTheFolderAgain()
    {
        await PackAsync();
        Assert.Equal(3, Parts.Length);
        Assert.All(Parts, part => Assert.InRange(new FileInfo(part).Length, 1, PartBytes));

        CommandResult joined = await JoinAsync();

        Assert.True(joined.Code == 0, joined.Error);
        Assert.Equal(_folder["joined/kit"], joined.Output.Trim());
        foreach ((string name, byte[] bytes) in _files)
        {
            Assert.Equal(bytes, File.ReadAllBytes(_folder["joined/" + name]));
        }
    }

    [Fact]
    public async Task Pack_Twice_GivesTheSameBytes()
    {
        await PackAsync();
        string[] first = [.. Parts.Select(Digest)];
        Directory.Delete(_folder["out"], recursive: true);
        File.SetLastWriteTimeUtc(_folder["kit/program"], DateTime.UnixEpoch.AddYears(40));
        await PackAsync();
        Assert.Equal(first, Parts.Select(Digest));
    }

    [Fact]
    public async Task Join_APartIsMissing_SaysWhichAndMakesNothing()
    {
        await PackAsync();
        File.Delete(Parts[1]);
        await RefusedAsync("kit.tar.xz.01 is missing: bring all 3 parts");
    }

    [Fact]
    public async Task Join_APartIsDamaged_SaysWhichAndMakesNothing()
    {
        await PackAsync();
        byte[] bytes = File.ReadAllBytes(Parts[2]);
        bytes[7] ^= 1;
        File.WriteAllBytes(Parts[2], bytes);
        await RefusedAsync("kit.tar.xz.02 is damaged (sha256 ");
    }

    [Fact]
    public async Task Join_APartIsShort_SaysWhichAndMakesNothing()
    {
        await PackAsync();
        File.WriteAllBytes(Parts[0], File.ReadAllBytes(Parts[0])[..^1]);
        await RefusedAsync("kit.tar.xz.00 is damaged (sha256 ");
    }

    [Fact]
    public async Task Join_FolderThatIsThere_IsNotWrittenInto()
    {
        await PackAsync();
        Directory.CreateDirectory(_folder["joined/kit"]);
        CommandResult joined = await JoinAsync();
        Assert.Equal(2, joined.Code);
        Assert.Contains("is there already: remove it", joined.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_IntoAFolderThatHoldsSomething_IsRefused()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/mine"], "");
        CommandResult packed = await BashAsync(ShellScript.Tool("pack-parts.sh"), _folder["kit"], _folder["out"]);
        Assert.Equal(2, packed.Code);
        Assert.Contains("is not empty", packed.Error, StringComparison.Ordinal);
    }

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private async Task PackAsync()
    {
        CommandResult packed = await BashAsync(
            ShellScript.Tool("pack-parts.sh"), _folder["kit"], _folder["out"], $"{PartBytes}");
        Assert.True(packed.Code == 0, packed.Error);
    }

    private async Task RefusedAsync(string words)
    {
        CommandResult joined = await JoinAsync();
        Assert.Equal(2, joined.Code);
        Assert.StartsWith("join: " + words, Assert.Single(joined.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["joined/kit"]));
    }

    private Task<CommandResult> JoinAsync()
    {
        Directory.CreateDirectory(_folder["joined"]);
        return BashAsync(_folder["out/join.sh"], _folder["joined"]);
    }

    private Task<CommandResult> BashAsync(params string[] arguments) =>
        ShellScript.RunAsync(_folder.Path, new Dictionary<string, string>(), arguments);
}
