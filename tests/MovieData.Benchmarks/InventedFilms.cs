using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;

namespace MovieData.Benchmarks;

/// <summary>Films that exist only as the numbers a planner sees, planned by the real planner.</summary>
internal static class InventedFilms
{
    private const int Fps = 24;
    private const int Chapters = 20;

    /// <summary>Mean length of a shot, seconds; the lengths are exponential, as those of films nearly are.</summary>
    private const double ShotSeconds = 5;

    /// <summary>A film of so many hours with a seed of its own; the same on every machine.</summary>
    public static SamplePlan Plan(Pipeline pipeline, string id, int seed, double hours)
    {
        int frames = (int)(hours * 3600 * Fps);
        var dice = new Random(seed);
        double[] scores = new double[frames];
        for (double at = NextShot(dice); at < frames; at += NextShot(dice))
        {
            scores[(int)at] = 0.5;
        }

        long[] pts = new long[frames];
        bool[] keys = new bool[frames];
        for (int frame = 0; frame < frames; frame++)
        {
            (pts[frame], keys[frame]) = (frame, frame % 250 == 0);
        }

        Chapter[] chapters = [.. Enumerable.Range(0, Chapters).Select(chapter =>
            new Chapter(chapter * hours * 3600 / Chapters, (chapter + 1) * hours * 3600 / Chapters, ""))];
        var scan = new SceneScores(scores, [new FrameTimes(pts, keys)], new Rational(1, Fps));
        var options = new PlanOptions(
            pipeline.Shots, pipeline.Sampling, Split.Train, pipeline.Shards.SamplesPerSegment);
        return ShotPlanner.Plan(FilmOf(id, frames, chapters), scan, options);
    }

    private static double NextShot(Random dice) => 1 - (Math.Log(1 - dice.NextDouble()) * ShotSeconds * Fps);

    private static Media.Films.Film FilmOf(string id, int frames, Chapter[] chapters) => new()
    {
        Id = id,
        Paths = [$"{id}.mkv"],
        Layout = StereoLayout.SbsFull,
        ViewOrder = ViewOrder.LeftFirst,
        CodedSize = new PixelSize(3840, 1080),
        ViewSize = new PixelSize(1920, 1080),
        StreamIndexes = [0],
        TimeBases = [new Rational(1, Fps)],
        Fps = new Rational(Fps, 1),
        Frames = frames,
        FramesExact = true,
        Colour = new ColourCoding(YuvMatrix.Bt709, false),
        PixelFormat = "yuv420p",
        Chapters = chapters,
        Evidence = [],
        Warnings = [],
    };
}
