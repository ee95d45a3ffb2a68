using MovieData.Shards;

namespace MovieData.Tests.Shards;

public class SampleSchemaTests
{
    /// <summary>Of Parquet.Net's assembly only the major number is told; this is what it writes as created_by.</summary>
    [Fact]
    public void ParquetLibrary_OtherVersionReferenced_AsksForAnotherDataVersion()
    {
        Assert.Equal(SampleSchema.ParquetLibrary, $"Parquet.Net {Parquet.Globals.Version}");
        Assert.Equal((9, "Parquet.Net 6.1.0"), (SampleSchema.DataVersion, SampleSchema.ParquetLibrary));
    }
}
