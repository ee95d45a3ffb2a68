using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Scratch;
using MovieData.Shards;
using MovieData.Survey;

namespace MovieData.Runs;

/// <summary>A film with everything decided about it before a pixel is extracted.</summary>
/// <param name="Film">What the film is.</param>
/// <param name="Split">Split its samples go to.</param>
/// <param name="Plan">Shots, clips, samples and segments.</param>
/// <param name="Stamp">The files as they were when this run probed them.</param>
public sealed record FilmPlan(Film Film, Split Split, SamplePlan Plan, FilmStamp Stamp)
{
    /// <summary>What a person should know of it: of the film, and of its plan.</summary>
    public IEnumerable<string> Warnings => Film.Warnings.Concat(Plan.Remarks);

    /// <summary>What of its source is copied to a disk of this machine; null: nothing is.</summary>
    public ScratchSource? Copied { get; init; }
}

/// <summary>A source that was looked at, and can be planned.</summary>
/// <param name="Source">What was given, and what is stated about it.</param>
/// <param name="Film">What the film is.</param>
/// <param name="Stamp">Its files as they were when it was probed.</param>
public sealed record ProbedFilm(SourceArgument Source, Film Film, FilmStamp Stamp)
{
    /// <summary>What of its source is copied to a disk of this machine; null: nothing is.</summary>
    public ScratchSource? Copied { get; init; }
}

/// <summary>
/// The story of one film before extraction: what is it (probe), where are its cuts (scan), which frames become samples
/// (plan), what is to be said of its shots (survey). Written once into the output folder; a later run reads it back,
/// after checking that the film, what is stated about it and its split are still the same.
/// </summary>
/// <param name="pipeline">What the data are.</param>
/// <param name="folder">The dataset.</param>
/// <param name="flow">Flow network that checks the view order; stays the caller's.</param>
/// <param name="origin">What decides the plans (<see cref="RunManifest.OfPlan"/>); stands in each.</param>
/// <param name="list">Frames to plan instead of sampling; null to sample as the pipeline says.</param>
public sealed class Planning(
    Pipeline pipeline, OutputFolder folder, ILoadedModel flow, JsonObject origin, FrameList? list = null)
{
    /// <summary>Looks at a film; nothing is written.</summary>
    /// <exception cref="MovieDataException">It is no stereo film we can read, or not of a size the pipeline
    /// takes.</exception>
    public ProbedFilm Probe(SourceArgument source, CancellationToken cancel)
    {
        Film film = Known(source, cancel) ?? FilmProbe.Probe(source, source.Overrides, quick: false, cancel);
        film.RequireStereo();
        FFmpegBuild.RequireFor(film, cancel);
        SampleScaling.For(film, pipeline.Decode);
        return new ProbedFilm(source, film, FilmStamp.Of(film.Paths));
    }

    /// <summary>True of a planned film whose facts tell quickly whether its files are those of then. Those of Blu-ray
    /// 3D take as long as the full look, as its tracks have to be told apart.</summary>
    public bool IsKnownByFacts(string film) => StatedOf(film) is not null;

    // What was stated of such a film; null of any other.
    private FilmOverrides? StatedOf(string film)
    {
        try
        {
            return FilmRecord.IsPlanned(folder, film)
                && PlannedSource.Stated(folder, film) is { Layout: not StereoLayout.Mvc } stated ? stated : null;
        }
        catch (LedgerException)
        {
            return null;    // the full look says what is wrong
        }
    }

    // A planned film as it was probed then, if its files say the same by their facts alone; null: it is not planned, or
    // anything is in doubt. Looking at pictures takes half a minute of a real film, which each task of a cluster would
    // pay again; whether the files are the same is for their fingerprint.
    private Film? Known(SourceArgument source, CancellationToken cancel)
    {
        if (StatedOf(source.Id) is not { } stated)
        {
            return null;
        }

        try
        {
            Film now = FilmProbe.Probe(source, source.Overrides.Or(stated), quick: true, cancel);
            Film then = FilmJson.Read(FilmRecord.ReadProbe(folder, source.Id), now.Paths) with { Index = now.Index };
            bool isSame = (now.Layout, now.ViewOrder, now.Projection) == (then.Layout, then.ViewOrder, then.Projection)
                && (now.Codec, now.CodedSize, now.ViewSize) == (then.Codec, then.CodedSize, then.ViewSize)
                && (now.Fps, now.PixelFormat, now.Colour) == (then.Fps, then.PixelFormat, then.Colour)
                && now.StreamIndexes.SequenceEqual(then.StreamIndexes)
                && now.Chapters.SequenceEqual(then.Chapters) && now.Played.SequenceEqual(then.Played);
            return isSame ? then : null;
        }
        catch (Exception error) when (error is FilmException or LedgerException)
        {
            return null;    // the full look says what is wrong
        }
    }

    /// <summary>Plans a film, or reads the plan that is there.</summary>
    /// <param name="probed">The film, and what is stated about it.</param>
    /// <param name="split">Its split, unless films.yaml gives one.</param>
    /// <param name="progress">Hears how far scan and survey are.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="FilmException">The film's views contradict their order, or it changed since it was probed or
    /// planned.</exception>
    public FilmPlan Run(ProbedFilm probed, Split split, FilmProgress progress, CancellationToken cancel)
    {
        (SourceArgument source, Film film, FilmStamp stamp) = probed;
        JsonObject fingerprint = Fingerprint(film);
        if (FilmRecord.IsPlanned(folder, film.Id))
        {
            return ReadBack(film, split, fingerprint, stamp);
        }

        film = ViewOrderCheck.Run(film, flow, cancel);
        if (ViewOrderCheck.Contradicts(film) && source.Overrides.ViewOrder is null)
        {
            throw new FilmException($"{source.Word}: {ViewOrderCheck.Contradiction(film)}");
        }

        var options = new PlanOptions(pipeline.Shots, pipeline.Sampling, split, pipeline.Shards.SamplesPerSegment);
        progress.FramesTotal = film.Frames;
        SceneScores scores = SceneScan.Run(film, options.Scan, progress.Scanned, cancel);
        Film counted = film with { Frames = scores.Frames, FramesExact = true };
        SamplePlan plan = list is null
            ? ShotPlanner.Plan(counted, scores, options)
            : ListReplay.Plan(counted, scores, options, list.Of(film.Id));
        plan = new ShotSurvey(counted, pipeline.Decode, flow).Run(plan, scores, progress.Surveyed, cancel);
        JsonObject planJson = SamplePlanJson.Write(plan);
        planJson[RunManifest.OriginField] = origin.DeepClone();
        planJson["split"] = split.Word();
        if (list is not null)
        {
            planJson["frame_list_sha256"] = list.DigestOf(film.Id);
        }

        stamp.RequireSame();
        string seal = FilmRecord.Publish(
            folder, film.Id, FilmJson.Write(counted), planJson, ScoresFile.Write(scores), fingerprint);
        SegmentSizes.Keep(folder, film.Id, plan, seal);
        return new FilmPlan(counted, split, plan, stamp);
    }

    private FilmPlan ReadBack(Film film, Split split, JsonObject fingerprint, FilmStamp stamp)
    {
        RunManifest.CheckPlan(folder, film.Id, origin);
        FilmRecord.CheckFingerprint(folder, film.Id, fingerprint);
        Film planned = FilmJson.Read(FilmRecord.ReadProbe(folder, film.Id), film.Paths) with { Index = film.Index };
        if ((planned.Layout, planned.ViewOrder, planned.Projection) != (film.Layout, film.ViewOrder, film.Projection))
        {
            static string Words(Film film) => $"{StereoWords.Of(film.Layout)} {StereoWords.Of(film.ViewOrder)} "
                + StereoWords.Of(film.Projection);
            throw new FilmException(
                $"{film.Id}: planned as {Words(planned)}, now {Words(film)}; state what it was, or give another --out");
        }

        if (!planned.Chapters.SequenceEqual(film.Chapters))
        {
            throw new FilmException($"{film.Id}: planned with other chapters ({planned.Chapters.Count}, now "
                + $"{film.Chapters.Count}); state the --chapters of then, or give another --out");
        }

        if (!planned.Played.SequenceEqual(film.Played))
        {
            throw new FilmException($"{film.Id}: other parts of its files were planned than are played now; state the "
                + "--playlist of then, or give another --out");
        }

        JsonObject planJson = FilmRecord.ReadPlan(folder, film.Id);
        string? plannedList = (string?)planJson["frame_list_sha256"];
        if (plannedList != list?.DigestOf(film.Id))
        {
            throw new FilmException(
                $"{film.Id}: planned {ListWords(plannedList)}, now {ListWords(list?.DigestOf(film.Id))}; state what "
                + "it was, or give another --out");
        }

        string plannedSplit = (string?)planJson["split"] ?? "";
        return plannedSplit == split.Word()
            ? new FilmPlan(planned, split, SamplePlanJson.Read(planJson, film.Id), stamp)
            : throw new FilmException(
                $"{film.Id}: planned for split {plannedSplit}, now {split.Word()}; state --split {plannedSplit}, "
                + "or give another --out");
    }

    private static string ListWords(string? digest) =>
        digest is null ? "without --frame-list" : $"by a --frame-list of sha256 {digest[..12]}…";

    /// <summary>What a plan's fingerprint says of a film's files, so that others can be held against it.</summary>
    /// <exception cref="FilmException">A file cannot be read.</exception>
    public static JsonArray FingerprintOf(IReadOnlyList<string> paths) =>
        new([.. FilmFingerprint.Of(paths).Select(file => new JsonObject
        {
            ["bytes"] = file.Bytes,
            ["sha256_head_middle_tail"] = file.Sha256,
        })]);

    /// <summary>Identity of a film's bytes, as its plan holds it.</summary>
    /// <exception cref="FilmException">A file cannot be read.</exception>
    internal static JsonObject Fingerprint(Film film) => new()
    {
        ["files"] = FingerprintOf(film.Paths),
        ["codec"] = film.Codec,
        ["coded_width"] = film.CodedSize.Width,
        ["coded_height"] = film.CodedSize.Height,
    };
}
