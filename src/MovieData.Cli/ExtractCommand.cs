using System.CommandLine;
using System.Globalization;
using MovieData.Clusters;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Runs;

namespace MovieData.Cli;

/// <summary><c>extract</c> and <c>plan</c>: films in, dataset out; the same command again resumes.</summary>
internal sealed class ExtractCommand
{
    private const string NothingToDo = "this partition has nothing to do";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Terminal _terminal;
    private readonly Command _command;
    private readonly SourceFlags _sources;
    private readonly Option<string> _pipeline = PipelineFlags.Pipeline(required: true);
    private readonly Option<string> _out = RunFlags.Out();
    private readonly Option<string?> _frameList = RunFlags.List();
    private readonly Option<string> _split = PipelineFlags.SplitOption();
    private readonly Option<string?> _models = DeviceFlags.Models();
    private readonly Option<string> _device = DeviceFlags.Device();
    private readonly Option<bool> _allowPlatform = RunFlags.AllowPlatform();
    private readonly Option<int?> _flowPairs = DeviceFlags.FlowPairs();
    private readonly Option<int?> _workers = RunFlags.Workers();
    private readonly Option<int?> _memory = RunFlags.Memory();
    private readonly Option<int?> _gpuMemory = DeviceFlags.GpuMemory();
    private readonly Option<string> _decoder = DeviceFlags.Decoder();
    private readonly Option<int?> _limit =
        ValueFlags.Integer("--limit", "At most N segments in this run; the folder stays unfinished", 1, int.MaxValue);

    private readonly Option<string> _partition = new("--partition")
    {
        Description = "This run's part, from 1/N to N/N: of the segments (extract), of the films (plan); any mix of "
            + "partitions makes one dataset",
        HelpName = "I/N",
        DefaultValueFactory = _ => "1/1",
    };

    private readonly Option<bool> _plannedOnly = new("--planned-only")
    {
        Description = "Look at no film but those that are planned and of which this partition has something to do; "
            + "segments that failed elsewhere are nobody's fault here (what the tasks of a cluster do)",
    };

    private readonly Option<int?> _patience = RunFlags.Patience(minutes: null);

    private readonly Option<string?> _deal = new("--deal")
    {
        Description = "With --planned-only: parts are those of FILE, which the first task writes (what submit gives)",
        HelpName = "FILE",
    };

    private readonly Option<string?> _stage = RunFlags.StageDir();
    private readonly Option<int?> _stageMax = RunFlags.StageMax();
    private readonly Option<string?> _metrics = MetricsFlag.Create();
    private readonly bool _extracts;
    private OutputFolder? _folder;

    private ExtractCommand(Terminal terminal, string name, string description, bool extracts)
    {
        _terminal = terminal;
        _extracts = extracts;
        _command = new Command(name, description);
        _sources = SourceFlags.AddTo(_command);
        _sources.AddNamed(_command);
        Option[] shared =
        [
            _pipeline, _out, _frameList, _split, _models, _device, _flowPairs, _allowPlatform, _partition, _stage,
            _stageMax,
        ];
        ValueFlags.OnlyWith(_command, _stageMax, _stage);
        foreach (Option option in shared)
        {
            _command.Options.Add(option);
        }

        // Plans are made on the CPU and bind no platform; the words stay allowed, for scripts that have them.
        foreach (Option option in (Option[])[_device, _flowPairs, _allowPlatform])
        {
            option.Hidden = !extracts;
        }

        if (extracts)
        {
            Option[] own = [_workers, _limit, _memory, _gpuMemory, _decoder, _plannedOnly, _patience, _deal, _metrics];
            Array.ForEach(own, _command.Options.Add);
            ValueFlags.OnlyWith(_command, _patience, _plannedOnly);
            ValueFlags.OnlyWith(_command, _deal, _plannedOnly);
        }
    }

    /// <summary>The command <c>extract</c>.</summary>
    public static Command Create(Terminal terminal)
    {
        var extract = new ExtractCommand(
            terminal,
            "extract",
            """
            Films in, dataset out: plans what is not planned, extracts what is not extracted; run it again to resume

            Examples:
              movie-data extract --pipeline pipelines/midas-3d-movies.yaml --out data hugo.mkv
              movie-data extract --pipeline pipelines/midas-3d-movies.yaml --out data films.yaml --partition 2/8
              movie-data extract --pipeline F --out s3://bucket/data hugo.mkv
              movie-data extract --pipeline F --out data --layout sbs-half --view-order left-first clip.mp4
              movie-data extract --pipeline F --out data --frame-list train.txt --film exodus=exodus.mkv
              movie-data extract --pipeline F --out data films.yaml --stage-dir /scratch --stage-gb-max 500
              movie-data extract --pipeline F --out data films.yaml --metrics :9464
              movie-data extract --pipeline F --out data hugo.mkv --device cuda --decoder cuda
            """,
            extracts: true);
        extract._command.SetAction(extract.ExtractAsync);
        return extract._command;
    }

    /// <summary>The command <c>plan</c>.</summary>
    public static Command CreatePlan(Terminal terminal)
    {
        var plan = new ExtractCommand(
            terminal,
            "plan",
            """
            Probe, scan and sample plan of every film into the output folder; nothing is extracted. It needs no GPU: a
            machine of another kind may extract afterwards

            Example:
              movie-data plan --pipeline pipelines/midas-3d-movies.yaml --out data films.yaml
            """,
            extracts: false);
        plan._command.SetAction(plan.PlanAsync);
        return plan._command;
    }

    private async Task<int> ExtractAsync(ParseResult parsed, CancellationToken cancel)
    {
        OutputFolder folder = FolderOf(parsed);
        var progress = new RunProgress();
        await using var metrics = MetricsDisplay.Begin(_terminal, parsed.GetValue(_metrics), progress);
        if (parsed.GetValue(_plannedOnly))
        {
            return parsed.GetValue(_deal) is { } deal
                ? await ExtractDealtAsync(parsed, deal, progress, cancel).ConfigureAwait(false)
                : await ExtractPlannedAsync(parsed, progress, cancel).ConfigureAwait(false);
        }

        using OpenedRun opened = OpenLater(parsed, progress);
        await ExtractAsync(parsed, _sources.Resolve(parsed), opened, progress, cancel).ConfigureAwait(false);
        StatusReport status = DatasetRun.Status(folder);
        StatusCommand.Print(_terminal.Error, folder, status);
        return status.SegmentsFailed > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    // A cluster's task: each film as soon as it has its plan, until all have one or the patience ends.
    private async Task<int> ExtractPlannedAsync(ParseResult parsed, RunProgress progress, CancellationToken cancel)
    {
        var patience = TimeSpan.FromMinutes(parsed.GetValue(_patience) ?? 0);
        IReadOnlyList<SourceArgument> sources = _sources.Resolve(parsed);
        (int index, int count) = Partition(parsed.GetValue(_partition) ?? "1/1");
        var awaited = new AwaitedPlans(FolderOf(parsed), sources.Select(source => source.Id));
        using OpenedRun opened = OpenLater(parsed, progress);
        (int failed, bool isAny) = (0, false);
        async Task<int> ExtractNewAsync()
        {
            // No film is looked at that is not planned, or has nothing left for this partition: ten thousand films cost
            // a task what its own films cost.
            HashSet<string> films =
            [
                .. awaited.Look().Where(segment => Plan.Partition.Of(segment.Film, segment.Index, count) == index)
                    .Select(segment => segment.Film),
            ];
            if (films.Count > 0)
            {
                isAny = true;
                failed += await ExtractAsync(
                    parsed, [.. sources.Where(source => films.Contains(source.Id))], opened, progress, cancel)
                    .ConfigureAwait(false);
            }

            return awaited.Unplanned;
        }

        void TellWaiting(int left)
        {
            if (left > 0 && patience > TimeSpan.Zero)
            {
                _terminal.Say($"waiting for the plans of {left} of {sources.Count} films, {patience.TotalMinutes} min "
                    + "after the last that comes");
            }
        }

        int unplanned = await Waiting.UntilAsync(
            ExtractNewAsync, left => left == 0, TellWaiting, patience, LookEvery, cancel).ConfigureAwait(false);
        if (unplanned > 0)
        {
            _terminal.Say($"warning: {unplanned} of {sources.Count} films have no plan and are left out");
        }

        if (!isAny)
        {
            _terminal.Say(NothingToDo);
        }

        return failed > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    // A cluster's task whose segments were dealt when it was sent, or are by the first of them. No other film is looked
    // at, and of the whole dataset nothing, so that a task of ten thousand pays for its own work.
    private async Task<int> ExtractDealtAsync(
        ParseResult parsed, string file, RunProgress progress, CancellationToken cancel)
    {
        (int index, int count) = Partition(parsed.GetValue(_partition) ?? "1/1");
        IReadOnlyList<SourceArgument> sources = _sources.Resolve(parsed);
        var ledger = new RunLedger(FolderOf(parsed));
        var deal = Deal.ReadOrMake(file, count, () =>
        {
            LeftWork left = LeftOf(parsed, sources);
            if (left.Unplanned.Count > 0)
            {
                _terminal.Say(
                    $"warning: {left.Unplanned.Count} of {sources.Count} films have no plan and are left out");
            }

            return left.Pending;
        });
        HashSet<(string Film, int Index)> work =
        [
            .. deal.Of(index).GroupBy(segment => segment.Film).SelectMany(film =>
            {
                HashSet<int> done = ledger.Done(film.Key);
                return film.Where(segment => !done.Contains(segment.Index));
            }),
        ];
        if (work.Count == 0)
        {
            _terminal.Say(NothingToDo);
            return ExitCode.Done;
        }

        HashSet<string> films = [.. work.Select(segment => segment.Film)];
        using OpenedRun opened = OpenLater(parsed, progress, work);
        int failed = await ExtractAsync(
            parsed, [.. sources.Where(source => films.Contains(source.Id))], opened, progress, cancel)
            .ConfigureAwait(false);
        return failed > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    // The segments that failed in this run.
    private async Task<int> ExtractAsync(
        ParseResult parsed,
        IReadOnlyList<SourceArgument> sources,
        OpenedRun opened,
        RunProgress progress,
        CancellationToken cancel)
    {
        (DatasetRun run, ModelPool models) = opened.Open();
        using var display = new ProgressDisplay(_terminal, progress);
        IReadOnlyList<FilmPlan> plans = run.Plan(sources, ListOf(parsed), models.First, extracts: true, cancel);
        return await run.ExtractAsync(plans, models, cancel).ConfigureAwait(false);
    }

    private Task<int> PlanAsync(ParseResult parsed, CancellationToken cancel)
    {
        OutputFolder folder = FolderOf(parsed);
        (int index, int count) = Partition(parsed.GetValue(_partition) ?? "1/1");
        SourceArgument[] part =
        [
            .. _sources.Resolve(parsed).OrderBy(source => source.Id, StringComparer.Ordinal)
                .Where((_, place) => place % count == index - 1),
        ];
        if (part.Length == 0)
        {
            _terminal.Say(NothingToDo);
            return Task.FromResult(ExitCode.Done);
        }

        var progress = new RunProgress();
        (DatasetRun run, ModelPool models) = Open(parsed, progress, most: 1);
        using (models)
        using (var display = new ProgressDisplay(_terminal, progress))
        {
            run.Plan(part, ListOf(parsed), models.First, extracts: false, cancel);
        }

        PlanEstimate.Print(_terminal.Output, folder, DatasetRun.Status(folder), PipelineFlags.Read(parsed, _pipeline));
        return Task.FromResult(ExitCode.Done);
    }

    // Opened once: a store is tried then.
    private OutputFolder FolderOf(ParseResult parsed) =>
        _folder ??= DatasetPlace.OpenToWrite(_out.Name, parsed.GetRequiredValue(_out));

    private LeftWork LeftOf(ParseResult parsed, IReadOnlyList<SourceArgument> sources) => LeftWork.Of(
        FolderOf(parsed), sources.Select(source => source.Id));

    private OpenedRun OpenLater(
        ParseResult parsed, RunProgress progress, HashSet<(string Film, int Index)>? work = null) =>
        new(() => Open(parsed, progress, parsed.GetValue(_workers), work));

    // At most so many places are loaded; null: all.
    private (DatasetRun Run, ModelPool Models) Open(
        ParseResult parsed, RunProgress progress, int? most, HashSet<(string Film, int Index)>? work = null)
    {
        OnnxDevice device = _extracts
            ? DeviceFlags.Choose(_terminal, parsed.GetRequiredValue(_device))
            : OnnxDevice.Cpu;
        if (_extracts)
        {
            OpenCv.Require();    // the Sky stage uses it: to be told now, not after an hour
        }

        Pipeline pipeline = PipelineFlags.Read(parsed, _pipeline);
        (int index, int count) = Partition(parsed.GetValue(_partition) ?? "1/1");
        int? workers = parsed.GetValue(_workers);
        IReadOnlyList<ModelPlace> places = DeviceFlags.Places(
            _terminal, device, FlowPairs(parsed), parsed.GetValue(_gpuMemory), most, pipeline.Flow.Model);
        var options = new RunOptions(
            PipelineFlags.SplitOf(parsed.GetRequiredValue(_split)),
            workers ?? places.Count,
            index,
            count,
            parsed.GetValue(_limit),
            (parsed.GetValue(_memory) ?? RunFlags.MemoryMegabytes) * 1_000_000L,
            parsed.GetValue(_allowPlatform))
        {
            WorkersMax = workers ?? Math.Max(places.Count, Math.Min(Environment.ProcessorCount, RunFlags.WorkersMax)),
            Only = work,
            Sweeps = work is null,    // a task among thousands: the last job does it for all
            TellsTraces = parsed.GetValue<bool>(Program.VerboseName),
            Decoder = _extracts ? DeviceFlags.DecoderOf(parsed.GetRequiredValue(_decoder)) : DecoderKind.Software,
            StageFolder = parsed.GetValue(_stage),
            StageBytesMax = parsed.GetValue(_stageMax) * 1_000_000_000L,
        };
        ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(_models));
        string digest = DatasetRun.DigestOf(pipeline);
        ModelPool models = ModelPool.Load(
            places, place => ModelSet.Load(catalogue, pipeline.Flow.Model, pipeline.Sky.Networks, digest, place));
        return (new DatasetRun(pipeline, FolderOf(parsed), options, progress), models);
    }

    // What a folder was begun with holds for all that goes on in it, whatever their cards; plans have no batch.
    private int? FlowPairs(ParseResult parsed) => parsed.GetValue(_flowPairs)
        ?? (_extracts ? RunManifest.FlowPairsOf(FolderOf(parsed)) : null);

    private FrameList? ListOf(ParseResult parsed) =>
        parsed.GetValue(_frameList) is { } path ? FrameList.Read(path) : null;

    private static (int Index, int Count) Partition(string text)
    {
        string[] parts = text.Split('/');
        bool fits = parts.Length == 2
            & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return fits && index >= 1 && index <= count
            ? (index, count)
            : throw new FilmException($"--partition {text}: expected I/N with 1 ≤ I ≤ N, for example 2/8");
    }
}
