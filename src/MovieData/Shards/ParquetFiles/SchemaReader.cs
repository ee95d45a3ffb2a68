using Parquet.Meta;

namespace MovieData.Shards.ParquetFiles;

/// <summary>Rebuilds <see cref="ParquetColumns"/> from the flat list of elements in a footer.</summary>
internal static class SchemaReader
{
    /// <summary>
    /// Only shapes that <see cref="ParquetColumns.ToLibrary"/> gives are accepted; all columns come out nullable.
    /// </summary>
    /// <exception cref="ParquetFileException">Another shape.</exception>
    public static ParquetColumns Read(List<SchemaElement> elements, string name)
    {
        var columns = new List<ParquetColumn>();
        for (int at = 1; at < elements.Count; at++)
        {
            bool group = elements[at].NumChildren is not null;
            columns.Add(new(elements[at].Name, group ? Picture(elements, at, name) : Kind(elements[at], name), true));
            at += group ? 2 : 0;
        }

        bool sound = columns.Count is > 0 and <= ParquetColumns.ColumnsMax
            && elements[0].NumChildren == columns.Count
            && columns.DistinctBy(c => c.Name).Count() == columns.Count;
        return sound ? new ParquetColumns(columns) : throw Foreign(name);
    }

    private static ParquetKind Picture(List<SchemaElement> elements, int at, string name)
    {
        bool picture = elements[at].NumChildren == 2 && at + 2 < elements.Count && IsOptional(elements[at])
            && elements[at + 1].Name == ParquetColumns.BytesName
            && elements[at + 2].Name == ParquetColumns.PathName
            && elements[at + 1] is { Type: Parquet.Meta.Type.BYTE_ARRAY, NumChildren: null, ConvertedType: null }
            && IsOptional(elements[at + 1]) && Kind(elements[at + 2], name) == ParquetKind.Text;
        return picture ? ParquetKind.Picture : throw Foreign(name);
    }

    private static ParquetKind Kind(SchemaElement element, string name) => element switch
    {
        _ when !IsOptional(element) => throw Foreign(name),
        { Type: Parquet.Meta.Type.BYTE_ARRAY, ConvertedType: ConvertedType.UTF8 } => ParquetKind.Text,
        { Type: Parquet.Meta.Type.INT32, ConvertedType: null or ConvertedType.INT_32 } => ParquetKind.Whole32,
        { Type: Parquet.Meta.Type.INT64, ConvertedType: null or ConvertedType.INT_64 } => ParquetKind.Whole64,
        { Type: Parquet.Meta.Type.BOOLEAN, ConvertedType: null } => ParquetKind.Flag,
        { Type: Parquet.Meta.Type.FLOAT, ConvertedType: null } => ParquetKind.Real32,
        { Type: Parquet.Meta.Type.DOUBLE, ConvertedType: null } => ParquetKind.Real64,
        _ => throw Foreign(name),
    };

    private static bool IsOptional(SchemaElement element) => element.RepetitionType == FieldRepetitionType.OPTIONAL;

    private static ParquetFileException Foreign(string name) =>
        new($"{name}: the columns are not of the kinds we write");
}
