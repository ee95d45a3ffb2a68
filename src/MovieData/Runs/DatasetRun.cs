using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Scratch;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Runs;

/// <summary>
/// One <c>plan</c> or <c>extract</c>: plan what is not planned, extract what is not extracted, in any number of
/// processes at once. What is done is what the ledger says; the same run again goes on where the last one stopped.
/// </summary>
public sealed class DatasetRun
{
    /// <summary>
    /// Tries of a segment whose ffmpeg was lost, or whose disk failed, before it is marked failed; a later run takes it
    /// up again. What else fails would fail again.
    /// </summary>
    private const int AttemptsMax = 2;

    private readonly Pipeline _pipeline;
    private readonly OutputFolder _folder;
    private readonly RunOptions _options;
    private readonly RunProgress _progress;
    private readonly RunLedger _ledger;
    private readonly FilmScratch? _scratch;
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);
    private bool _isSwept;
    private int _segmentsTaken;

    /// <summary>A run over one folder.</summary>
    public DatasetRun(Pipeline pipeline, OutputFolder folder, RunOptions options, RunProgress progress)
    {
        _pipeline = pipeline;
        _folder = folder;
        _options = options;
        _progress = progress;
        _ledger = new RunLedger(folder);
        _scratch = options.StageFolder is { } stage
            ? new FilmScratch(stage, options.StageBytesMax, progress.Say) : null;
    }

    /// <summary>sha256 of the resolved pipeline: equal for files that differ in comments and layout only.</summary>
    public static string DigestOf(Pipeline pipeline) => SealedJson.DigestOf(PipelineJson.Write(pipeline));

    /// <summary>Refuses a folder that holds data or plans of another pipeline.</summary>
    /// <exception cref="LedgerException">It does, both sides named; or a file is damaged.</exception>
    public static void RequirePipeline(OutputFolder folder, Pipeline pipeline) => RunManifest.RequirePipeline(
        folder, SampleSchema.DataVersion, PipelineJson.Write(pipeline), DigestOf(pipeline));

    /// <summary>
    /// Plans every film that is not planned yet. What extracts binds the folder to pipeline, models and platform first;
    /// what only plans leaves the platform open, so that another kind of machine can extract.
    /// </summary>
    /// <param name="sources">The films.</param>
    /// <param name="list">Frames to plan instead of sampling; null to sample as the pipeline says.</param>
    /// <param name="models">The loaded networks; their digests bind the folder, and flow checks the view order.</param>
    /// <param name="extracts">True when <see cref="ExtractAsync"/> follows, with these networks.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="MovieDataException">A film, or the folder, cannot be used; all bad films are named.</exception>
    public IReadOnlyList<FilmPlan> Plan(
        IReadOnlyList<SourceArgument> sources,
        FrameList? list,
        ModelSet models,
        bool extracts,
        CancellationToken cancel)
    {
        foreach (SourceArgument source in sources)
        {
            list?.Of(source.Id);
        }

        // A folder of another pipeline is refused before hours are spent on looking at films.
        var manifest = new RunManifest(
            SampleSchema.DataVersion,
            PipelineJson.Write(_pipeline),
            models.Digests,
            extracts ? Platform.Describe(models, cancel) : null);
        manifest.Check(_folder, _options.AllowPlatform);

        // Every source is looked at before the folder is touched: a bad one of several starts nothing.
        bool isPlanning = sources.Any(source => !FilmRecord.IsPlanned(_folder, source.Id));
        using ILoadedModel? onCpu =
            isPlanning && models.Place.Device != OnnxDevice.Cpu ? models.FlowOnCpu() : null;
        var planning = new Planning(
            _pipeline, _folder, onCpu ?? models.Flow, manifest.OfPlan(Platform.OfPlan(models, cancel)), list);
        IReadOnlyList<ProbedFilm> films = FilmException.Collect(sources, source =>
        {
            _progress.Of(source.Id).Step = FilmStep.Probing;
            return Probe(planning, source, cancel);
        });

        if (extracts)
        {
            manifest.Bind(_folder, _options.AllowPlatform);
        }

        return FilmException.Collect(films, film => Plan(planning, film, cancel));
    }

    /// <summary>Extracts every planned segment of this partition that has no entry yet; may be called again for films
    /// that were planned meanwhile, not at the same time.</summary>
    /// <param name="plans">The films.</param>
    /// <param name="models">The loaded networks; segments are spread over their places.</param>
    /// <param name="cancel">Stops everything; what is committed stays.</param>
    /// <returns>Segments that failed in this run.</returns>
    public async Task<int> ExtractAsync(IReadOnlyList<FilmPlan> plans, ModelPool models, CancellationToken cancel)
    {
        if (_options.Sweeps && !_isSwept)
        {
            _isSwept = true;
            _ledger.SweepTemporaryFiles();
        }

        using var events = new EventLog(_folder);
        WriteWarnings(plans, events);
        List<(FilmPlan Film, Segment Segment)> work = Pending(plans);
        var pool = new PlanePool(_options.MemoryBytesMax);
        var decoders = new FilmDecoders(_options.Decoder, _pipeline.Decode, pool, events, _progress.Say);
        int failed = 0;
        using var growth =
            WorkerGrowth.Of(_options, Extraction.PixelBytesMax(_pipeline, models.First.Place.FlowPairs), _progress);
        var workers = new ParallelOptions { MaxDegreeOfParallelism = growth.Most, CancellationToken = cancel };
        WorkerGrowth.ReserveThreads(Math.Min(growth.Most, work.Count));
        using var staged = new StagedFilms(_scratch, work.Select(item => item.Film.Film.Id));
        using CancellationTokenRegistration stopped = cancel.Register(() => events.Write("run_stopped"));
        await Parallel.ForEachAsync(work, workers, async (item, stop) =>
        {
            using IDisposable place = await growth.BeginAsync(stop).ConfigureAwait(false);
            if (_ledger.IsDone(item.Film.Film.Id, item.Segment.Index))
            {
                // Another process was first since we looked.
                _progress.Of(item.Film.Film.Id).SegmentTaken(item.Segment.Samples.Count);
                staged.SegmentDone(item.Film.Film.Id);
                return;
            }

            Task<(SegmentEntry Entry, string? Warning)> ExtractOnceAsync(Action<bool> sampleSeen)
            {
                FilmPlan film = staged.Of(item.Film, stop);
                return models.UseAsync(set =>
                    new Extraction(_pipeline, set, pool, _ledger) { Loads = _progress.Loads, Decoders = decoders }
                        .RunAsync(film, item.Segment, sampleSeen, stop));
            }

            string Named(string message) => staged.Named(item.Film.Film.Id, message);
            if (!await ExtractSegmentAsync(ExtractOnceAsync, item.Segment, Named, events, stop).ConfigureAwait(false))
            {
                Interlocked.Increment(ref failed);
            }

            staged.SegmentDone(item.Film.Film.Id);
        }).ConfigureAwait(false);
        events.Write("run_done", new JsonObject
        {
            ["pixel_bytes"] = pool.BytesHeld,
            ["pixel_bytes_rented"] = pool.BytesOutstanding,
        });
        WriteCard(events);
        return failed;
    }

    private static void WriteWarnings(IReadOnlyList<FilmPlan> plans, EventLog events)
    {
        foreach (FilmPlan film in plans)
        {
            foreach (string warning in film.Warnings)
            {
                events.Write("warning", new JsonObject { ["film"] = film.Film.Id, ["message"] = warning });
            }
        }
    }

    // A frames file that is missing or damaged is for verify to find: what this run extracted stands.
    private void WriteCard(EventLog events)
    {
        try
        {
            DatasetCard.WriteIfComplete(_folder, PlannedSegments(_folder));
        }
        catch (ParquetFileException damage)
        {
            string warning = $"the dataset card was not written: {damage.Message}";
            events.Write("warning", new JsonObject { ["message"] = warning });
            _progress.Say($"warning: {warning}");
        }
    }

    /// <summary>Counts what is planned, done, rejected and failed in a folder, over all of its films.</summary>
    public static StatusReport Status(OutputFolder folder) => DatasetState.Of(folder).Status;

    /// <summary>Every segment of every plan of a folder.</summary>
    public static IEnumerable<PlannedSegment> PlannedSegments(OutputFolder folder) =>
        FilmRecord.PlannedFilms(folder).SelectMany(film => SamplePlanJson.ReadSegments(folder, film));

    // From its copy, if there is to be one: what is found out by a pass over Blu-ray 3D is found out there. A planned
    // film of another layout is read where it lies, and copied with the first of its segments, if it has any left.
    private ProbedFilm Probe(Planning planning, SourceArgument source, CancellationToken cancel)
    {
        ScratchSource? files = _scratch is null ? null : ScratchSource.Of(source);
        using StagedFiles? staged =
            files is null || planning.IsKnownByFacts(source.Id) ? null : _scratch!.Take(files, cancel);
        if (staged is null)
        {
            return planning.Probe(source, cancel) with { Copied = files };
        }

        return staged.Naming(() =>
        {
            Film film = staged.Back(planning.Probe(staged.Of(source), cancel).Film);
            return new ProbedFilm(source, film, FilmStamp.Of(film.Paths)) { Copied = files };
        });
    }

    private FilmPlan Plan(Planning planning, ProbedFilm film, CancellationToken cancel)
    {
        Split split = film.Source.Split is { } word ? SplitWords.Parse(word) : _options.Split;
        FilmPlan Run(ProbedFilm read) => planning.Run(read, split, _progress.Of(film.Source.Id), cancel);

        // A film that has its plan is read no more now. One that is read from its copy is planned where it lies.
        using StagedFiles? staged = film.Copied is not { } files || FilmRecord.IsPlanned(_folder, film.Source.Id)
            ? null : _scratch?.Take(files, cancel);
        FilmPlan plan = staged is null ? Run(film)
            : staged.Naming(() => Run(film with { Film = staged.Of(film.Film) }));
        plan = plan with { Film = staged?.Back(plan.Film) ?? plan.Film, Stamp = film.Stamp, Copied = film.Copied };
        _progress.Of(film.Source.Id).Step = FilmStep.Planned;
        foreach (string warning in plan.Warnings)
        {
            _progress.Say($"{film.Source.Id}: {warning}");
        }

        return plan;
    }

    // This run's part of what is not done; the progress of each film is told of it, and of what is left to others.
    private List<(FilmPlan Film, Segment Segment)> Pending(IReadOnlyList<FilmPlan> plans)
    {
        var work = new List<(FilmPlan Film, Segment Segment)>();
        foreach (FilmPlan film in plans)
        {
            (int first, int left) = (work.Count, 0);
            HashSet<int> isDone = _ledger.Done(film.Film.Id);
            foreach (Segment segment in film.Plan.Segments)
            {
                bool isOurs = _options.Only?.Contains((segment.Film, segment.Index))
                    ?? Partition.Of(segment, _options.PartitionCount) == _options.PartitionIndex;
                if (isDone.Contains(segment.Index))
                {
                    continue;
                }

                if (isOurs && work.Count < (_options.SegmentsMax - _segmentsTaken ?? int.MaxValue))
                {
                    work.Add((film, segment));
                }
                else
                {
                    left++;
                }
            }

            int samples = work.Skip(first).Sum(item => item.Segment.Samples.Count);
            _progress.Of(film.Film.Id).Extracts(work.Count - first, samples, left);
        }

        _segmentsTaken += work.Count;
        return work;
    }

    private async Task<bool> ExtractSegmentAsync(
        Func<Action<bool>, Task<(SegmentEntry Entry, string? Warning)>> extractOnce,
        Segment segment,
        Func<string, string> named,
        EventLog events,
        CancellationToken cancel)
    {
        FilmProgress progress = _progress.Of(segment.Film);
        progress.SegmentBegun();
        _progress.Extraction.Begin();
        for (int attempt = 1; ; attempt++)
        {
            int seen = 0, kept = 0;
            void SampleSeen(bool isKept)
            {
                (seen, kept) = (seen + 1, kept + (isKept ? 1 : 0));
                progress.SamplesMeasured(1, isKept ? 1 : 0);
                _progress.Counters.SampleMeasured();
            }

            try
            {
                events.Write("segment_started", EventFields(segment, attempt));
                (SegmentEntry entry, string? warning) = await extractOnce(SampleSeen).ConfigureAwait(false);
                if (warning is not null)
                {
                    Warn(segment, named(warning), events);
                }

                JsonObject fields = EventFields(segment, attempt);
                fields["kept"] = entry.Kept;
                fields["planned"] = entry.Planned;
                events.Write("segment_done", fields);
                progress.SegmentDone();
                _progress.Counters.Committed(entry);
                return true;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                cancel.ThrowIfCancellationRequested();
                string message = named(error.Message);
                JsonObject fields = EventFields(segment, attempt);
                fields["error"] = error.GetType().Name;
                fields["message"] = message;
                fields["trace"] = error.ToString();
                events.Write("segment_failed", fields);
                if (attempt == AttemptsMax || !(FFmpegException.IsCauseOf(error) || error is IOException))
                {
                    TellFailure(segment, error, message);
                    _ledger.RecordFailure(segment.Film, segment.Index, error.GetType().Name, message, attempt);
                    progress.SamplesMeasured(0, -kept);
                    progress.SegmentDone();
                    _progress.Counters.Failed();
                    return false;
                }

                progress.SamplesMeasured(-seen, -kept);
                _progress.Counters.Retried();
            }
        }
    }

    // Every segment's goes into the log; the person at the keyboard reads the first of each film.
    private void Warn(Segment segment, string warning, EventLog events)
    {
        events.Write("warning", new JsonObject
        {
            ["film"] = segment.Film,
            ["segment"] = segment.Name,
            ["message"] = warning,
        });
        if (_warned.TryAdd(segment.Film, true))
        {
            _progress.Say($"{segment.Name}: {warning}");
        }
    }

    private void TellFailure(Segment segment, Exception error, string message)
    {
        bool isForeseen = error is MovieDataException or IOException or UnauthorizedAccessException;
        _progress.Say(isForeseen
            ? $"segment {segment.Name} failed: {message}"
            : $"segment {segment.Name} failed by a bug of MovieData: {error.GetType().Name}: {message}; its "
                + $"stack trace stands in {_folder.Log}: please report it");
        if (_options.TellsTraces)
        {
            _progress.Say(error.ToString());
        }
    }

    private static JsonObject EventFields(Segment segment, int attempt) =>
        new() { ["segment"] = segment.Name, ["attempt"] = attempt };
}
