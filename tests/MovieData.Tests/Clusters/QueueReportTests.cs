using MovieData.Clusters;
using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Tests.Clusters;

public sealed class QueueReportTests : IDisposable
{
    private const string Queue = """
        12|1|RUNNING|None
        12|2|PENDING|JobArrayTaskLimit
        12|3|PENDING|launch failed requeued held
        13|N/A|PENDING|Dependency
        12|4|COMPLETED|None
        99|1|RUNNING|None

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parse_TasksOfAQueue_AreThoseThatHaveNotEnded() => Assert.Equal(
        ["12_1 Running", "12_2 Waiting", "12_3 Held", "13 Waiting", "99_1 Running"],
        QueuedTask.Parse(Queue).Select(task => $"{task.Name} {task.State}"));

    /// <summary>A segment is lost when no task that is still there has its part.</summary>
    [Fact]
    public void Of_SegmentWhoseTaskEnded_IsLost()
    {
        const int Parts = 5;
        PlannedSegment[] pending =
            [.. Enumerable.Range(0, Parts).Select(index => new PlannedSegment("film", index, 4))];
        Submission[] sent = [new(Parts, [new("12", "extract", 1), new("13", "finalise", 0)])];

        var report = QueueReport.Of(sent, QueuedTask.Parse(Queue), pending, _folder.Path);

        Assert.Equal(["12_1", "12_2", "12_3", "13"], report.Tasks.Select(task => task.Name));
        Assert.Equal([1, 5], report.Lost.Select(segment => Partition.Of(segment.Film, segment.Index, Parts)).Order());
        string[] lines = [.. report.Lines()];
        Assert.Equal("slurm: 1 task running, 2 waiting, 1 held; 2 segments lost", lines[0]);
        Assert.Contains("  held (launch failed requeued held): scontrol release 12_3", lines);
        Assert.Contains("submit slurm again", lines[^1], StringComparison.Ordinal);
    }

    /// <summary>Where segments were dealt, the deal says which part has one; before it is made, it will hold all.
    /// </summary>
    [Fact]
    public void Of_SegmentsThatWereDealt_AreLostByTheDeal()
    {
        PlannedSegment[] pending =
            [.. Enumerable.Range(0, 5).Select(index => new PlannedSegment("film", index, 4))];
        Submission[] sent = [new(5, [new("12", "extract", 1)]) { Deal = "deal.json" }];
        IReadOnlyList<QueuedTask> tasks = QueuedTask.Parse(Queue);

        Assert.Empty(QueueReport.Of(sent, tasks, pending, _folder.Path).Lost);
        Deal.ReadOrMake(_folder["deal.json"], 5, () => pending);
        Assert.Equal([0, 4], QueueReport.Of(sent, tasks, pending, _folder.Path).Lost.Select(lost => lost.Index));
    }

    [Fact]
    public void Of_EventsOfTasks_CountPreemptionsAndTimeLimitsApartFromFailures()
    {
        File.WriteAllLines(
            _folder["extract-1_1.events"], ["t n1 started 0", "t n1 time_limit", "t n2 started 1", "t n2 done"]);
        File.WriteAllLines(_folder["extract-1_2.events"], ["t n1 started 0", "t n2 started 1", "t n2 failed 1"]);
        File.WriteAllLines(_folder["plan-1_2.events"], ["t n1 started 0", "t n1 could_not_start 2"]);
        File.WriteAllLines(
            _folder["extract-1_3.events"],
            ["t n3 started 0", "t n3 clock -3600", "t n3 bad_node", "t n1 started 1", "t n1 done"]);

        IReadOnlyList<IReadOnlyList<string>> tasks = TaskEvents.Read(_folder.Path);
        Assert.Equal(new TaskEvents(7, 1, 1, 1, 1, 0, Going: 0), TaskEvents.Of(tasks));
        var nodes = NodeEvents.Of(tasks);
        Assert.Equal([("n3", 1)], nodes.Bad.Select(node => (node.Key, node.Value)));
        Assert.Equal([("n3", -3600L)], nodes.Clocks.Select(node => (node.Key, node.Value)));
        Assert.Contains("3600 s behind", nodes.Lines().Last(), StringComparison.Ordinal);
    }
}
