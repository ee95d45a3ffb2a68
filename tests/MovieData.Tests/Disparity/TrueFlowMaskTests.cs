using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Staging;
using MovieData.Synthesis;

namespace MovieData.Tests.Disparity;

/// <summary>
/// The masks with the flow question taken out: the demo film's true flow in, compared with its true masks.
/// </summary>
public class TrueFlowMaskTests
{
    [Fact]
    public async Task RunAsync_TrueFlowOfTheDemoFilm_OcclusionMaskIsTheTrueOne()
    {
        var film = new SyntheticFilm(new SynthesisOptions());
        var crop = new PixelArea(20, 140, 1880, 800);
        var comparison = new TruthComparison(film);
        foreach (ShotDesign shot in film.Shots.Where(shot => shot.Verdict == ShotVerdict.Kept))
        {
            int frame = (shot.FirstFrame + shot.EndFrame) / 2;
            using SceneTruth truth = film.Truth(frame);
            using StereoDisparity output = await MeasureAsync(truth, crop, frame);
            output.ApplySky(Cropped(truth.Left.Sky, crop).Pixels);

            TruthFigures figures = comparison.Add(frame, crop, output.Map.Mask, output.Map.Disparity)!;
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{shot.Name}: occlusion IoU {figures.Occluded.IoU:F4}, coverage {figures.Coverage:F4}, "
                + $"bad2 {figures.Bad2:F5}");
        }

        TruthFigures total = comparison.Report().Total;
        Assert.Equal(5, total.Samples);
        Assert.InRange(total.Occluded.IoU, 0.95, 1);
        Assert.InRange(total.Coverage, 0.99, 1);
        Assert.Equal(1, total.Sky.IoU);
    }

    private static async Task<StereoDisparity> MeasureAsync(SceneTruth truth, PixelArea crop, int frame)
    {
        // d = x_left − x_right: u left to right = −d, u right to left = +d.
        FlowField leftToRight = Field(truth.Left.Disparity, crop, -1);
        FlowField rightToLeft = Field(truth.Right.Disparity, crop, 1);
        var views = new StereoFrame(
            frame, new Plane<Rgb24>(crop.Width, crop.Height), new Plane<Rgb24>(crop.Width, crop.Height));
        var stage = new DisparityStage(DisparityStageTests.Paper, new PlanePool(1 << 30));
        return await StageChain.One(new StereoFlow(views, leftToRight, rightToLeft))
            .Then(stage, 1, CancellationToken.None).SingleAsync(CancellationToken.None);
    }

    private static FlowField Field(Plane<float> disparity, PixelArea crop, int sign)
    {
        Plane<float> u = Cropped(disparity, crop);
        foreach (ref float value in u.Pixels)
        {
            value *= sign;
        }

        return new FlowField(u, new Plane<float>(crop.Width, crop.Height));
    }

    private static Plane<T> Cropped<T>(Plane<T> view, PixelArea crop)
        where T : unmanaged
    {
        var cropped = new Plane<T>(crop.Width, crop.Height);
        for (int y = 0; y < crop.Height; y++)
        {
            view.Row(crop.Y + y).Slice(crop.X, crop.Width).CopyTo(cropped.Row(y));
        }

        return cropped;
    }
}
