using MovieData.Imaging.Messages;
using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Clusters;

/// <summary>The ledger of a dataset joined with Slurm's queue.</summary>
/// <param name="Tasks">Tasks of this dataset that Slurm has not ended.</param>
/// <param name="Lost">Segments without an entry that no task will make.</param>
public sealed record QueueReport(IReadOnlyList<QueuedTask> Tasks, IReadOnlyList<PlannedSegment> Lost)
{
    /// <summary>Joins them.</summary>
    /// <param name="submissions">What was sent for the dataset.</param>
    /// <param name="tasks">Everything in the queue; tasks of other jobs are left out.</param>
    /// <param name="pending">Segments without an entry.</param>
    /// <param name="deals">Folder of the submissions' deals.</param>
    public static QueueReport Of(
        IReadOnlyList<Submission> submissions,
        IEnumerable<QueuedTask> tasks,
        IEnumerable<PlannedSegment> pending,
        string deals)
    {
        var jobs = submissions
            .SelectMany(submission => submission.Jobs.Select(job => (job.Id, Job: job, Of: submission)))
            .DistinctBy(pair => pair.Id)    // a cluster that was set up again counts from 1 again
            .ToDictionary(pair => pair.Id, pair => (pair.Job, pair.Of), StringComparer.Ordinal);
        QueuedTask[] ours = [.. tasks.Where(task => jobs.ContainsKey(task.Job))];

        // Parts that a task will still work on, by submission.
        var covered = ours.Where(task => jobs[task.Job].Job.Kind == "extract" && task.Index is not null)
            .GroupBy(task => jobs[task.Job].Of, task => jobs[task.Job].Job.Offset + task.Index!.Value)
            .Select(parts => Coverage(parts.Key, [.. parts], deals))
            .ToArray();
        PlannedSegment[] lost = [.. pending.Where(segment => !covered.Any(covers => covers(segment)))];
        return new QueueReport(ours, lost);
    }

    /// <summary>A few lines for a person: what runs, waits, is held and is lost, with the command that mends each.
    /// </summary>
    public IEnumerable<string> Lines()
    {
        int Count(QueueState state) => Tasks.Count(task => task.State == state);
        yield return $"slurm: {Counted.Of(Count(QueueState.Running), "task")} running, "
            + $"{Count(QueueState.Waiting)} waiting, {Count(QueueState.Held)} held; "
            + $"{Counted.Of(Lost.Count, "segment")} lost";
        foreach (IGrouping<string, QueuedTask> waiting in Grouped(QueueState.Waiting))
        {
            yield return $"  waiting ({waiting.Key}): {waiting.Count()}{Advice(waiting.Key)}";
        }

        foreach (IGrouping<string, QueuedTask> held in Grouped(QueueState.Held))
        {
            string names = string.Join(' ', held.Select(task => task.Name).Distinct());
            string mend = held.Key == "DependencyNeverSatisfied" ? "scancel" : "scontrol release";
            yield return $"  held ({held.Key}): {mend} {names}";
        }

        if (Lost.Count > 0)
        {
            yield return $"  lost: no task will make segment {Lost[0].Index} of {Lost[0].Film}"
                + (Lost.Count > 1 ? $" and {Lost.Count - 1} more" : "")
                + ": run the same movie-data submit slurm again, which sends what is left";
        }
    }

    // Whether a segment is of one of these parts. What is dealt once its films are planned will hold all of them.
    private static Predicate<PlannedSegment> Coverage(Submission submission, HashSet<int> parts, string deals)
    {
        if (submission.Deal is null)
        {
            return segment => parts.Contains(Partition.Of(segment.Film, segment.Index, submission.Parts));
        }

        string path = Path.Combine(deals, submission.Deal);
        if (!File.Exists(path))
        {
            return _ => true;
        }

        var deal = Deal.Read(path);
        HashSet<(string, int)> segments =
            [.. parts.Where(part => part <= deal.Parts.Count).SelectMany(part => deal.Of(part))];
        return segment => segments.Contains((segment.Film, segment.Index));
    }

    private IEnumerable<IGrouping<string, QueuedTask>> Grouped(QueueState state) =>
        Tasks.Where(task => task.State == state).GroupBy(task => task.Reason).OrderBy(group => group.Key);

    private static string Advice(string reason) => reason switch
    {
        "JobArrayTaskLimit" => " (by --throttle)",
        "Dependency" => " (for the jobs before)",
        "BeginTime" => " (requeued; a minute or two)",
        _ when reason.Contains("DOWN", StringComparison.Ordinal)
            || reason.Contains("NotAvail", StringComparison.Ordinal)
            => ": sinfo --list-reasons says what is wrong with the nodes",
        _ => "",
    };
}
