using Parquet.Schema;

namespace MovieData.Shards.ParquetFiles;

/// <summary>What a column holds.</summary>
public enum ParquetKind
{
    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Signed 32-bit number.</summary>
    Whole32,

    /// <summary>Signed 64-bit number.</summary>
    Whole64,

    /// <summary>32-bit float.</summary>
    Real32,

    /// <summary>64-bit float.</summary>
    Real64,

    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>
    /// A picture file, as Hugging Face's Image feature lays it out: struct of bytes (binary) and path (text).
    /// </summary>
    Picture,
}

/// <summary>One column. In the file every column is optional, as pyarrow writes them.</summary>
/// <param name="Name">Letters, digits and underscores.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Nullable">False: the writer refuses a row without a value, and so does the reader.</param>
public sealed record ParquetColumn(string Name, ParquetKind Kind, bool Nullable = false);

/// <summary>One value of a row: of the kind of its column, or null.</summary>
public readonly struct ParquetCell
{
    private readonly double _double;
    private readonly long _number;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    private ParquetCell(ParquetKind kind, long number, double value, string? text, ReadOnlyMemory<byte> bytes)
    {
        Kind = kind;
        _number = number;
        _double = value;
        _text = text;
        _bytes = bytes;
    }

    /// <summary>Kind of the value; null for a cell without one.</summary>
    public ParquetKind? Kind { get; }

    /// <summary>True when there is no value.</summary>
    public bool IsNull => Kind is null;

    /// <summary>Value of a Flag, Whole32 or Whole64 cell (false = 0, true = 1).</summary>
    public long Number =>
        Kind is ParquetKind.Flag or ParquetKind.Whole32 or ParquetKind.Whole64 ? _number : throw Other();

    /// <summary>Value of a Real32 or Real64 cell.</summary>
    public double Real => Kind is ParquetKind.Real32 or ParquetKind.Real64 ? _double : throw Other();

    /// <summary>Value of a Text cell, or the path of a Picture cell.</summary>
    public string Text => Kind is ParquetKind.Text or ParquetKind.Picture ? _text! : throw Other();

    /// <summary>Bytes of a Picture cell. Whoever made the cell owns them.</summary>
    public ReadOnlyMemory<byte> Bytes => Kind is ParquetKind.Picture ? _bytes : throw Other();

    /// <summary>A Flag cell.</summary>
    public static ParquetCell Of(bool value) => new(ParquetKind.Flag, value ? 1 : 0, 0, null, default);

    /// <summary>A Whole32 cell; null gives a cell without a value.</summary>
    public static ParquetCell Of(int? value) =>
        value is { } v ? new(ParquetKind.Whole32, v, 0, null, default) : default;

    /// <summary>A Whole64 cell; null gives a cell without a value.</summary>
    public static ParquetCell Of(long? value) =>
        value is { } v ? new(ParquetKind.Whole64, v, 0, null, default) : default;

    /// <summary>A Real32 cell; null gives a cell without a value.</summary>
    public static ParquetCell Of(float? value) =>
        value is { } v ? new(ParquetKind.Real32, 0, v, null, default) : default;

    /// <summary>A Real64 cell; null gives a cell without a value.</summary>
    public static ParquetCell Of(double? value) =>
        value is { } v ? new(ParquetKind.Real64, 0, v, null, default) : default;

    /// <summary>A Text cell; null gives a cell without a value.</summary>
    public static ParquetCell Of(string? value) =>
        value is null ? default : new(ParquetKind.Text, 0, 0, value, default);

    /// <summary>A Picture cell; empty bytes give a cell without a value.</summary>
    public static ParquetCell Of(ReadOnlyMemory<byte> bytes, string path) =>
        bytes.IsEmpty ? default : new(ParquetKind.Picture, 0, 0, path, bytes);

    private InvalidOperationException Other() => new($"the cell holds {Kind?.ToString() ?? "no value"}");
}

/// <summary>One physical column of the file: a scalar column, or one half of a picture column.</summary>
/// <param name="Column">Ordinal of the column it belongs to.</param>
/// <param name="Path">Names from the root, for example <c>left</c>, <c>bytes</c>.</param>
/// <param name="Physical">Parquet's physical type.</param>
/// <param name="LevelMax">Largest definition level: 1 for scalars, 2 inside a picture.</param>
internal sealed record ParquetLeaf(int Column, IReadOnlyList<string> Path, ParquetPhysical Physical, int LevelMax)
{
    /// <summary>True for the bytes of a picture.</summary>
    public bool IsBlob => LevelMax == 2 && Path[1] == ParquetColumns.BytesName;
}

/// <summary>Parquet's physical types (parquet.thrift Type).</summary>
internal enum ParquetPhysical
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Float = 4,
    Double = 5,
    ByteArray = 6,
}

/// <summary>The columns of a file, in order.</summary>
public sealed class ParquetColumns
{
    internal const string BytesName = "bytes";
    internal const string PathName = "path";

    /// <summary>No file of ours has more.</summary>
    internal const int ColumnsMax = 256;

    private readonly Dictionary<string, int> _ordinals;

    /// <summary>A schema of some columns.</summary>
    /// <exception cref="ArgumentException">No columns, too many, or a name twice.</exception>
    public ParquetColumns(IReadOnlyList<ParquetColumn> columns)
    {
        if (columns.Count is 0 or > ColumnsMax || columns.DistinctBy(c => c.Name).Count() != columns.Count)
        {
            throw new ArgumentException($"1…{ColumnsMax} columns of different names are expected", nameof(columns));
        }

        Columns = columns;
        _ordinals = columns.Index().ToDictionary(column => column.Item.Name, column => column.Index);
        Leaves = [.. columns.SelectMany((column, ordinal) => LeavesOf(column, ordinal))];
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }

    /// <summary>The physical columns in file order.</summary>
    internal IReadOnlyList<ParquetLeaf> Leaves { get; }

    /// <summary>Ordinal of a column by name; −1 when there is none.</summary>
    public int IndexOf(string name) => _ordinals.GetValueOrDefault(name, -1);

    /// <summary>The same for Parquet.Net: every column optional, a picture a struct of bytes and path.</summary>
    internal ParquetSchema ToLibrary() => new(Columns.Select(column => column.Kind switch
    {
        ParquetKind.Picture => (Field)new StructField(
            column.Name, new DataField(BytesName, typeof(byte[]), true), new DataField(PathName, typeof(string), true)),
        ParquetKind.Flag => new DataField(column.Name, typeof(bool), true),
        ParquetKind.Whole32 => new DataField(column.Name, typeof(int), true),
        ParquetKind.Whole64 => new DataField(column.Name, typeof(long), true),
        ParquetKind.Real32 => new DataField(column.Name, typeof(float), true),
        ParquetKind.Real64 => new DataField(column.Name, typeof(double), true),
        _ => new DataField(column.Name, typeof(string), true),
    }));

    private static IEnumerable<ParquetLeaf> LeavesOf(ParquetColumn column, int ordinal)
    {
        if (column.Kind == ParquetKind.Picture)
        {
            yield return new(ordinal, [column.Name, BytesName], ParquetPhysical.ByteArray, 2);
            yield return new(ordinal, [column.Name, PathName], ParquetPhysical.ByteArray, 2);
            yield break;
        }

        ParquetPhysical physical = column.Kind switch
        {
            ParquetKind.Flag => ParquetPhysical.Boolean,
            ParquetKind.Whole32 => ParquetPhysical.Int32,
            ParquetKind.Whole64 => ParquetPhysical.Int64,
            ParquetKind.Real32 => ParquetPhysical.Float,
            ParquetKind.Real64 => ParquetPhysical.Double,
            _ => ParquetPhysical.ByteArray,
        };
        yield return new(ordinal, [column.Name], physical, 1);
    }
}
