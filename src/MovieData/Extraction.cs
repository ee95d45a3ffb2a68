using MovieData.Decode;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Frames;
using MovieData.Ledger;
using MovieData.Models;
using MovieData.Pipelines;
using MovieData.Shards;
using MovieData.Shots;
using MovieData.Sky;
using MovieData.Source;
using MovieData.Staging;

namespace MovieData;

/// <summary>
/// The story of one segment, left to right: its planned frames are decoded, their flow estimated both ways, turned into
/// disparity with its rules, the sky marked, and everything written into one shard, which the ledger then commits.
/// </summary>
/// <param name="pipeline">What the data are.</param>
/// <param name="flow">The loaded flow network.</param>
/// <param name="sky">The loaded sky network.</param>
/// <param name="pool">Pixel memory of the whole run.</param>
/// <param name="ledger">Where finished segments are committed.</param>
public sealed class Extraction(Pipeline pipeline, OnnxModel flow, OnnxModel sky, PlanePool pool, RunLedger ledger)
{
    /// <summary>Finished items a stage may be ahead of the next: enough to keep it busy, few enough to bound memory.</summary>
    private const int ItemsAheadMax = 2;

    /// <summary>Extracts a segment and commits it.</summary>
    /// <exception cref="MovieDataException">What failed, in which file and frame; nothing of the segment is committed.</exception>
    public async Task<SegmentEntry> RunAsync(FilmPlan film, Segment segment, CancellationToken cancel)
    {
        var rejections = new RejectionLog();
        var decode = new DecodeStage(film.Film, pipeline.Decode, pool, rejections, threads: 0);
        var estimate = new FlowStage(flow, pool);
        var measure = new DisparityStage(pipeline.Disparity, pool);
        var mark = new SkyStage(pipeline.Sky, sky, pool);
        var write = new ShardStage(segment, film.Split, pipeline.Decode.PaperCrop, pipeline.Shards, ledger, rejections);

        IAsyncEnumerable<ShardReceipt> receipts = StageChain.One(segment)
            .Then(decode, ItemsAheadMax, cancel)
            .Then(estimate, ItemsAheadMax, cancel)
            .Then(measure, ItemsAheadMax, cancel)
            .Then(mark, ItemsAheadMax, cancel)
            .Then(write, ItemsAheadMax, cancel);

        ShardReceipt receipt = await receipts.SingleAsync(cancel).ConfigureAwait(false);
        ledger.Commit(receipt.Entry, receipt.Shard, receipt.Frames);
        return receipt.Entry;
    }
}
