namespace MovieData.Shards.ParquetFiles;

/// <summary>Types of thrift's compact protocol, as far as Parquet's metadata of our files has them.</summary>
internal enum ThriftType
{
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Binary = 8,
    List = 9,
    Struct = 12,
}

/// <summary>What a field must look like.</summary>
/// <param name="Type">Its type; True stands for False too: a bool field has no other value.</param>
/// <param name="IsRequired">True when a struct without it is refused.</param>
/// <param name="Element">Type of a list's elements.</param>
/// <param name="ElementsMax">Most elements of a list.</param>
/// <param name="Struct">What a struct, or a list's structs, must look like.</param>
internal sealed record MetadataField(
    ThriftType Type, bool IsRequired, ThriftType Element = 0, int ElementsMax = 0, MetadataRule? Struct = null);

/// <summary>
/// A struct of parquet.thrift: the fields that files of ours have, by id, those of former versions included. Whatever
/// else a file has is damage.
/// </summary>
internal sealed class MetadataRule(params (int Id, MetadataField Field)[] fields)
{
    private static readonly MetadataRule Empty = new();

    private static readonly MetadataRule Statistics = new(
        (1, Optional(ThriftType.Binary)), // max
        (2, Optional(ThriftType.Binary)), // min
        (3, Optional(ThriftType.Int64)), // null_count
        (5, Optional(ThriftType.Binary)), // max_value
        (6, Optional(ThriftType.Binary))); // min_value

    private static readonly MetadataRule LogicalType = new(
        (1, new(ThriftType.Struct, false, Struct: Empty)), // STRING
        (10, new(ThriftType.Struct, false, Struct: new MetadataRule( // INTEGER
            (1, Required(ThriftType.Byte)), // bit_width
            (2, Required(ThriftType.True)))))); // is_signed

    private static readonly MetadataRule SchemaElement = new(
        (1, Optional(ThriftType.Int32)), // type
        (3, Optional(ThriftType.Int32)), // repetition_type
        (4, Required(ThriftType.Binary)), // name
        (5, Optional(ThriftType.Int32)), // num_children
        (6, Optional(ThriftType.Int32)), // converted_type
        (10, new(ThriftType.Struct, false, Struct: LogicalType)));

    private static readonly MetadataRule ColumnMetaData = new(
        (1, Required(ThriftType.Int32)), // type
        (2, new(ThriftType.List, true, ThriftType.Int32, 8)), // encodings
        (3, new(ThriftType.List, true, ThriftType.Binary, 2)), // path_in_schema
        (4, Required(ThriftType.Int32)), // codec
        (5, Required(ThriftType.Int64)), // num_values
        (6, Required(ThriftType.Int64)), // total_uncompressed_size
        (7, Required(ThriftType.Int64)), // total_compressed_size
        (9, Required(ThriftType.Int64)), // data_page_offset
        (12, new(ThriftType.Struct, false, Struct: Statistics)));

    private static readonly MetadataRule ColumnChunk = new(
        (2, Required(ThriftType.Int64)), // file_offset
        (3, new(ThriftType.Struct, true, Struct: ColumnMetaData)),
        (4, Optional(ThriftType.Int64)), // of the offset index, as former versions wrote it: where and how long
        (5, Optional(ThriftType.Int32)),
        (6, Optional(ThriftType.Int64)), // of the column index
        (7, Optional(ThriftType.Int32)));

    private static readonly MetadataRule RowGroup = new(
        (1, new(ThriftType.List, true, ThriftType.Struct, 2 * ParquetColumns.ColumnsMax, ColumnChunk)),
        (2, Required(ThriftType.Int64)), // total_byte_size
        (3, Required(ThriftType.Int64)), // num_rows
        (5, Optional(ThriftType.Int64)), // file_offset
        (6, Optional(ThriftType.Int64)), // total_compressed_size
        (7, Optional(ThriftType.Int16))); // ordinal

    private static readonly MetadataRule KeyValue = new(
        (1, Required(ThriftType.Binary)), (2, Required(ThriftType.Binary)));

    private static readonly MetadataRule ColumnOrder = new((1, new(ThriftType.Struct, true, Struct: Empty)));

    private readonly Dictionary<int, MetadataField> _fields = fields.ToDictionary(f => f.Id, f => f.Field);

    /// <summary>FileMetaData: the footer.</summary>
    public static MetadataRule File { get; } = new(
        (1, Required(ThriftType.Int32)), // version
        (2, new(ThriftType.List, true, ThriftType.Struct, 1 + (3 * ParquetColumns.ColumnsMax), SchemaElement)),
        (3, Required(ThriftType.Int64)), // num_rows
        (4, new(ThriftType.List, true, ThriftType.Struct, short.MaxValue, RowGroup)),
        (5, new(ThriftType.List, false, ThriftType.Struct, 64, KeyValue)),
        (6, Optional(ThriftType.Binary)), // created_by
        (7, new(ThriftType.List, false, ThriftType.Struct, 2 * ParquetColumns.ColumnsMax, ColumnOrder)));

    /// <summary>DataPageHeader, field 5 of <see cref="Page"/>.</summary>
    public static MetadataRule DataPage { get; } = new(
        (1, Required(ThriftType.Int32)), // num_values
        (2, Required(ThriftType.Int32)), // encoding
        (3, Required(ThriftType.Int32)), // definition_level_encoding
        (4, Required(ThriftType.Int32)), // repetition_level_encoding
        (5, new(ThriftType.Struct, false, Struct: Statistics)));

    /// <summary>PageHeader of a data page of version 1.</summary>
    public static MetadataRule Page { get; } = new(
        (1, Required(ThriftType.Int32)), // type
        (2, Required(ThriftType.Int32)), // uncompressed_page_size
        (3, Required(ThriftType.Int32)), // compressed_page_size
        (5, new(ThriftType.Struct, true, Struct: DataPage)));

    /// <summary>Ids that every such struct has.</summary>
    public IReadOnlyList<int> RequiredIds { get; } = [.. fields.Where(f => f.Field.IsRequired).Select(f => f.Id)];

    /// <summary>The field of an id and type; null when no file of ours has it.</summary>
    public MetadataField? Find(int id, int type) =>
        _fields.GetValueOrDefault(id) is { } field
            && ((ThriftType)type == field.Type || ((ThriftType)type, field.Type) == (ThriftType.False, ThriftType.True))
            ? field
            : null;

    private static MetadataField Optional(ThriftType type) => new(type, false);

    private static MetadataField Required(ThriftType type) => new(type, true);
}
