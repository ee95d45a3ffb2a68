using MovieData.Ledger;

namespace MovieData.Clusters;

/// <summary>A job before it is sent.</summary>
/// <param name="Kind"><c>plan</c>, <c>extract</c> or <c>finalise</c>.</param>
/// <param name="Offset">Of its array (<see cref="ArrayJob"/>); 0 where it is none.</param>
/// <param name="Script">Its script.</param>
/// <param name="Options">Words for <c>sbatch</c> that hold names of files, or are the user's.</param>
/// <param name="After">Kind of the jobs that must have ended before, well or not; null: none.</param>
public sealed record JobDraft(
    string Kind, int Offset, string Script, IReadOnlyList<string> Options, string? After);

/// <summary>All jobs of a submission before they are sent.</summary>
/// <param name="Parts">Of the extract job.</param>
/// <param name="Deal">What each part has; null: films are planned first, and the first task deals.</param>
/// <param name="Jobs">The jobs, in order.</param>
public sealed record SubmissionDraft(int Parts, Deal? Deal, IReadOnlyList<JobDraft> Jobs);

/// <summary>The command lines that the jobs run, without <c>movie-data</c> and <c>--partition</c>.</summary>
/// <param name="Plan">Words of <c>plan</c>.</param>
/// <param name="Extract">Words of <c>extract</c>.</param>
/// <param name="Left">Words of the command that says what is left, its sources too.</param>
/// <param name="Sources">The SOURCE words of the first two.</param>
public sealed record JobWords(
    IReadOnlyList<string> Plan,
    IReadOnlyList<string> Extract,
    IReadOnlyList<string> Left,
    IReadOnlyList<string> Sources);

/// <summary>All jobs of one <c>submit slurm</c>: drafted from what is left, sent as a whole or not at all.</summary>
public static class SlurmSubmission
{
    /// <summary>Size of arrays that is assumed where no cluster is asked; Slurm's default.</summary>
    public const int MaxArraySizeAssumed = 1001;

    /// <summary>Drafts the jobs.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="left">What is left; not nothing.</param>
    /// <param name="tasks">Tasks wanted; fewer where all is planned and fewer segments are left.</param>
    /// <param name="maxArraySize">Of the cluster.</param>
    /// <param name="script">Writes the scripts.</param>
    /// <param name="request">What is asked of Slurm.</param>
    /// <param name="words">What the jobs run.</param>
    /// <exception cref="ClusterException">The cluster's arrays are too small, or the folder's name fits no log.
    /// </exception>
    public static SubmissionDraft Draft(
        OutputFolder folder,
        LeftWork left,
        int tasks,
        int maxArraySize,
        SlurmScript script,
        SlurmRequest request,
        JobWords words)
    {
        int parts = left.Unplanned.Count > 0 ? tasks : Math.Min(tasks, left.Pending.Count);
        IReadOnlyList<ArrayJob> plans = ArrayJob.Split(left.Unplanned, maxArraySize);
        Deal? deal = left.Unplanned.Count > 0 ? null : Deal.Of(left.Pending, parts);
        IReadOnlyList<ArrayJob> extracts = ArrayJob.Split(
            [.. deal?.Filled ?? Enumerable.Range(1, parts)], maxArraySize);
        const string Task = "%A_%a";
        JobDraft Job(string kind, int offset, string text, string name, string? after) =>
            new(kind, offset, text, [$"--output={LogName(folder, kind, name)}", .. request.Further], after);
        IReadOnlyList<JobDraft> jobs =
        [
            .. plans.Select(array => Job("plan", array.Offset, script.Array(
                "plan", array, plans.Count, left.Films.Count, words.Plan, words.Sources, goesOn: false), Task, null)),
            .. extracts.Select(array => Job("extract", array.Offset, script.Array(
                "extract", array, extracts.Count, parts, words.Extract, words.Sources, goesOn: true), Task, "plan")),
            Job("finalise", 0, script.Finalise(words.Left, folder.Root), "%j", "extract"),
        ];
        return new SubmissionDraft(parts, deal, jobs);
    }

    /// <summary>Sends all jobs and writes down what was sent; where one is refused, those before it are cancelled.
    /// </summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="draft">The jobs.</param>
    /// <param name="deal">Name of the file that says what each part of the extract job has.</param>
    /// <param name="slurm">Slurm's programs.</param>
    /// <exception cref="MovieDataException">Slurm refused one, or the disk did; nothing of it is left.</exception>
    public static Submission Send(
        OutputFolder folder, SubmissionDraft draft, string deal, SlurmCommands slurm)
    {
        Publication.MakeFolder(Submission.Home(folder));
        string dealPath = Path.Combine(Submission.Home(folder), deal);
        draft.Deal?.Write(dealPath);
        var sent = new List<SubmittedJob>();
        try
        {
            foreach (JobDraft job in draft.Jobs)
            {
                string[] before = [.. sent.Where(other => other.Kind == job.After).Select(other => other.Id)];
                string id = slurm.Submit(job.Script, [.. Dependency(before), .. job.Options]);
                sent.Add(new SubmittedJob(id, job.Kind, job.Offset));
            }

            var submission = new Submission(draft.Parts, sent) { Deal = deal };
            submission.Write(folder);
            return submission;
        }
        catch (Exception error)
        {
            Publication.TryDelete(dealPath);
            throw new ClusterException($"{error.Message} ({Withdraw(sent, slurm)})", error);
        }
    }

    /// <summary>The words for <c>sbatch</c> by which a job waits for others, whether they end well or not: with
    /// <c>afterok</c> one bad task of a thousand would keep it for ever.</summary>
    public static IReadOnlyList<string> Dependency(IReadOnlyList<string> jobs) =>
        jobs.Count == 0 ? [] : [$"--dependency=afterany:{string.Join(':', jobs)}"];

    private static string Withdraw(List<SubmittedJob> sent, SlurmCommands slurm)
    {
        string ids = string.Join(' ', sent.Select(job => job.Id));
        if (sent.Count == 0)
        {
            return "nothing was submitted";
        }

        try
        {
            slurm.Cancel(sent.Select(job => job.Id));
            return $"the jobs sent before it were cancelled: {ids}";
        }
        catch (ClusterException error)
        {
            return $"and the jobs before it could not be cancelled, {error.Message}: run scancel {ids}";
        }
    }

    // % begins a field of Slurm's in such names, and a backslash switches all fields off.
    private static string LogName(OutputFolder folder, string kind, string fields)
    {
        string home = Submission.Home(folder);
        return home.Any(c => c == '\\' || char.IsControl(c))
            ? throw new ClusterException(
                $"{folder.Root}: Slurm cannot name its logs in a folder whose name has a backslash or an end of line: "
                + "give another --out")
            : $"{home.Replace("%", "%%", StringComparison.Ordinal)}/{kind}-{fields}.out";
    }
}
