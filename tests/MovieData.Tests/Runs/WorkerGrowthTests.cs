using MovieData.Runs;
using MovieData.Staging;
using MovieData.Tests.Staging;

namespace MovieData.Tests.Runs;

/// <summary>Segments at once, by what the flow stage did with its time; the clock is moved by hand.</summary>
public sealed class WorkerGrowthTests
{
    private readonly ManualClock _clock = new();
    private readonly StageLoads _loads;

    public WorkerGrowthTests() => _loads = new StageLoads(_clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(94, 6, 2)]
    [InlineData(96, 4, 1)]
    [InlineData(0, 0, 1)]
    public async Task BeginAsync_FlowThatWaited_MayHaveOneMore(int busyS, int starvedS, int workers)
    {
        using var growth = new WorkerGrowth(1, 4, _loads);

        await SegmentAsync(growth, busyS, starvedS);

        Assert.Equal(workers, growth.Workers);
    }

    [Fact]
    public async Task BeginAsync_FlowThatWaitsAlways_StopsAtTheMost()
    {
        using var growth = new WorkerGrowth(1, 3, _loads);
        for (int segment = 0; segment < 5; segment++)
        {
            await SegmentAsync(growth, busyS: 1, starvedS: 9);
        }

        IDisposable[] places =
            [await growth.BeginAsync(Cancel), await growth.BeginAsync(Cancel), await growth.BeginAsync(Cancel)];
        Task<IDisposable> fourth = growth.BeginAsync(Cancel);

        Assert.Equal(3, growth.Workers);
        Assert.False(fourth.IsCompleted);
        places[0].Dispose();
        (await fourth).Dispose();
        places[1].Dispose();
        places[2].Dispose();
    }

    /// <summary>What was waited for before does not count again.</summary>
    [Fact]
    public async Task BeginAsync_FlowThatWaitsNoLonger_KeepsTheNumber()
    {
        using var growth = new WorkerGrowth(1, 4, _loads);
        await SegmentAsync(growth, busyS: 1, starvedS: 9);
        await SegmentAsync(growth, busyS: 10, starvedS: 0);
        await SegmentAsync(growth, busyS: 10, starvedS: 0);

        Assert.Equal(2, growth.Workers);
    }

    /// <summary>Nor does what the flow of an earlier run of this process waited for.</summary>
    [Fact]
    public async Task BeginAsync_RunAfterAnother_CountsItsOwnAlone()
    {
        using (var earlier = new WorkerGrowth(1, 1, _loads))
        {
            await SegmentAsync(earlier, busyS: 1, starvedS: 9);
        }

        using var growth = new WorkerGrowth(1, 4, _loads);
        await SegmentAsync(growth, busyS: 10, starvedS: 0);

        Assert.Equal(1, growth.Workers);
    }

    // A segment whose flow stage works and waits for so long.
    private async Task SegmentAsync(WorkerGrowth growth, int busyS, int starvedS)
    {
        using IDisposable place = await growth.BeginAsync(Cancel);
        StageLoad flow = _loads.Of("flow");
        flow.Begin();
        _clock.Move(busyS);
        flow.WaitsForInput();
        _clock.Move(starvedS);
        flow.HasInput();
        flow.End();
    }
}
