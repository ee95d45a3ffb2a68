namespace MovieData.Shards.Parquet;

/// <summary>Rebuilds a <see cref="ParquetSchema"/> from the flat list of elements in a footer.</summary>
internal static class ParquetSchemaReader
{
    /// <summary>
    /// Only shapes that <see cref="ParquetFooter"/> writes are accepted; all columns come out nullable.
    /// </summary>
    /// <exception cref="ParquetException">Another shape, or damaged.</exception>
    public static ParquetSchema Read(IReadOnlyList<ThriftStruct> elements, string name)
    {
        if (elements.Count is < 2 or > 1 + (3 * ParquetSchema.ColumnsMax))
        {
            throw new ParquetException($"{name}: a schema of {elements.Count} elements");
        }

        var columns = new List<ParquetColumn>();
        for (int at = 1; at < elements.Count; at++)
        {
            ThriftStruct element = elements[at];
            bool group = element.Has(5);
            columns.Add(new(element.Text(4), group ? Picture(elements, at, name) : Kind(element, name), true));
            at += group ? 2 : 0;
        }

        bool sound = columns.Count <= ParquetSchema.ColumnsMax && elements[0].Number(5) == columns.Count
            && columns.DistinctBy(c => c.Name).Count() == columns.Count;
        return sound ? new ParquetSchema(columns) : throw Foreign(name);
    }

    private static ParquetKind Picture(IReadOnlyList<ThriftStruct> elements, int at, string name)
    {
        bool picture = elements[at].Number(5) == 2 && at + 2 < elements.Count
            && elements[at + 1].Text(4) == ParquetSchema.BytesName
            && elements[at + 2].Text(4) == ParquetSchema.PathName
            && elements[at + 1].Number(1) == (int)ParquetPhysical.ByteArray
            && elements[at + 2].Number(1) == (int)ParquetPhysical.ByteArray;
        return picture ? ParquetKind.Picture : throw Foreign(name);
    }

    private static ParquetKind Kind(ThriftStruct element, string name) =>
        element.Number(3) != 1 ? throw Foreign(name) : element.Number(1) switch
        {
            (int)ParquetPhysical.Boolean => ParquetKind.Flag,
            (int)ParquetPhysical.Int32 => ParquetKind.Whole32,
            (int)ParquetPhysical.Int64 => ParquetKind.Whole64,
            (int)ParquetPhysical.Float => ParquetKind.Real32,
            (int)ParquetPhysical.Double => ParquetKind.Real64,
            (int)ParquetPhysical.ByteArray => ParquetKind.Text,
            _ => throw Foreign(name),
        };

    private static ParquetException Foreign(string name) => new($"{name}: the columns are not of the kinds we write");
}
