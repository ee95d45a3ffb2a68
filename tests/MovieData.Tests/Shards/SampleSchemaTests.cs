using MovieData.Shards;

namespace MovieData.Tests.Shards;

public class SampleSchemaTests
{
    /// <summary>The assembly tells its major number only; this is what Parquet.Net writes as created_by.</summary>
    [Fact]
    public void ParquetLibrary_OtherVersionReferenced_AsksForAnotherDataVersion()
    {
        Assert.Equal(SampleSchema.ParquetLibrary, $"Parquet.Net {Parquet.Globals.Version}");
        Assert.Equal((17, "Parquet.Net 6.1.0"), (SampleSchema.DataVersion, SampleSchema.ParquetLibrary));
    }
}
