using MovieData.Clusters;

namespace MovieData.Tests.Clusters;

public class ArrayJobTests
{
    /// <summary>MaxArraySize is one more than the largest index, so 1001 takes indices 1…1000.</summary>
    [Theory]
    [InlineData(1, 1001, 1)]
    [InlineData(1000, 1001, 1)]
    [InlineData(1001, 1001, 2)]
    [InlineData(9009, 1001, 10)]
    [InlineData(7, 4, 3)]
    [InlineData(5, 2, 5)]
    public void Split_AllParts_CoversEachOnceWithIndicesTheClusterTakes(int parts, int maxArraySize, int arrays)
    {
        IReadOnlyList<ArrayJob> jobs = ArrayJob.Split(Enumerable.Range(1, parts), maxArraySize);

        Assert.Equal(arrays, jobs.Count);
        Assert.Equal(
            Enumerable.Range(1, parts), jobs.SelectMany(job => job.Indices.Select(index => job.Offset + index)));
        Assert.All(jobs.SelectMany(job => job.Indices), index => Assert.InRange(index, 1, maxArraySize - 1));
    }

    [Fact]
    public void Split_PartsWithGaps_LeavesOutArraysWithoutAny()
    {
        IReadOnlyList<ArrayJob> jobs = ArrayJob.Split([2503, 7, 3, 4, 5, 4], 1001);

        Assert.Equal(["0: 3-5,7", "2000: 503"], jobs.Select(job => $"{job.Offset}: {job.Spec}"));
    }

    [Fact]
    public void Split_NoPart_IsNoArray() => Assert.Empty(ArrayJob.Split([], 1001));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Split_ClusterWithoutArrays_IsRefusedWithTheNumber(int maxArraySize) => Assert.Contains(
        $"MaxArraySize is {maxArraySize}",
        Assert.Throws<ClusterException>(() => ArrayJob.Split([1], maxArraySize)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Split_TooManyArrays_NamesTheTasksThatFit() => Assert.Contains(
        "give --tasks 300 or fewer",
        Assert.Throws<ClusterException>(() => ArrayJob.Split(Enumerable.Range(1, 301), 4)).Message,
        StringComparison.Ordinal);
}
