using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <summary>The batch of cards that nobody has here, by made-up names and memory.</summary>
public sealed class GpuBatchTests
{
    [Theory]
    [InlineData("NVIDIA Invented 9000", 141, 8)]
    [InlineData("NVIDIA Invented 9000", 40, 8)]
    [InlineData("NVIDIA Invented 4000", 24, 4)]
    [InlineData("NVIDIA Invented 4000", 8, 4)]
    [InlineData("NVIDIA Invented 1000", 6, 2)]
    [InlineData("NVIDIA Invented 500", 3, 1)]
    [InlineData("Orin (nvgpu)", 64, 2)]
    [InlineData("NVIDIA GB10", 128, 4)]
    public void Pairs_NameAndMemory_FollowTheTable(string gpu, int gigabytes, int pairs) =>
        Assert.Equal(pairs, GpuBatch.Pairs(gpu, gigabytes * 1_000_000_000L, "movieflow"));

    /// <summary>6 GB a stereo frame in half of the memory: 3 in 40 GB, as a power of two 2; always one.</summary>
    [Theory]
    [InlineData(141, 8)]
    [InlineData(80, 4)]
    [InlineData(40, 2)]
    [InlineData(24, 2)]
    [InlineData(8, 1)]
    public void Pairs_NetworkOfTheUsers_TakesNoMoreThanHalfOfTheMemory(int gigabytes, int pairs) =>
        Assert.Equal(pairs, GpuBatch.Pairs("NVIDIA Invented", gigabytes * 1_000_000_000L, "correlations"));
}
