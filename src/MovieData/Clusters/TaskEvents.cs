namespace MovieData.Clusters;

/// <summary>
/// How the tasks of all submissions of a dataset went, from the files that their scripts wrote; preemptions and time
/// limits are no failures.
/// </summary>
/// <param name="Started">Starts, all of them.</param>
/// <param name="TimeLimits">Tasks that met their time limit, each time.</param>
/// <param name="TakenAway">Starts after a preemption or the loss of a node.</param>
/// <param name="Failed">Tasks that ended with failed segments.</param>
/// <param name="CouldNotStart">Tasks that ended with exit code 2: a new try would end alike.</param>
/// <param name="Crashed">Tasks that ended by a signal nobody sent (out of memory), or unknown exit codes.</param>
/// <param name="Going">Tasks that run, or go to another node, as far as their last word tells.</param>
public sealed record TaskEvents(
    int Started, int TimeLimits, int TakenAway, int Failed, int CouldNotStart, int Crashed, int Going)
{
    /// <summary>Ending of the files' names.</summary>
    public const string Suffix = ".events";

    /// <summary>The lines of every task's file, in a folder that may be absent.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, $"*{Suffix}").Select(File.ReadAllLines)] : [];

    /// <summary>Counts the events of all tasks, as <see cref="Read"/> gives them.</summary>
    public static TaskEvents Of(IEnumerable<IReadOnlyList<string>> tasks)
    {
        var sum = new TaskEvents(0, 0, 0, 0, 0, 0, 0);
        foreach (IReadOnlyList<string> lines in tasks)
        {
            string? last = null;
            foreach (string line in lines)
            {
                string[] fields = line.Split(' ');
                string word = fields.Length > 2 ? fields[2] : "";
                sum = sum.With(word, isFirst: last is null, isAsked: last is "time_limit" or "bad_node");
                last = word;
            }

            sum = sum with { Going = sum.Going + (last is "started" or "clock" or "bad_node" ? 1 : 0) };
        }

        return sum;
    }

    /// <summary>In one line.</summary>
    public string Words => $"{Started} starts of tasks: {TakenAway} after a preemption or a lost node, {TimeLimits} "
        + $"met their time limit, {Failed} ended with failed segments, {CouldNotStart} could not start, "
        + $"{Crashed} crashed";

    private TaskEvents With(string word, bool isFirst, bool isAsked) => word switch
    {
        "started" => this with
        {
            Started = Started + 1,
            TakenAway = TakenAway + (isFirst || isAsked ? 0 : 1),
        },
        "time_limit" => this with { TimeLimits = TimeLimits + 1 },
        "failed" => this with { Failed = Failed + 1 },
        "could_not_start" => this with { CouldNotStart = CouldNotStart + 1 },
        "crashed" => this with { Crashed = Crashed + 1 },
        _ => this,
    };
}
