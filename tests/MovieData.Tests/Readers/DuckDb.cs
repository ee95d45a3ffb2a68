using System.Runtime.InteropServices;

namespace MovieData.Tests.Readers;

/// <summary>
/// DuckDB's C interface (libduckdb.so of the npm package @duckdb/node-bindings-linux-x64), as an independent Parquet
/// reader. Every value comes as text.
/// </summary>
internal sealed unsafe class DuckDb : IDisposable
{
    private readonly nint _library;
    private readonly nint _database;
    private readonly nint _connection;

    private DuckDb(string library)
    {
        _library = NativeLibrary.Load(library);
        nint database, connection;
        var open = (delegate* unmanaged<nint, nint*, int>)Symbol("duckdb_open");
        var connect = (delegate* unmanaged<nint, nint*, int>)Symbol("duckdb_connect");
        Assert.Equal(0, open(0, &database));
        Assert.Equal(0, connect(database, &connection));
        (_database, _connection) = (database, connection);
    }

    /// <summary>Opens a database in memory; fails where the package is not installed.</summary>
    public static DuckDb Open()
    {
        string library = Path.Combine(
            SharedFiles.RepositoryRoot, "tests/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so");
        if (!File.Exists(library))
        {
            Assert.Fail("DuckDB is absent: run tools/setup.sh --tests");
        }

        return new DuckDb(library);
    }

    /// <summary>Rows of a query, every value as text, null for NULL.</summary>
    public IReadOnlyList<string?[]> Query(string sql)
    {
        var query = (delegate* unmanaged<nint, byte*, Result*, int>)Symbol("duckdb_query");
        var error = (delegate* unmanaged<Result*, nint>)Symbol("duckdb_result_error");
        var columns = (delegate* unmanaged<Result*, ulong>)Symbol("duckdb_column_count");
        var rows = (delegate* unmanaged<Result*, ulong>)Symbol("duckdb_row_count");
        var value = (delegate* unmanaged<Result*, ulong, ulong, nint>)Symbol("duckdb_value_varchar");
        var free = (delegate* unmanaged<nint, void>)Symbol("duckdb_free");
        var destroy = (delegate* unmanaged<Result*, void>)Symbol("duckdb_destroy_result");
        Result result;
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(sql + "\0"))
        {
            if (query(_connection, text, &result) != 0)
            {
                string? message = Marshal.PtrToStringUTF8(error(&result));
                destroy(&result);
                throw new InvalidOperationException($"DuckDB: {message}");
            }
        }

        var table = new List<string?[]>();
        for (ulong row = 0; row < rows(&result); row++)
        {
            var cells = new string?[columns(&result)];
            for (int column = 0; column < cells.Length; column++)
            {
                nint cell = value(&result, (ulong)column, row);
                cells[column] = Marshal.PtrToStringUTF8(cell);
                free(cell);
            }

            table.Add(cells);
        }

        destroy(&result);
        return table;
    }

    public void Dispose()
    {
        (nint connection, nint database) = (_connection, _database);
        ((delegate* unmanaged<nint*, void>)Symbol("duckdb_disconnect"))(&connection);
        ((delegate* unmanaged<nint*, void>)Symbol("duckdb_close"))(&database);
    }

    private nint Symbol(string name) => NativeLibrary.GetExport(_library, name);

    /// <summary>duckdb_result: five deprecated fields and a pointer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Result
    {
        public fixed ulong Fields[6];
    }
}
