using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;

namespace MovieData.Tests.Readers;

/// <summary>DuckDB as an independent Parquet reader. Every value comes as text.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    private DuckDb() => _connection.Open();

    /// <summary>Opens a database in memory.</summary>
    public static DuckDb Open() => new();

    /// <summary>Rows of a query, every value as text, null for NULL.</summary>
    public IReadOnlyList<string?[]> Query(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        var table = new List<string?[]>();
        while (reader.Read())
        {
            table.Add([.. Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? null : Text(reader.GetValue(i)))]);
        }

        return table;
    }

    public void Dispose() => _connection.Dispose();

    private static string Text(object value) =>
        value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
