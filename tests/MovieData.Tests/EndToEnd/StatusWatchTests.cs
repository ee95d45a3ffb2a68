using MovieData.Cli;
using MovieData.Ledger;
using MovieData.Tests.Shards;

namespace MovieData.Tests.EndToEnd;

/// <summary>When <c>status --watch</c> has seen all there will be.</summary>
public sealed class StatusWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, false, 0, false)]
    [InlineData(1, 1, true, 0, false)]
    [InlineData(1, 1, false, 1, true)]
    [InlineData(1, 2, false, 0, true)]
    public void IsGoing_OfADataset_IsWhatIsPendingOrQueued(
        int made, int planned, bool isSubmitted, int tasks, bool expected)
    {
        OutputFolder folder = TestDataset.Make(_folder["data"], made);
        StatusReport status = StatusReport.Of(new RunLedger(folder), TestDataset.Planned(planned));

        Assert.Equal(expected, StatusCommand.IsGoing(status, isSubmitted, tasks));
    }

    /// <summary>Jobs that plan have not begun: nothing is planned, and nothing is done.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void IsGoing_WithoutAPlan_IsWhatWasSubmitted(bool isSubmitted, bool expected)
    {
        StatusReport status = StatusReport.Of(new RunLedger(new OutputFolder(_folder["data"])), []);

        Assert.Equal(expected, StatusCommand.IsGoing(status, isSubmitted, tasks: 0));
    }
}
