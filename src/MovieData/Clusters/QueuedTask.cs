using System.Globalization;

namespace MovieData.Clusters;

/// <summary>Where a task stands in Slurm's queue.</summary>
public enum QueueState
{
    /// <summary>At work, or about to be.</summary>
    Running,

    /// <summary>It will run by itself.</summary>
    Waiting,

    /// <summary>It waits for a person.</summary>
    Held,
}

/// <summary>One task that Slurm has not ended, as <c>squeue</c> shows it.</summary>
/// <param name="Job">Id of its job, or of the array it belongs to.</param>
/// <param name="Index">Its index in the array; null where it is no array's.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it waits, or <c>None</c>.</param>
public sealed record QueuedTask(string Job, int? Index, QueueState State, string Reason)
{
    /// <summary>What <c>squeue --format</c> must say for <see cref="Parse"/>.</summary>
    public const string Format = "%F|%K|%T|%r";

    private static readonly string[] EndedWords =
    [
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "REVOKED", "TIMEOUT",
    ];

    /// <summary>How the task is called on Slurm's command lines.</summary>
    public string Name => Index is { } index
        ? string.Create(CultureInfo.InvariantCulture, $"{Job}_{index}") : Job;

    /// <summary>Reads what <c>squeue</c> printed; tasks that have ended are left out.</summary>
    public static IReadOnlyList<QueuedTask> Parse(string queue)
    {
        var tasks = new List<QueuedTask>();
        const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (string line in queue.Split('\n', Trimmed))
        {
            string[] fields = line.Split('|', 4);
            if (fields.Length == 4 && !EndedWords.Contains(fields[2]))
            {
                int? index = int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    ? number : null;
                tasks.Add(new QueuedTask(fields[0], index, StateOf(fields[2], fields[3]), fields[3]));
            }
        }

        return tasks;
    }

    private static QueueState StateOf(string word, string reason)
    {
        bool isHeld = word is "SPECIAL_EXIT" or "REQUEUE_HOLD"
            || reason.Contains("held", StringComparison.OrdinalIgnoreCase)
            || reason is "DependencyNeverSatisfied";
        return isHeld ? QueueState.Held
            : word is "PENDING" or "REQUEUED" or "SUSPENDED" or "STOPPED" ? QueueState.Waiting
            : QueueState.Running;
    }
}
