using MovieData.Cli;
using MovieData.Clusters;
using MovieData.Ledger;
using MovieData.Runs;
using MovieData.Tests.Shards;

namespace MovieData.Tests.EndToEnd;

/// <summary>When <c>status --watch</c> has seen all there will be.</summary>
public sealed class StatusWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, false, null, false)]
    [InlineData(1, 1, true, 0, false)]
    [InlineData(1, 1, false, 1, true)]
    [InlineData(1, 2, false, null, true)]
    public void IsGoing_OfADataset_IsWhatIsPendingOrQueued(
        int made, int planned, bool isSubmitted, int? tasks, bool expected)
    {
        var folder = new OutputFolder(_folder["data"]);
        TestDataset.Plan(folder, planned);
        for (int segment = 0; segment < made; segment++)
        {
            TestRows.Extract(folder, TestRows.Segment("film", segment, 8));
        }

        StatusReport status = DatasetState.Of(folder).Status;

        Assert.Equal(expected, StatusCommand.IsGoing(status, isSubmitted, tasks, Events()));
    }

    /// <summary>Jobs that plan have not begun, or are at it: nothing is planned, and nothing is done. Once all that
    /// began has ended, or the queue is empty, nothing will be.</summary>
    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, 1, true)]
    [InlineData(false, 0, true)]
    [InlineData(false, null, false)]
    [InlineData(true, null, true, "n started 0")]
    [InlineData(true, null, true, "n started 0\nt n bad_node")]
    [InlineData(false, null, false, "n started 0\nt n could_not_start 2")]
    [InlineData(false, null, false, "n started 0\nt n time_limit")]
    [InlineData(true, null, true, "n started 0\nt n failed 1\nt n started 1")]
    public void IsGoing_WithoutAPlan_IsWhatWasSubmittedAndHasNotEnded(
        bool expected, int? tasks, bool isSubmitted, string? task = null)
    {
        if (task is not null)
        {
            File.WriteAllText(_folder["plan-1_1.events"], $"t {task}\n");
        }

        StatusReport status = DatasetState.Of(new OutputFolder(_folder["data"])).Status;

        Assert.Equal(expected, StatusCommand.IsGoing(status, isSubmitted, tasks, Events()));
    }

    private TaskEvents Events() => TaskEvents.Of(TaskEvents.Read(_folder.Path));
}
