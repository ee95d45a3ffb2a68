using System.Globalization;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Survey;
using MovieData.Synthesis;

namespace MovieData.Tests.Survey;

/// <summary>
/// Both scores with the embedded network. <c>tools/measure/shot-scores.sh</c> runs the second test over folders of
/// shots whose truth is known, and the third to have pictures of our own films and scenes to convert.
/// </summary>
[Slow]
public sealed class ShotScoreTests
{
    private static readonly Lazy<OnnxModel> Network = new(() => OnnxModel.Load(
        ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow), ModelPlace.Cpu));

    [Fact]
    public void Add_SyntheticShotsOfEitherOrder_FindsTheOrder()
    {
        var scenes = new SyntheticScenes(20270, new PixelSize(320, 192));
        int sure = 0;
        for (int index = 0; index < 4; index++)
        {
            SyntheticScene scene = scenes[index].Scene;
            var stated = new ShotViewOrder();
            var swapped = new ShotViewOrder();
            foreach (int frame in (int[])[4, 30])
            {
                (View left, View right) = (View.Left, View.Right);
                using SurveyedPosition position = Look(
                    scene.Render(frame, left), scene.Render(frame, right), scene.Render(frame + 1, left), null);
                using SurveyedPosition other = Look(
                    scene.Render(frame, right), scene.Render(frame, left), scene.Render(frame + 1, right), null);
                stated.Add(position);
                swapped.Add(other);
            }

            Assert.True(stated.StatedProbability > 0.5, $"scene {index}: {stated.Sentence}");
            Assert.True(swapped.StatedProbability < 0.5, $"scene {index}: {swapped.Sentence}");
            sure += (stated.StatedProbability > 0.95 ? 1 : 0) + (swapped.StatedProbability < 0.05 ? 1 : 0);
        }

        Assert.InRange(sure, 6, 8);
    }

    /// <summary>
    /// Writes a line a shot of the folders in <c>MOVIEDATA_SHOTS</c> (':' between them): folder, score, its parts, and
    /// the probability of the order as it is and swapped. Without that variable, one shot of the test's own.
    /// </summary>
    [Fact]
    public void Add_ShotsOfFolders_WritesALineAShot()
    {
        using var own = new TemporaryFolder();
        string[] roots = Environment.GetEnvironmentVariable("MOVIEDATA_SHOTS")?.Split(':') ?? [own.Path];
        if (roots[0] == own.Path)
        {
            SyntheticScene scene = new SyntheticScenes(20271, new PixelSize(320, 192))[1].Scene;
            PngWriter.Write(Path.Combine(own.Path, "0.left.png"), scene.Render(1, View.Left));
            PngWriter.Write(Path.Combine(own.Path, "0.right.png"), scene.Render(1, View.Right));
            PngWriter.Write(Path.Combine(own.Path, "0.left.next.png"), scene.Render(2, View.Left));
        }

        string[] shots =
        [
            .. roots.SelectMany(root => Directory.EnumerateFiles(root, "0.left.png", SearchOption.AllDirectories))
                .Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal),
        ];
        string[] lines = [.. shots.Select(Line)];
        if (Environment.GetEnvironmentVariable("MOVIEDATA_SHOT_LINES") is { } file)
        {
            File.WriteAllLines(file, lines);
        }

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(14, line.Split(',').Length));
    }

    /// <summary>
    /// Renders what <c>make.py frames</c> encodes and converts: a folder <c>demo/SEED-SHOT</c> for each related shot of
    /// the demo film of every seed in <c>MOVIEDATA_FRAME_SEEDS</c> ("1 2 3"), and <c>rendered/SEED-SCENE</c> for as
    /// many random scenes, each with two frames a third apart and the next of each. Without that variable, one small
    /// shot.
    /// </summary>
    [Fact]
    public void Render_FilmsOfSeeds_WritesViewsWithDisparity()
    {
        using var own = new TemporaryFolder();
        string folder = Environment.GetEnvironmentVariable("MOVIEDATA_FRAMES") ?? own.Path;
        string? seeds = Environment.GetEnvironmentVariable("MOVIEDATA_FRAME_SEEDS");
        if (seeds is null)
        {
            WriteFrames(Path.Combine(folder, "1-room"), SmallFilm(1), "room");
        }

        foreach (uint seed in (seeds ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse))
        {
            var film = new SyntheticFilm(new SynthesisOptions { Seed = seed, View = new PixelSize(960, 540) });
            string[] shots = [.. film.Shots.Where(shot => IsGood(film, shot)).Select(shot => shot.Name)];
            foreach (string shot in shots)
            {
                WriteFrames(Path.Combine(folder, "demo", $"{seed:D4}-{shot}"), film, shot);
            }

            var scenes = new SyntheticScenes(seed, SurveyedClips.View);
            foreach (int index in Enumerable.Range(0, shots.Length))
            {
                WriteFrames(Path.Combine(folder, "rendered", $"{seed:D4}-{index}"), scenes[index].Scene, 4, 30);
            }
        }

        string[] written = Directory.GetFiles(folder, "*.pfm", SearchOption.AllDirectories);
        Assert.NotEmpty(written);
        Assert.All(written, file => Assert.True(
            File.Exists(file.Replace("disparity.pfm", "right.png", StringComparison.Ordinal))));
    }

    private static bool IsGood(SyntheticFilm film, ShotDesign shot) =>
        shot.Verdict != ShotVerdict.NotPlanned && film.SceneOf(shot) is { IsRelated: true, VerticalOffsetPx: 0 };

    private static SyntheticFilm SmallFilm(uint seed) =>
        new(new SynthesisOptions { Seed = seed, View = new PixelSize(320, 180) });

    private static void WriteFrames(string folder, SyntheticFilm film, string name)
    {
        ShotDesign shot = film.Shots.Single(shot => shot.Name == name);
        WriteFrames(folder, film.SceneOf(shot), shot.Frames / 3, 2 * shot.Frames / 3);
    }

    private static void WriteFrames(string folder, SyntheticScene scene, params int[] positions)
    {
        Directory.CreateDirectory(folder);
        foreach ((int at, int frame) in positions.SelectMany(first => (int[])[first, first + 1]).Index())
        {
            using Plane<Rgb24> left = scene.Render(frame, View.Left), right = scene.Render(frame, View.Right);
            using SceneTruth truth = scene.Truth(frame);
            PngWriter.Write(Path.Combine(folder, $"{at}.left.png"), left);
            PngWriter.Write(Path.Combine(folder, $"{at}.right.png"), right);
            PfmFile.Write(Path.Combine(folder, $"{at}.disparity.pfm"), truth.Left.Disparity);
        }
    }

    private static string Line(string shot)
    {
        var score = new ConversionScore();
        var stated = new ShotViewOrder();
        var swapped = new ShotViewOrder();
        for (int at = 0; File.Exists(Path.Combine(shot, $"{at}.left.png")); at++)
        {
            Plane<Rgb24>? Read(string name)
            {
                string file = Path.Combine(shot, $"{at}.{name}.png");
                return File.Exists(file) ? PictureFile.ReadRgb(file) : null;
            }

            using SurveyedPosition position = Look(
                Read("left")!, Read("right")!, Read("left.next"), Read("right.next"));
            score.Add(position);
            stated.Add(position);

            // The same flows the other way round; the pictures stay the first position's.
            swapped.Add(new SurveyedPosition(
                new SurveyedPair(
                    new StereoFrame(0, position.Pair.Right, position.Pair.Left),
                    position.Pair.RightToLeft,
                    position.Pair.LeftToRight),
                position.RightMotion,
                position.LeftMotion));
        }

        ConversionParts parts = score.Parts!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{shot},{score.Score},{stated.StatedProbability},{swapped.StatedProbability},{parts.VerticalPx:G6},"
            + $"{parts.VerticalSpreadPx:G6},{parts.ColourLevels:G6},{parts.GrainExcess:G6},{parts.HoleTexture:G6},"
            + $"{parts.OcclusionAgreement:G6},{parts.RampShare:G6},{parts.FlatShare:G6},{parts.HoleStretch:G6},"
            + $"{parts.HoleMismatch:G6}");
    }

    private static SurveyedPosition Look(
        Plane<Rgb24> left, Plane<Rgb24> right, Plane<Rgb24>? nextLeft, Plane<Rgb24>? nextRight)
    {
        (FlowField forth, FlowField back) = Run(left, right);
        return new SurveyedPosition(
            new SurveyedPair(new StereoFrame(0, left, right), forth, back),
            Motion(left, nextLeft),
            Motion(right, nextRight));
    }

    private static ViewMotion? Motion(Plane<Rgb24> view, Plane<Rgb24>? next)
    {
        if (next is null)
        {
            return null;
        }

        (FlowField forth, FlowField back) = Run(view, next);
        return new ViewMotion(next, forth, back);
    }

    private static (FlowField Forth, FlowField Back) Run(Plane<Rgb24> one, Plane<Rgb24> two)
    {
        using IFlowEstimator estimator = FlowEstimator.For(Network.Value, one.Size);
        (FlowField forth, FlowField back) = (new FlowField(one.Size), new FlowField(one.Size));
        estimator.Run(one, two, forth, back, TestContext.Current.CancellationToken);
        return (forth, back);
    }
}
