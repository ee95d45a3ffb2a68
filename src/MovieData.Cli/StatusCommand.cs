using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Buckets;
using MovieData.Clusters;
using MovieData.Ledger;
using MovieData.Runs;

namespace MovieData.Cli;

/// <summary><c>status</c>: how far a dataset is.</summary>
internal static class StatusCommand
{
    /// <summary>Pause of <c>--watch</c>.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR")
        {
            Description = "Output folder of plan or extract, or s3://bucket/prefix",
        };
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout" };
        var watch = new Option<bool>("--watch")
        {
            Description = "Again every 10 s, until nothing is pending or Ctrl-C ends it",
        };
        var slurm = new Option<bool>("--slurm")
        {
            Description = "Also Slurm's queue: tasks that run, wait or are held, segments that no task will make, and "
                + "the command that mends each",
        };
        var command = new Command(
            "status",
            """
            Done and left, yield, rejections by rule, failures, rate, time left

            Examples:
              movie-data status data
              movie-data status data --watch
              movie-data status s3://bucket/data
              movie-data status /shared/data --slurm
            """) { dir, json, watch, slurm };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && (result.GetValue(watch) || result.GetValue(slurm)))
            {
                result.AddError("--json is one document of the ledger: without --watch and --slurm");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            // What was just submitted has no plan yet, and is no mistake.
            OutputFolder folder = DatasetPlace.Open(parsed.GetRequiredValue(dir), BucketUse.Read);
            if (Submission.ReadAll(folder).Count == 0)
            {
                RequireDataset(folder, parsed.GetRequiredValue(dir));
            }

            bool isGoing = Tell(terminal, folder, parsed.GetValue(json), parsed.GetValue(slurm));
            while (parsed.GetValue(watch) && isGoing)
            {
                await Task.Delay(Pause, cancel).ConfigureAwait(false);
                terminal.Output.WriteLine();
                isGoing = Tell(terminal, folder, isJson: false, parsed.GetValue(slurm));
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Whether there will be more to tell.</summary>
    /// <param name="status">What is there.</param>
    /// <param name="isSubmitted">Jobs of a cluster were submitted for the folder.</param>
    /// <param name="tasks">Tasks seen in the cluster's queue; null where it was not asked.</param>
    /// <param name="events">What the tasks themselves wrote down.</param>
    internal static bool IsGoing(StatusReport status, bool isSubmitted, int? tasks, TaskEvents events) =>
        status.Pending > 0 || tasks > 0
        || (isSubmitted && status.Planned == 0 && tasks is null && (events.Started == 0 || events.Going > 0));

    // Returns whether there will be more to tell.
    private static bool Tell(Terminal terminal, OutputFolder folder, bool isJson, bool withSlurm)
    {
        var state = DatasetState.Of(folder);
        StatusReport status = state.Status;
        ExtractionRate? rate = ExtractionRate.Of(folder, TimeProvider.System.GetUtcNow());
        if (isJson)
        {
            JsonObject report = status.ToJson();
            report["processes"] = rate?.Processes ?? 0;
            report["samples_per_second"] = rate?.SamplesPerSecond;
            report["seconds_left"] = rate?.SecondsLeft(status.Pending);
            report["files_missing"] = state.MissingFiles.Count;
            JsonOutput.Write(terminal, report);
            return false;
        }

        Print(terminal.Output, folder, status);
        if (state.MissingFiles.Count + state.Unplanned.Count > 0)
        {
            terminal.Output.WriteLine($"  {state.MissingWords}: run movie-data verify {folder.Root}");
        }

        if (rate is not null)
        {
            Print(terminal.Output, rate, status.Pending);
        }

        IReadOnlyList<Submission> submissions = Submission.ReadAll(folder);
        IReadOnlyList<IReadOnlyList<string>> events =
            submissions.Count > 0 ? TaskEvents.Read(Submission.Home(folder)) : [];
        int? tasks = withSlurm ? PrintQueue(terminal.Output, folder, submissions, state.Pending, events) : null;
        return IsGoing(status, submissions.Count > 0, tasks, TaskEvents.Of(events));
    }

    // Returns how many tasks are in the queue.
    private static int PrintQueue(
        TextWriter output,
        OutputFolder folder,
        IReadOnlyList<Submission> submissions,
        IReadOnlyList<PlannedSegment> left,
        IReadOnlyList<IReadOnlyList<string>> events)
    {
        var report = QueueReport.Of(
            submissions, QueuedTask.Parse(new SlurmCommands().Queue()), left, Submission.Home(folder));
        foreach (string line in (IEnumerable<string>)
            [.. report.Lines(), .. NodeEvents.Of(events).Lines(), $"  {TaskEvents.Of(events).Words}"])
        {
            output.WriteLine(line);
        }

        return report.Tasks.Count;
    }

    /// <summary>The folder, which must be a dataset.</summary>
    /// <exception cref="LedgerException">Nothing was planned or extracted there.</exception>
    public static OutputFolder Existing(string path, BucketUse use = BucketUse.Read)
    {
        OutputFolder folder = DatasetPlace.Open(path, use);
        RequireDataset(folder, path);
        return folder;
    }

    private static void RequireDataset(OutputFolder folder, string path)
    {
        RunManifest.RequireNotLost(folder);
        if (!folder.Store.Exists(folder.Manifest) && FilmRecord.PlannedFilms(folder).Count == 0)
        {
            throw new LedgerException(
                $"{path}: no dataset here (manifest.json is missing); give the --out of extract");
        }
    }

    /// <summary>Says what a dataset lacks, for commands that show what is there; nothing is written.</summary>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="folder">The dataset.</param>
    /// <returns>What was seen.</returns>
    public static DatasetState WarnOfMissing(Terminal terminal, OutputFolder folder)
    {
        var state = DatasetState.Of(folder, keeps: false);
        if (state.MissingWords is { } missing)
        {
            terminal.Say($"warning: {folder.Root}: {missing}");
        }

        return state;
    }

    /// <summary>Says what a dataset lacks to a command that needs all of it, unless it may do with what is there;
    /// nothing is written.</summary>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="folder">The dataset.</param>
    /// <param name="isPartial">What is there will do (<c>--partial</c>).</param>
    /// <param name="does">What the command does with it, as in "exports".</param>
    /// <returns>True where the command may go on.</returns>
    public static bool IsEnough(Terminal terminal, OutputFolder folder, bool isPartial, string does)
    {
        if (DatasetState.Of(folder, keeps: false).MissingWords is not { } missing)
        {
            return true;
        }

        terminal.Say(isPartial
            ? $"warning: {folder.Root}: {missing}"
            : $"movie-data: {folder.Root}: {missing}: finish the extract or the copy; --partial {does} what is there");
        return isPartial;
    }

    /// <summary>The report in a few lines.</summary>
    public static void Print(TextWriter output, OutputFolder folder, StatusReport status)
    {
        long measured = status.Planned - status.Pending - status.Failed;
        string yield = measured == 0 ? "" : $" ({100.0 * status.Kept / measured:F0} % of those measured)";
        output.WriteLine(
            $"{folder.Root}: {status.SegmentsDone} of {status.SegmentsTotal} segments done, "
            + $"{status.SegmentsFailed} failed, {status.Bytes / 1e6:F1} MB");
        output.WriteLine(
            $"  planned {status.Planned}  kept {status.Kept}{yield}  failed {status.Failed}  pending {status.Pending}");
        foreach ((string rule, long count) in status.Rejected)
        {
            output.WriteLine($"  rejected by {rule}: {count}");
        }
    }

    private static void Print(TextWriter output, ExtractionRate rate, long pending)
    {
        string who = rate.Processes switch
        {
            0 => "nothing runs now; the last process made",
            1 => "one process is at work:",
            var many => $"{many} processes are at work:",
        };
        string left = pending == 0 ? "" : $", {Duration.Of(rate.SecondsLeft(pending))} "
            + (rate.Processes == 0 ? "for what is pending" : "left");
        output.WriteLine($"  {who} {rate.SamplesPerSecond:F2} samples/s{left}");
    }
}
