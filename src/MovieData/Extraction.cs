using MovieData.Decode;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Reading;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Sky;
using MovieData.Staging;

namespace MovieData;

/// <summary>
/// The story of one segment, left to right: its planned frames are decoded, their flow estimated both ways, turned into
/// disparity with its rules, the sky marked, and everything written into one shard, which the ledger then commits.
/// </summary>
/// <param name="pipeline">What the data are.</param>
/// <param name="models">The loaded networks.</param>
/// <param name="pool">Pixel memory of the whole run.</param>
/// <param name="ledger">Where finished segments are committed.</param>
public sealed class Extraction(Pipeline pipeline, ModelSet models, PlanePool pool, RunLedger ledger)
{
    /// <summary>
    /// Finished items a stage may be ahead of the next: enough to keep it busy, few enough to bound memory.
    /// </summary>
    private const int ItemsAheadMax = 2;

    /// <summary>
    /// Pixel memory of a segment in work, bytes a crop pixel: at most four items between any two stages, of 6 bytes as
    /// frame, 22 with flow, 40 with the maps of both views, 44 with their codes. 104 to 132 were seen on a CPU, where
    /// flow is what all others wait for.
    /// </summary>
    private const long BytesPerPixelMax = 450;

    /// <summary>
    /// What every further frame in a run of the flow network adds: two runs at a time, of frame and flow (22 bytes) and
    /// a copy of its right view (3), and the estimated ones that wait for the next stage (22).
    /// </summary>
    private const long BytesPerPixelOfPair = 75;

    /// <summary>Hears what each stage does with its time.</summary>
    public StageLoads Loads { get; init; } = new(TimeProvider.System);

    /// <summary>What may decode films beside software; null: nothing. No byte depends on it.</summary>
    internal FilmDecoders? Decoders { get; init; }

    /// <summary>Threads that a segment in work can hold: one a stage, and the flow network's.</summary>
    public const int ThreadsMax = 6;

    /// <summary>Pixel memory that a segment in work can need, bytes.</summary>
    /// <param name="pipeline">What the data are.</param>
    /// <param name="flowPairs">Stereo frames in one run of the flow network.</param>
    public static long PixelBytesMax(Pipeline pipeline, int flowPairs) =>
        (BytesPerPixelMax + (BytesPerPixelOfPair * (flowPairs - 1))) * pipeline.Decode.Crop.Area;

    /// <summary>Extracts a segment and commits it.</summary>
    /// <param name="film">The film and its plan.</param>
    /// <param name="segment">One segment of that plan.</param>
    /// <param name="sampleSeen">Called once per planned sample; the argument is whether it was kept.</param>
    /// <param name="cancel">Stops everything; nothing is committed then.</param>
    /// <returns>What was committed, and what the user should know of it; null: nothing.</returns>
    /// <exception cref="MovieDataException">What failed, in which file and frame; nothing is committed
    /// then.</exception>
    public async Task<(SegmentEntry Entry, string? Warning)> RunAsync(
        FilmPlan film, Segment segment, Action<bool> sampleSeen, CancellationToken cancel)
    {
        var rejections = new RejectionLog();

        // What the plan knows to be wrong is not decoded.
        Segment asked = ShotRules.Reject(film.Plan, segment, pipeline.Shots, film.Film.ViewOrder, rejections);
        GpuDecoder? gpu = Decoders?.Of(film, models.Flow.Place, cancel);
        var decode = new DecodeStage(film.Film, pipeline.Decode, pool, rejections, DecoderThreads) { Gpu = gpu };
        Rectifier rectifier = await LevelAsync(film, asked, gpu, cancel).ConfigureAwait(false);
        var estimate = new FlowStage(pipeline.Flow, models.Flow, rectifier, pool);
        var measure = new DisparityStage(
            pipeline.Disparity,
            pool,
            pipeline.Decode.PictureInCrop(film.Film),
            masksFrameBars: pipeline.Decode.CropOn == CropOn.Active,
            Duplicates(segment));
        var mark = new SkyStage(pipeline.Sky, models.Skies, pool);
        var write = new ShardStage(
            segment,
            new SegmentPlace(
                film.Split,
                pipeline.Decode.CropFor(film.Film),
                rectifier.Corrections,
                film.Plan.Figures,
                models.Digests),
            pipeline.Shards,
            ledger.Folder,
            rejections,
            sampleSeen);

        IAsyncEnumerable<FinishedSegment> written = StageChain.One(asked)
            .Then(decode, ItemsAheadMax, Loads.Of("decode"), cancel)
            .Then(estimate, ItemsAheadMax, Loads.Of("flow"), cancel)
            .Then(measure, ItemsAheadMax, Loads.Of("disparity"), cancel)
            .Then(mark, ItemsAheadMax, Loads.Of("sky"), cancel)
            .Then(write, ItemsAheadMax, Loads.Of("shard"), cancel);

        using FinishedSegment finished = await written.SingleAsync(cancel).ConfigureAwait(false);
        film.Stamp.RequireSame();
        finished.Commit(ledger);
        return (finished.Entry, Saturation.Sentence(models.Flow.Entry, finished.SaturatedFractionMax));
    }

    // With flow.rectify a first, short story: a few frames of each clip, decoded and estimated, say how it is tilted.
    private async Task<Rectifier> LevelAsync(
        FilmPlan film, Segment segment, GpuDecoder? gpu, CancellationToken cancel)
    {
        if (pipeline.Flow.Rectify == Rectify.None)
        {
            return Rectifier.None(pool);
        }

        var decode = new DecodeStage(film.Film, pipeline.Decode, pool, new RejectionLog(), DecoderThreads)
        {
            Gpu = gpu,
        };
        var estimate = new FlowStage(pipeline.Flow, models.Flow, Rectifier.None(pool), pool);
        IAsyncEnumerable<StereoFlow> flows = StageChain.One(ClipFit.SamplesOf(segment))
            .Then(decode, ItemsAheadMax, cancel)
            .Then(estimate, ItemsAheadMax, cancel);
        return new Rectifier(await ClipFit.RunAsync(segment, flows, cancel).ConfigureAwait(false), pool);
    }

    // On the CPU flow is what all others wait for, and every decoder thread more costs memory and a sixth of a decode;
    // a GPU must not wait for a decoder. No bit depends on it.
    private int DecoderThreads => models.Flow.Place.Device == OnnxDevice.Cpu ? 1 : 0;

    private DuplicateCheck? Duplicates(Segment segment) => pipeline.Disparity.DedupeHashBits == 0
        ? null
        : new DuplicateCheck(pipeline.Disparity.DedupeHashBits, segment);
}
