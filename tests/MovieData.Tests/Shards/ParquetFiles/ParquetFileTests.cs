using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Tests.Shards.ParquetFiles;

public class ParquetFileTests
{
    private static readonly ParquetColumns Schema = new(
    [
        new("flag", ParquetKind.Flag, true),
        new("small", ParquetKind.Whole32, true),
        new("large", ParquetKind.Whole64, true),
        new("single", ParquetKind.Real32, true),
        new("double", ParquetKind.Real64, true),
        new("text", ParquetKind.Text, true),
        new("picture", ParquetKind.Picture, true),
    ]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void WriteThenRead_RandomRowsWithNulls_AreEqual(int rows)
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<ParquetCell[]> expected = Rows(rows, 1);
        Write(folder["a.parquet"], expected);

        using ParquetFileReader reader = ParquetFileReader.Open(folder["a.parquet"]);

        Assert.Equal(rows, reader.Rows);
        Assert.Equal([new("key", "välue"), new("a", ""), new("Z", "last")], reader.Metadata);
        AssertEqual(expected, reader);
    }

    [Fact]
    public void Write_RowsBeyondARowGroup_AreSplitByBytes()
    {
        using var folder = new TemporaryFolder();
        var blob = new byte[(int)(ParquetFileWriter.RowGroupBytesMax / 3)];
        new Random(1).NextBytes(blob);
        using (FileStream file = File.Create(folder["a.parquet"]))
        {
            using var writer = new ParquetFileWriter(file, new ParquetColumns([new("p", ParquetKind.Picture)]), []);
            for (int i = 0; i < 5; i++)
            {
                blob[0] = (byte)i;
                writer.Write([ParquetCell.Of(blob, "p.png")]);
            }

            writer.Complete();
        }

        using ParquetFileReader reader = ParquetFileReader.Open(folder["a.parquet"]);
        Assert.Equal([2, 2, 1], Enumerable.Range(0, 3).Select(reader.RowsOf));
        Assert.True(reader.Read(1, 0)[1].Bytes.Span[1..].SequenceEqual(blob.AsSpan(1)));
        Assert.Equal(3, reader.Read(1, 0)[1].Bytes.Span[0]);
    }

    [Fact]
    public void Write_SameRows_GiveTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        Write(folder["a"], Rows(50, 3));
        Write(folder["b"], Rows(50, 3));

        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
    }

    [Fact]
    public void Write_WrongCell_Throws()
    {
        using var writer = new ParquetFileWriter(
            Stream.Null, new ParquetColumns([new("n", ParquetKind.Whole32), new("t", ParquetKind.Text, true)]), []);

        Assert.Throws<ArgumentException>(() => writer.Write([default, default]));
        Assert.Throws<ArgumentException>(() => writer.Write([ParquetCell.Of("x"), default]));
        Assert.Throws<ArgumentException>(() => writer.Write([ParquetCell.Of((int?)1)]));
        Assert.Equal(0, writer.Rows);
    }

    [Fact]
    public void Read_EveryByteChanged_GivesAnErrorOrRowsNeverACrash()
    {
        using var folder = new TemporaryFolder();
        Write(folder["a"], Rows(3, 4));
        byte[] file = File.ReadAllBytes(folder["a"]);
        var random = new Random(5);
        int errors = 0;
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] = (byte)(i % 3 == 0 ? 0xFF : i % 3 == 1 ? 0 : random.Next(256));
            errors += TryRead(folder["b"], damaged);
        }

        // Changed values stay readable (sha256 finds them); most of the rest, the structure, must be noticed.
        Assert.InRange(errors, file.Length / 4, file.Length);
    }

    [Fact]
    public void Read_EveryTruncation_ThrowsParquetException()
    {
        using var folder = new TemporaryFolder();
        Write(folder["a"], Rows(3, 4));
        byte[] file = File.ReadAllBytes(folder["a"]);
        for (int length = 0; length < file.Length; length += 3)
        {
            Assert.Equal(1, TryRead(folder["b"], file[..length]));
        }
    }

    [Fact]
    public void Read_RequiredColumnWithoutValues_IsRefusedBeforeCellsAreMade()
    {
        const int Rows = 30_000;
        using var folder = new TemporaryFolder();
        var nullable = new ParquetColumns(
            [.. SampleSchema.SchemaOf(SampleSchema.Frames).Columns.Select(c => c with { Nullable = true })]);
        using (FileStream file = File.Create(folder["a.parquet"]))
        {
            using var writer = new ParquetFileWriter(file, nullable, []);
            var row = new ParquetCell[nullable.Columns.Count];
            for (int i = 0; i < Rows; i++)
            {
                writer.Write(row);
            }

            writer.Complete();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        var disk = new FolderStore("/");
        Assert.Contains(
            "id has rows without a value",
            Assert.Throws<ParquetFileException>(() => RowReader.ReadFrames(disk, folder["a.parquet"]).Count()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            $"{Rows} rows; expected 8",
            Assert.Throws<ParquetFileException>(
                () => RowReader.ReadFrames(disk, folder["a.parquet"], 8).Count()).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData(3_000_000, "a list of 3000000 elements")]
    [InlineData(60_000_000, "its ends do not say")]
    public void Read_FooterOfEmptyStructs_IsRefusedWithinLimits(int structs, string fault)
    {
        // Field 2, a list (25) of so many structs (0xFC), each one byte: its end.
        IEnumerable<byte> count =
            Enumerable.Range(0, 4).Select(i => (byte)((structs >> (7 * i) & 0x7f) | (i < 3 ? 0x80 : 0)));
        byte[] footer = [0x29, 0xFC, .. count, .. new byte[structs + 1]];
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(
            folder["a.parquet"], [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ParquetFileException>(() => ParquetFileReader.Open(folder["a.parquet"]));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Read_MissingFile_ThrowsNamingIt() =>
        Assert.Contains(
            "none.parquet",
            Assert.Throws<ParquetFileException>(() => ParquetFileReader.Open("/nowhere/none.parquet")).Message,
            StringComparison.Ordinal);

    private static int TryRead(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using ParquetFileReader reader = ParquetFileReader.Open(path);
            for (int group = 0; group < reader.RowGroups; group++)
            {
                reader.Read(group);
            }

            return 0;
        }
        catch (ParquetFileException)
        {
            return 1;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        }
    }

    internal static IReadOnlyList<ParquetCell[]> Rows(int count, int seed)
    {
        var random = new Random(seed);
        ParquetCell OrNull(ParquetCell cell) => random.Next(4) == 0 ? default : cell;
        var rows = new List<ParquetCell[]>();
        for (int i = 0; i < count; i++)
        {
            var blob = new byte[random.Next(1, 200)];
            random.NextBytes(blob);
            rows.Add(
            [
                OrNull(ParquetCell.Of(random.Next(2) == 0)),
                OrNull(ParquetCell.Of((int?)random.Next(int.MinValue, int.MaxValue))),
                OrNull(ParquetCell.Of((long?)random.NextInt64(long.MinValue, long.MaxValue))),
                OrNull(ParquetCell.Of((float?)(i == 2 ? float.NaN : random.NextSingle() - 0.5f))),
                OrNull(ParquetCell.Of((double?)(i == 3 ? -0.0 : random.NextDouble() - 0.5))),
                OrNull(ParquetCell.Of(new string('ä', random.Next(5)))),
                OrNull(ParquetCell.Of(blob, $"{i}.png")),
            ]);
        }

        return rows;
    }

    internal static void Write(string path, IReadOnlyList<ParquetCell[]> rows)
    {
        using FileStream file = File.Create(path);
        using var writer = new ParquetFileWriter(file, Schema, [new("key", "välue"), new("a", ""), new("Z", "last")]);
        foreach (ParquetCell[] row in rows)
        {
            writer.Write(row);
        }

        writer.Complete();
    }

    private static void AssertEqual(IReadOnlyList<ParquetCell[]> expected, ParquetFileReader reader)
    {
        int start = 0;
        for (int group = 0; group < reader.RowGroups; group++)
        {
            IReadOnlyList<ParquetCell[]> columns = reader.Read(group);
            for (int row = 0; row < reader.RowsOf(group); row++)
            {
                for (int column = 0; column < columns.Count; column++)
                {
                    Assert.Equal(Describe(expected[start + row][column]), Describe(columns[column][row]));
                }
            }

            start += reader.RowsOf(group);
        }
    }

    internal static string Describe(ParquetCell cell) => cell.Kind switch
    {
        null => "null",
        ParquetKind.Flag or ParquetKind.Whole32 or ParquetKind.Whole64 => $"{cell.Kind} {cell.Number}",
        ParquetKind.Real32 or ParquetKind.Real64 => $"{cell.Kind} {BitConverter.DoubleToInt64Bits(cell.Real)}",
        ParquetKind.Text => "text " + cell.Text,
        _ => $"picture {cell.Text} {Convert.ToHexString(cell.Bytes.Span)}",
    };
}
