using MovieData.Imaging.Frames;

namespace MovieData.Tests.Frames;

public class PlanePoolTests
{
    [Fact]
    public void Rent_SameSizeAfterReturn_ReusesTheMemory()
    {
        var pool = new PlanePool(1 << 20);
        Plane<float> first = pool.Rent<float>(16, 8);
        first[3, 2] = 42;
        first.Dispose();

        using Plane<float> second = pool.Rent<float>(16, 8);

        Assert.Equal(42, second[3, 2]);
        Assert.Equal(16 * 8 * sizeof(float), pool.BytesOutstanding);
    }

    [Fact]
    public void Rent_BeyondTheLimit_ThrowsNamingTheRenters()
    {
        var pool = new PlanePool(1000, TimeSpan.FromMilliseconds(1));
        using Plane<byte> held = pool.Rent<byte>(100, 9);

        var error = Assert.Throws<PlanePoolExhaustedException>(() => pool.Rent<byte>(100, 2));

        Assert.Contains("PlanePoolTests", error.Message, StringComparison.Ordinal);
        Assert.Equal(900, pool.BytesOutstanding);
    }

    [Fact]
    public void Rent_LargerThanThePool_ThrowsAtOnce() =>
        Assert.Throws<PlanePoolExhaustedException>(() => new PlanePool(1000).Rent<byte>(100, 11));

    /// <summary>Others hold what is missing: it is not refused, but waited for.</summary>
    [Fact]
    public async Task Rent_MemoryThatOthersHold_WaitsUntilItComesBack()
    {
        var pool = new PlanePool(1000);
        Plane<byte> held = pool.Rent<byte>(100, 9);
        Task<Plane<byte>> waiting = Task.Run(
            () => pool.Rent<byte>(100, 2), TestContext.Current.CancellationToken);

        Assert.False(waiting.IsCompleted);
        held.Dispose();

        using Plane<byte> got = await waiting;
        Assert.Equal(200, pool.BytesOutstanding);
    }

    /// <summary>A request that does not fit must not make one fail that does, for however short a time.</summary>
    [Fact]
    public void Rent_MoreThanFitsBesideWhatFits_RefusesNoneThatFits()
    {
        var pool = new PlanePool(1000, TimeSpan.FromMilliseconds(1));
        using Plane<byte> held = pool.Rent<byte>(100, 5);
        int refused = 0;
        Parallel.For(0, 20_000, turn =>
        {
            try
            {
                if (turn % 2 == 0)
                {
                    pool.Rent<byte>(100, 11).Dispose();
                }
                else
                {
                    pool.Rent<byte>(100, 1).Dispose();
                }
            }
            catch (PlanePoolExhaustedException)
            {
                Interlocked.Add(ref refused, turn % 2);
            }
        });

        Assert.Equal(0, refused);
        Assert.Equal(500, pool.BytesOutstanding);
    }

    [Fact]
    public void Rent_IdleBuffersOfOtherSizesInTheWay_GivesThemUp()
    {
        var pool = new PlanePool(1000);
        pool.Rent<byte>(100, 9).Dispose();

        using Plane<byte> other = pool.Rent<byte>(100, 5);

        Assert.Equal(500, pool.BytesOutstanding);
    }

    [Fact]
    public void Dispose_Twice_ReturnsOnce()
    {
        var pool = new PlanePool(1000);
        Plane<byte> plane = pool.Rent<byte>(10, 10);

        plane.Dispose();
        plane.Dispose();

        Assert.Equal(0, pool.BytesOutstanding);
        Assert.Throws<ObjectDisposedException>(() => plane.Pixels.Length);
    }
}
