using System.CommandLine;
using MovieData.Buckets;
using MovieData.Clusters;
using MovieData.Imaging.Messages;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Runs;

namespace MovieData.Cli;

/// <summary><c>submit slurm</c>: the extraction as jobs of a cluster that is there.</summary>
internal sealed class SubmitCommand
{
    private readonly Terminal _terminal;
    private readonly Command _command;
    private readonly SourceFlags _sources;
    private readonly SlurmFlags _slurm = new();
    private readonly Option<string> _pipeline = PipelineFlags.Pipeline(required: true);
    private readonly Option<string> _out = RunFlags.Out();
    private readonly Option<string?> _models = DeviceFlags.Models();
    private readonly Option<int?> _tasks = ValueFlags.Integer(
        "--tasks",
        $"Parts of the extract job (default: {TaskFlags.TasksDefault}, or fewer where fewer segments are left); 20 for "
            + "each GPU even out slow nodes; may be another number each time",
        1,
        1_000_000);

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Print the scripts and submit nothing; needs no Slurm",
    };

    private readonly Option<bool> _left = new("--left")
    {
        Description = "Say what is left and submit nothing; exit code 1 if anything is (what the last job asks)",
    };

    private readonly Option<bool> _sweep = new("--sweep")
    {
        Description = "With --left: remove what killed tasks left behind, which they leave to the last job",
        Hidden = true,
    };

    // Flags that go on to extract alone, and those that go on to plan as well.
    private readonly Option[] _ofExtract = TaskFlags.OfExtract();
    private readonly Option[] _ofBoth;

    private SubmitCommand(Terminal terminal)
    {
        _terminal = terminal;
        _command = new Command(
            "slurm",
            """
            Dependent jobs: films are planned (an array over films), segments extracted (an array, requeued when it is
            preempted or meets its time limit), the dataset verified and audited. Run it again to submit what is left

            Examples:
              movie-data submit slurm films.yaml --pipeline pipelines/midas-3d-movies.yaml --out data --gpus 1
              movie-data submit slurm films.yaml --pipeline F --out data --throttle 20 --sbatch="--qos=low"
              movie-data submit slurm films.yaml --pipeline F --out data --dry-run
            """);
        _sources = SourceFlags.AddTo(_command);
        _sources.AddNamed(_command);
        Option[] ofSources = [.. _command.Options];
        (Option<string?> stage, Option<int?> stageMax) = (RunFlags.StageDir(), RunFlags.StageMax());
        _ofBoth =
        [
            .. ofSources, _pipeline, _out, RunFlags.List(), PipelineFlags.SplitOption(), _models, stage, stageMax,
        ];
        foreach (Option option in (Option[])
            [.. _ofBoth.Except(ofSources), .. _ofExtract, _tasks, .. _slurm.All, _dryRun, _left, _sweep])
        {
            _command.Options.Add(option);
        }

        ValueFlags.OnlyWith(_command, stageMax, stage);
        ValueFlags.OnlyWith(_command, _sweep, _left);
        _command.SetAction(Run);
    }

    /// <summary>The command <c>submit</c>.</summary>
    public static Command Create(Terminal terminal) =>
        new("submit", "The extraction as jobs of a cluster that is there: Slurm, Kubernetes")
        {
            new SubmitCommand(terminal)._command,
            KubernetesCommand.Create(terminal),
        };

    private int Run(ParseResult parsed)
    {
        bool isDry = parsed.GetValue(_dryRun);
        bool onlyTells = isDry || parsed.GetValue(_left);
        OutputFolder folder = DatasetPlace.Open(
            parsed.GetRequiredValue(_out), onlyTells ? BucketUse.Read : BucketUse.Write);
        IReadOnlyList<SourceArgument> sources = _sources.Resolve(parsed);
        LeftWork left = LeftWork.Of(folder, sources.Select(source => source.Id), keeps: false);
        if (parsed.GetValue(_left))
        {
            return TellLeft(folder, left, parsed.GetValue(_sweep));
        }

        RequireOurs(parsed, folder);
        if (!isDry)
        {
            DateTime disk = PathFlags.RequireWritable(_out.Name, folder.Store.Beside);
            SharedClock.Require(folder.Store.Beside, DateTime.UtcNow, disk);
        }

        if (left.IsNothing)
        {
            _terminal.Output.WriteLine(
                $"{left.Words}; nothing is submitted (movie-data verify and audit look at what is there)");
            return ExitCode.Done;
        }

        var slurm = new SlurmCommands();
        string deal = $"deal-{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{Guid.NewGuid():N}.json";
        SlurmRequest request = _slurm.Read(parsed);
        var script = new SlurmScript(request, ProgramWords(), Environment.CurrentDirectory, Submission.Home(folder))
        {
            NodeCheck = ["doctor", "--node", .. TaskFlags.Words(parsed, [_out])],
            NodeCheckOfExtract = TaskFlags.Words(parsed, _ofExtract.Where(option => option.Name == "--device")),
        };
        SubmissionDraft draft = SlurmSubmission.Draft(
            folder,
            left,
            parsed.GetValue(_tasks) ?? TaskFlags.TasksDefault,
            isDry ? SlurmSubmission.MaxArraySizeAssumed : slurm.MaxArraySize(),
            script,
            request,
            WordsOf(parsed, Path.Combine(Submission.Home(folder), deal)));
        if (isDry)
        {
            Print(draft.Jobs);
            return ExitCode.Done;
        }

        _terminal.Say(left.Words);
        WarnOfEarlier(folder, slurm);
        Submission sent = SlurmSubmission.Send(folder, draft, deal, slurm);
        foreach (SubmittedJob job in sent.Jobs)
        {
            _terminal.Output.WriteLine($"{job.Kind} {job.Id}");
        }

        return ExitCode.Done;
    }

    // What is left is told all the same where leftovers cannot be removed.
    private int TellLeft(OutputFolder folder, LeftWork left, bool sweeps)
    {
        _terminal.Output.WriteLine(left.Words);
        try
        {
            if (sweeps)
            {
                new RunLedger(folder).SweepTemporaryFiles();
            }
        }
        catch (LedgerException refused)
        {
            _terminal.Say($"warning: temporary files of killed tasks stay: {refused.Message}");
        }

        return left.IsNothing ? ExitCode.Done : ExitCode.SomeFailed;
    }

    // Twice the work is no harm to the data: the ledger takes what comes first.
    private void WarnOfEarlier(OutputFolder folder, SlurmCommands slurm)
    {
        var earlier = QueueReport.Of(Submission.ReadAll(folder), QueuedTask.Parse(slurm.Queue()), [], "");
        if (earlier.Tasks.Count > 0)
        {
            _terminal.Say("warning: still in the queue from earlier submissions: "
                + $"{Counted.Of(earlier.Tasks.Count, "task")} that may do the same work: to avoid that, scancel "
                + string.Join(' ', earlier.Tasks.Select(task => task.Job).Distinct()));
        }
    }

    // A folder of another pipeline is refused now, not by every task of an array.
    private void RequireOurs(ParseResult parsed, OutputFolder folder)
    {
        Pipeline pipeline = PipelineFlags.Read(parsed, _pipeline);
        ModelCatalogue.Read(parsed.GetValue(_models));
        DatasetRun.RequirePipeline(folder, pipeline);
    }

    private void Print(IReadOnlyList<JobDraft> jobs)
    {
        _terminal.Output.WriteLine(
            $"# Nothing is submitted. MaxArraySize {SlurmSubmission.MaxArraySizeAssumed} is assumed; a real run asks "
            + "the cluster.");
        foreach ((int place, JobDraft job) in jobs.Index())
        {
            string[] before =
                [.. jobs.Index().Where(other => other.Item.Kind == job.After).Select(other => $"JOB{other.Index + 1}")];
            string command = ShellWord.Join([.. SlurmSubmission.Dependency(before), .. job.Options]);
            _terminal.Output.WriteLine(
                $"\n# ==== JOB{place + 1} of {jobs.Count}: {job.Kind}: sbatch --parsable {command} <<'SCRIPT'");
            _terminal.Output.WriteLine(job.Script + "# ==== SCRIPT");
        }
    }

    private JobWords WordsOf(ParseResult parsed, string deal)
    {
        string[] both = TaskFlags.Words(parsed, _ofBoth);
        string[] sources = TaskFlags.Sources(parsed);
        return new JobWords(
            ["plan", .. both],
            [
                "extract", "--planned-only", $"--deal={deal}", .. both, .. TaskFlags.Words(parsed, _ofExtract),
            ],
            ["submit", "slurm", "--left", _sweep.Name, .. both, "--", .. sources],
            sources);
    }

    // The program itself, or the runtime and the library of a build that has no program.
    private static string[] ProgramWords()
    {
        string name = Path.GetFileNameWithoutExtension(typeof(SubmitCommand).Assembly.Location);
        string own = Path.Combine(AppContext.BaseDirectory, name.Length > 0 ? name : "movie-data");
        return File.Exists(own) ? [own]
            : File.Exists($"{own}.dll") ? ["dotnet", $"{own}.dll"]
            : [Environment.ProcessPath ?? "movie-data"];
    }
}
