using System.Globalization;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Staging;
using SourceFilm = MovieData.Media.Films.Film;

namespace MovieData.Benchmarks;

/// <summary>What reading a film costs beside ffmpeg alone. <c>tools/measure/sources.sh</c> runs all of it.</summary>
internal static class SourceCost
{
    private const long PoolBytesMax = 1L << 30;

    /// <summary>
    /// <c>scan FILM</c>: CPU seconds of <c>ffmpeg -f null</c> with the filter that scores every frame of the first
    /// view, over those of our scan (scores, time stamps and key frames read).
    /// </summary>
    public static void Scan(string path)
    {
        SourceFilm film = Probe(path);
        string filter = CodedView.Of(film.Layout, film.CodedSize)[0].Filter + @"select='gte(scene\,0)'";
        string[] alone =
        [
            "-v", "error", "-nostdin", "-copyts", .. film.InputOf(0), "-map", $"0:{film.StreamIndexes[0]}", "-vf",
            filter, "-fps_mode", "passthrough", "-f", "null", "-",
        ];
        double median = DecodeCost.MedianRatio(
            () => FFmpegProcess.Capture("ffmpeg", alone, CancellationToken.None),
            () => SceneScan.Run(film, ScorePicture.View, null, CancellationToken.None));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"scan: median ratio {median:F3} (target 0.93)"));
    }

    /// <summary><c>seek FILM PIPELINE</c>: the share of a film's frames that extraction decodes.</summary>
    public static async Task SeekAsync(string path, string pipelinePath)
    {
        Pipeline pipeline = PipelineFile.Read(pipelinePath);
        SourceFilm film = Probe(path);
        var options =
            new PlanOptions(pipeline.Shots, pipeline.Sampling, Split.Train, pipeline.Shards.SamplesPerSegment);
        SceneScores scores = SceneScan.Run(film, options.Scan, null, CancellationToken.None);
        SamplePlan plan = ShotPlanner.Plan(film, scores, options);
        long decoded = 0;
        foreach (Segment segment in plan.Segments)
        {
            var log = new RejectionLog();
            var stage = new DecodeStage(film, pipeline.Decode, new PlanePool(PoolBytesMax), log, threads: 0);
            await foreach (StereoFrame frame in StageChain.One(segment).Then(stage, 1, CancellationToken.None))
            {
                frame.Dispose();
            }

            decoded += stage.FramesDecoded;
        }

        int planned = plan.Segments.Sum(segment => segment.Samples.Count);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{planned} planned frames of {scores.Frames}: {decoded} decoded, {100.0 * decoded / scores.Frames:F1} % "
            + $"(target 60 %)"));
    }

    private static SourceFilm Probe(string path)
    {
        SourceArgument source = SourceArgument.Resolve([path], new FilmOverrides())[0];
        return FilmProbe.Probe(source, source.Overrides, quick: true, CancellationToken.None);
    }
}
