using System.Globalization;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using SourceFilm = MovieData.Media.Films.Film;

namespace MovieData.Benchmarks;

/// <summary>
/// CPU seconds of <c>ffmpeg -f null</c> with the same filters on the planned frames, over CPU seconds of our subprocess
/// and our reader (without colour conversion): what it costs that pictures cross a pipe. Paired runs, in turn.
/// </summary>
internal static class DecodeCost
{
    private const int Pairs = 5;

    /// <summary>Measures on a film: <c>decode FILM [PIPELINE]</c>.</summary>
    public static void Run(string path, string pipelinePath)
    {
        Pipeline pipeline = PipelineFile.Read(pipelinePath);
        SourceArgument source = SourceArgument.Resolve([path], new FilmOverrides())[0];
        SourceFilm film = FilmProbe.Probe(source, source.Overrides, quick: true, CancellationToken.None);
        SceneScores scores = SceneScan.Run(film, pipeline.Shots.ScorePicture, null, CancellationToken.None);
        var options =
            new PlanOptions(pipeline.Shots, pipeline.Sampling, Split.Train, pipeline.Shards.SamplesPerSegment);
        PlannedSample[] samples = [.. ShotPlanner.Plan(film, scores, options).Segments.SelectMany(s => s.Samples)];
        ViewScaling scaling = SampleScaling.For(film, pipeline.Decode);
        double median = MedianRatio(
            () => ToNothing(film, samples, scaling), () => ToOurReader(film, samples, scaling));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{samples.Length} planned frames of {scores.Frames}: median ratio {median:F3} of {Pairs} pairs "
            + $"(target 0.93)"));
    }

    /// <summary>CPU seconds of ffmpeg alone over ours, in turn, the first pair unheard.</summary>
    public static double MedianRatio(Action alone, Action withUs)
    {
        var ratios = new List<double>();
        for (int pair = 0; pair <= Pairs; pair++)
        {
            double nothing = CpuSeconds(alone);
            double ours = CpuSeconds(withUs);
            if (pair > 0)
            {
                ratios.Add(nothing / ours);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"ffmpeg -f null {nothing:F2} s   ours {ours:F2} s   ratio {nothing / ours:F3}"));
            }
        }

        ratios.Sort();
        return ratios[Pairs / 2];
    }

    private static void ToOurReader(SourceFilm film, PlannedSample[] samples, ViewScaling scaling)
    {
        using FrameReader reader = FrameReader.Open(
            film, 0, [.. samples.Select(s => s.Pts[0])], null, Alone(scaling), CancellationToken.None);
        var picture = new byte[scaling.PictureBytes];
        foreach (PlannedSample sample in samples)
        {
            reader.Await(sample.Pts[0]);
            reader.Read(picture);
        }

        reader.Drain();
        reader.FinishIfEnded();
    }

    private static FrameRequest Alone(ViewScaling scaling) => new(scaling, new PlanePool(1), 1);

    private static void ToNothing(SourceFilm film, PlannedSample[] samples, ViewScaling scaling)
    {
        List<string> arguments = FrameReader.Arguments(
            film,
            0,
            FrameReader.Selection(samples.Select(s => s.Pts[0])),
            FrameReader.EndAfter(film, 0, samples[^1].Pts[0], isKnownClean: false),
            null,
            Alone(scaling));
        arguments[arguments.IndexOf("rawvideo")] = "null";
        arguments[^1] = "-";
        FFmpegProcess.Capture("ffmpeg", arguments, CancellationToken.None);
    }

    /// <summary>
    /// CPU seconds of this process and every subprocess it has waited for: fields 14 to 17 of /proc/self/stat, in ticks
    /// of 10 ms.
    /// </summary>
    public static double CpuSeconds(Action work)
    {
        double before = Ticks();
        work();
        return (Ticks() - before) / 100;
    }

    private static double Ticks()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
    }
}
