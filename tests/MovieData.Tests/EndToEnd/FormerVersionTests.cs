using System.Security.Cryptography;
using MovieData.Tests.Readers;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// tests/data/data-version-8, half made by the program that wrote data_version 8 (1 of 9 segments, Parquet files of our
/// own writer): whoever has such a dataset can check and use it, and nothing is mixed into it.
/// </summary>
[Slow]
public class FormerVersionTests
{
    /// <summary>Digest of the tar that the former program exported from the dataset.</summary>
    private const string TarOfFormerProgram = "313c8a5b5e35a7c23dbe9c02daeca54e142e3598e371c81bcfe37785520f8195";

    private static readonly string Dataset = Path.Combine(SharedFiles.RepositoryRoot, "tests/data/data-version-8");

    [Fact]
    public async Task VerifyAndStatus_FormerDataset_AreAsOfOneOfToday()
    {
        CommandResult verify = await CommandLine.RunAsync("verify", Dataset);
        CommandResult status = await CommandLine.RunAsync("status", Dataset);

        Assert.Equal(0, verify.Code);
        Assert.Contains("8 kept rows decoded, 0 rejected, 0 finding(s)", verify.Output + verify.Error,
            StringComparison.Ordinal);
        Assert.Equal(0, status.Code);
        Assert.Contains("1 of 9 segments done", status.Output, StringComparison.Ordinal);
        Assert.Contains("planned 48  kept 8", status.Output, StringComparison.Ordinal);
    }

    /// <summary>But for two times in each header, which Python took for a folder: they are empty now.</summary>
    [Fact]
    public async Task Export_FormerDataset_GivesTheBytesOfTheFormerProgram()
    {
        using var folder = new TemporaryFolder();

        CommandResult export = await CommandLine.RunAsync(
            "export", Dataset, "--format", "webdataset", "--to", folder["tar"], "--partial");

        Assert.Equal(0, export.Code);
        byte[] tar = File.ReadAllBytes(folder["tar/train-000000.tar"]);
        AddFormerTimes(tar);
        Assert.Equal(TarOfFormerProgram, Convert.ToHexStringLower(SHA256.HashData(tar)));
    }

    [Fact]
    public async Task Extract_IntoFormerDataset_IsRefusedInOneLineAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(Dataset, "*", SearchOption.AllDirectories))
        {
            string copy = folder[Path.GetRelativePath(Dataset, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Any film and pipeline: the version is looked at first.
        string pipeline = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");
        File.WriteAllText(folder["film.mkv"], "");
        IDictionary<string, string> before = CommandLine.Digests(folder.Path);
        CommandResult extract = await CommandLine.RunAsync(
            "extract", "--pipeline", pipeline, "--out", folder.Path, "--layout", "sbs-full", "--view-order",
            "left-first", folder["film.mkv"]);

        Assert.Equal(2, extract.Code);
        Assert.EndsWith(
            "this folder holds data_version = 8, this run has 17: give another --out",
            Assert.Single(extract.Faults),
            StringComparison.Ordinal);
        Assert.Equal(before, CommandLine.Digests(folder.Path));
    }

    [Fact]
    public void Shard_OfFormerVersion_IsReadByDuckDb()
    {
        using DuckDb duck = DuckDb.Open();

        string?[] row = duck.Query(
            "SELECT count(*), count(DISTINCT id), min(frame) >= 0, count(mask.bytes) "
            + $"FROM '{Dataset}/data/train/tiny-00000.parquet'")[0];

        Assert.Equal("8 8 true 8", string.Join(" ", row));
    }

    // Headers of GNU's tar: 345 time of access, 357 of creation, 124 length, 148 sum of the header's bytes.
    private static void AddFormerTimes(byte[] tar)
    {
        const int Block = 512;
        for (int header = 0; tar[header] != 0;)
        {
            Span<byte> block = tar.AsSpan(header, Block);
            "00000000000\0"u8.CopyTo(block[345..]);
            "00000000000\0"u8.CopyTo(block[357..]);
            block.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte value in block)
            {
                sum += value;
            }

            string digits = $"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ";
            System.Text.Encoding.ASCII.GetBytes(digits).CopyTo(block[148..]);
            int bytes = Convert.ToInt32(System.Text.Encoding.ASCII.GetString(block.Slice(124, 11)), 8);
            header += Block * (1 + ((bytes + Block - 1) / Block));
        }
    }
}
