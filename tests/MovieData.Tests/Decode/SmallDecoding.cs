using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Staging;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Decode;

/// <summary>Frames of small films (views of 320×180, cropped to 304×128) through the decode stage.</summary>
internal static class SmallDecoding
{
    /// <summary>A segment of the wanted frames, planned from a scan of the film.</summary>
    /// <param name="film">The film, undamaged.</param>
    /// <param name="wanted">Frame numbers, ascending.</param>
    /// <param name="ptsOfSecond">A time at which the film has no picture, given to the second frame.</param>
    public static Segment Plan(Film film, IEnumerable<int> wanted, long? ptsOfSecond = null)
    {
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        return new Segment("film", 0, [.. wanted.Select((n, i) => new PlannedSample(
            n, [.. scores.Pictures.Select(p => i == 1 && ptsOfSecond is { } pts ? pts : p.Pts[n])], 0, 0, 0, 0))]);
    }

    /// <summary>The segment's frames as they come out; the receiver disposes them.</summary>
    public static IAsyncEnumerable<StereoFrame> Run(
        Film film, Segment segment, PlanePool pool, RejectionLog log, int threads)
    {
        DecodeOptions options = PaperPipeline.Options.Decode with { View = new(320, 180), Crop = new(304, 128) };
        CancellationToken cancel = TestContext.Current.CancellationToken;
        return StageChain.One(segment).Then(new DecodeStage(film, options, pool, log, threads), 1, cancel);
    }
}
