using MovieData.Shards;

namespace MovieData.Tests.Shards;

public class SampleSchemaTests
{
    [Fact]
    public void ParquetLibrary_OtherVersionReferenced_AsksForAnotherDataVersion()
    {
        Version referenced = typeof(Parquet.ParquetReader).Assembly.GetName().Version!;

        Assert.Equal(
            (9, "Parquet.Net 6.1.0"), (SampleSchema.DataVersion, $"Parquet.Net {referenced.ToString(3)}"));
    }

    [Fact]
    public void ParquetLibrary_IsWhatTheLibrarySaysOfItself() =>
        Assert.Equal(SampleSchema.ParquetLibrary, $"Parquet.Net {Parquet.Globals.Version}");
}
