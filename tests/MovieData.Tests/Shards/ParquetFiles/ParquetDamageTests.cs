using System.Buffers.Binary;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Tests.Shards.ParquetFiles;

/// <summary>Damaged files, crafted ones among them: an error that names the file, or rows; never more.</summary>
public class ParquetDamageTests
{
    private static readonly FolderStore Disk = new("/");

    private const int Copies = 500;

    /// <summary>
    /// Memory a reader may ask for, per byte of the file: cells of 48 bytes for values of one byte, and objects for
    /// metadata of a few bytes.
    /// </summary>
    private const int AllocationFactor = 24;

    private const long AllocationBytesMin = 1 << 20;

    private static readonly byte[][] Numbers =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], // 4294967295, zigzag −2147483648
        [0xFE, 0xFF, 0xFF, 0xFF, 0x0F], // zigzag 2147483647
        [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], // zigzag 9223372036854775807
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0xFC, 0xFF, 0xFF, 0xFF, 0x07], // a list of 2147483647 structs
        [0xFC, 0x80, 0x80, 0x80, 0x40], // of 134217728
        [0x00, 0x00, 0x00, 0x80], // little-endian −2147483648
        [0xFF, 0xFF, 0xFF, 0x7F], // 2147483647
        [0x01],
        [0x00],
    ];

    [Fact]
    public async Task Read_DamagedCopies_EndInTypedErrorsWithinLimits()
    {
        using var temporary = new TemporaryFolder();
        Segment segment = TestRows.Segment("film", 0, 8);
        TestRows.Extract(new OutputFolder(temporary.Path), segment);
        string former = Path.Combine(SharedFiles.RepositoryRoot, "tests/data/data-version-8");
        (byte[] Bytes, Func<string, int> Read)[] clean =
        [
            (File.ReadAllBytes(temporary["data/train/film-00000.parquet"]),
                f => RowReader.ReadSamples(Disk, f).Count()),
            (File.ReadAllBytes(temporary["frames/film-00000.parquet"]), f => RowReader.ReadFrames(Disk, f).Count()),
            (File.ReadAllBytes(former + "/frames/tiny-00000.parquet"), f => RowReader.ReadFrames(Disk, f).Count()),
            (File.ReadAllBytes(former + "/films/tiny/scores.parquet"), f => ScoresFile.Read(f).Count),
        ];
        (int errors, double worst) = (0, 0);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var reading = Task.Run(() =>
        {
            for (int copy = 0; copy < Copies; copy++)
            {
                (byte[] bytes, Func<string, int> read) = clean[copy % clean.Length];
                byte[] damaged = Damage(bytes, copy);
                File.WriteAllBytes(temporary["damaged"], damaged);
                (bool isError, long allocated) = Read(temporary["damaged"], read, copy);
                errors += isError ? 1 : 0;
                long length = Math.Max(damaged.Length, AllocationBytesMin / AllocationFactor);
                worst = Math.Max(worst, (double)allocated / length);
                Assert.InRange(allocated, 0, AllocationBytesMin + (AllocationFactor * (long)damaged.Length));
            }
        }, cancel);

        await reading.WaitAsync(TimeSpan.FromMinutes(2), cancel);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Copies} copies: {errors} refused, at most {worst:F1} bytes allocated a byte of the file");
        Assert.InRange(errors, Copies * 3 / 4, Copies);
    }

    [Fact]
    public void Open_RowGroupThatNamesTheBytesOfAnother_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var columns = new ParquetColumns([new("left", ParquetKind.Picture)]);
        byte[] blob = new byte[ParquetFileWriter.RowGroupBytesMin];
        using var memory = new MemoryStream();
        using (var writer = new ParquetFileWriter(memory, columns, []))
        {
            writer.Write([ParquetCell.Of(blob, "a")]);
            writer.Write([ParquetCell.Of(blob, "b")]);
            writer.Complete();
        }

        byte[] file = memory.ToArray();
        File.WriteAllBytes(folder["sound"], file);
        using (ParquetFileReader reader = ParquetFileReader.Open(folder["sound"]))
        {
            Assert.Equal(2, reader.RowGroups);
        }

        // Where the second row group begins is the largest number near 8 MB in the footer: sizes are a little smaller.
        // In its place 4, in as many bytes.
        byte[] footer = file[^1000..^8];
        byte[] start = Enumerable.Range((int)ParquetFileWriter.RowGroupBytesMin, 500).Select(Varint)
            .Last(number => footer.AsSpan().IndexOf(number) >= 0);
        for (int at = footer.AsSpan().IndexOf(start); at >= 0; at = footer.AsSpan().IndexOf(start))
        {
            ((byte[])[0x88, 0x80, 0x80, 0x00]).CopyTo(footer, at);
        }

        footer.CopyTo(file, file.Length - 1000);
        File.WriteAllBytes(folder["forged"], file);

        ParquetFileException error = Assert.Throws<ParquetFileException>(
            () => ParquetFileReader.Open(folder["forged"]));
        Assert.Contains(
            $"{folder["forged"]}: row group 1, column left.bytes begins at byte 4, before",
            error.Message,
            StringComparison.Ordinal);
    }

    // Four bytes: zigzag doubles it.
    private static byte[] Varint(int number) =>
        [.. Enumerable.Range(0, 4).Select(i => (byte)(((2 * number) >> (7 * i) & 0x7f) | (i < 3 ? 0x80 : 0)))];

    private static (bool IsError, long Allocated) Read(string path, Func<string, int> read, int copy)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = read(path);
            return (false, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (ParquetFileException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            return (true, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"copy {copy}: {error.GetType().Name} reached the caller", error);
        }
    }

    /// <summary>Flipped bits, a lost end, or a crafted number; half of them in the footer.</summary>
    private static byte[] Damage(byte[] clean, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = [.. clean];
        int footer = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8));
        int start = random.Next(2) == 0 ? 0 : bytes.Length - 8 - footer;
        switch (seed / 4 % 4)
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                for (int i = random.Next(1, 20); i > 0; i--)
                {
                    bytes[random.Next(start, bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
            case 2:
                byte[] number = Numbers[random.Next(Numbers.Length)];
                number.CopyTo(bytes, random.Next(start, bytes.Length - number.Length));
                return bytes;
            default:
                // A longer number in place of a byte, the footer's length put right: structure and all behind it move.
                byte[] longer = Numbers[random.Next(6)];
                int at = random.Next(bytes.Length - 8 - footer, bytes.Length - 8);
                bytes = [.. bytes[..at], .. longer, .. bytes[(at + 1)..]];
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - 8), footer + longer.Length - 1);
                return bytes;
        }
    }
}
