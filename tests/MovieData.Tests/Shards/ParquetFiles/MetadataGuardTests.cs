using MovieData.Shards.ParquetFiles;
using Parquet;

namespace MovieData.Tests.Shards.ParquetFiles;

/// <summary>Crafted metadata is refused before Parquet.Net believes it.</summary>
public class MetadataGuardTests
{
    // Field 2 (schema): a list (0x29) of so many structs (0xFC and a varint). 100,000,000 = 0x5F5E100.
    private static readonly byte[] HugeSchema = [0x15, 0x02, 0x19, 0xFC, 0x80, 0xC2, 0xD7, 0x2F, 0x00];

    [Theory]
    [InlineData("1502 19FC80C2D72F", "a list of 100000000 elements of type 12 in field 2")]
    [InlineData("1502 19FCFFFFFFFF0F", "has 4294967295 where at most 2147483647 fits")]
    [InlineData("1502 1915", "a list of 1 elements of type 5 in field 2")]
    [InlineData("1502 191C 4829", "a text of 41 bytes where 1 are left")] // schema element: name of 41 bytes
    [InlineData("1502 15", "has field 2 of type 5")]
    [InlineData("1502 0502", "has field 1 of type 5")] // field 1 again, by its long header
    [InlineData("15FFFFFFFFFF0F", "where at most 2147483647 fits")]
    [InlineData("15FFFFFFFFFFFFFFFFFFFFFF", "a number of more than 64 bits")]
    [InlineData("15FFFF", "is cut off")] // Parquet.Net reads on for ever here: after the end every byte is 255
    [InlineData("1C1C1C1C", "has field 1 of type 12")]
    [InlineData("", "lacks field 1")]
    public void Open_CraftedFooter_IsRefusedWithinLimits(string hex, string fault)
    {
        using var folder = new TemporaryFolder();
        byte[] start = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        bool isCut = fault.StartsWith("is cut", StringComparison.Ordinal);
        Write(folder["a.parquet"], isCut ? start : [.. start, 0x00]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ParquetFileException>(() => ParquetFileReader.Open(folder["a.parquet"]));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder["a.parquet"], error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>Why the guard stands: when this fails, Parquet.Net has mended it.</summary>
    [Fact]
    public async Task ParquetNet_HugeCountInTwentyOneBytes_AllocatesItAll()
    {
        using var folder = new TemporaryFolder();
        Write(folder["a.parquet"], HugeSchema);
        await using FileStream file = File.OpenRead(folder["a.parquet"]);

        long before = GC.GetTotalAllocatedBytes();
        await Assert.ThrowsAnyAsync<Exception>(() => ParquetReader.CreateAsync(
            file, cancellationToken: TestContext.Current.CancellationToken));

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 800_000_000, long.MaxValue);
    }

    private static void Write(string path, byte[] footer) => File.WriteAllBytes(
        path, [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]);
}
