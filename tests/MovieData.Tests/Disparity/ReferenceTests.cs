using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Staging;
using MovieData.Synthesis;
using MovieData.Tests.Synthesis;

namespace MovieData.Tests.Disparity;

/// <summary>Disparity at the right view's pixels, from true flow, against the truth of that view.</summary>
public class ReferenceTests
{
    [Theory]
    [InlineData(Reference.Left, true, false)]
    [InlineData(Reference.Right, false, true)]
    [InlineData(Reference.Both, true, true)]
    public async Task RunAsync_EachReference_WritesItsViewsAndJudgesAlike(Reference reference, bool left, bool right)
    {
        SyntheticFilm film = SyntheticSceneTests.Film;
        ShotDesign street = film.Shots.First(shot => shot.Name == "street");
        using SceneTruth truth = film.Truth(street.FirstFrame + 5);
        var pool = new PlanePool(256 << 20);
        using StereoDisparity output = await RunAsync(truth, pool, reference);

        Assert.Equal((left, right), (output.WritesLeft, output.RightMap is not null));
        using StereoDisparity usual = await RunAsync(truth, pool, Reference.Left);
        Assert.Equal(usual.Figures, output.Figures);
        Assert.Equal(usual.Rejections, output.Rejections);
        if (output.RightMap is not { } map)
        {
            return;
        }

        AssertTrue(map, truth.Right);
        output.ApplySkyRight(truth.Right.Sky.Pixels);
        output.ToOutputScale(pool);
        Assert.Equal(map.Mask.Size, output.RightMap.Mask.Size);

        // Sky takes the place of what was measured there, and the fill is this view's own smallest disparity.
        float min = map.Extremes.Min;
        var codes = new ushort[map.Mask.Pixels.Length];
        map.Encode(fillSky: true, codes);
        for (int i = 0; i < codes.Length; i++)
        {
            bool sky = truth.Right.Sky.Pixels[i] != 0;
            Assert.Equal(sky, map.Mask.Pixels[i] == MaskCode.Sky);
            Assert.True(!sky || codes[i] == DisparityCode.Encode(min));
        }
    }

    private static void AssertTrue(DisparityMap map, ViewTruth truth)
    {
        (long occluded, long occludedBoth, long valid) = (0, 0, 0);
        for (int i = 0; i < map.Mask.Pixels.Length; i++)
        {
            if (truth.Visibility.Pixels[i] == PixelTruth.Bar)
            {
                continue;
            }

            bool isOccluded = truth.Visibility.Pixels[i] == PixelTruth.Occluded;
            bool says = map.Mask.Pixels[i] == MaskCode.Occluded;
            occluded += isOccluded || says ? 1 : 0;
            occludedBoth += isOccluded && says ? 1 : 0;
            if (map.Mask.Pixels[i] == MaskCode.Valid)
            {
                valid++;
                Assert.Equal(truth.Disparity.Pixels[i], map.Disparity.Pixels[i], 1e-5f);
            }
        }

        Assert.True(valid > 0.7 * map.Mask.Pixels.Length, $"{valid} valid");
        Assert.True(occluded > 100 && occludedBoth > 0.7 * occluded, $"{occludedBoth} of {occluded}");
    }

    private static Task<StereoDisparity> RunAsync(SceneTruth truth, PlanePool pool, Reference reference)
    {
        PixelSize size = truth.Left.Disparity.Size;
        var flow = new StereoFlow(
            new StereoFrame(0, new Plane<Rgb24>(size.Width, size.Height), new Plane<Rgb24>(size.Width, size.Height)),
            Field(truth.Left.Disparity, -1),
            Field(truth.Right.Disparity, 1));
        DisparityOptions options = DisparityStageTests.Paper with { Reference = reference, ResidualPxMax = 0.5 };
        return StageChain.One(flow).Then(new DisparityStage(options, pool), 1)
            .SingleAsync(TestContext.Current.CancellationToken).AsTask();
    }

    private static FlowField Field(Plane<float> disparity, int sign)
    {
        var u = new Plane<float>(disparity.Width, disparity.Height);
        for (int i = 0; i < u.Pixels.Length; i++)
        {
            u.Pixels[i] = sign * disparity.Pixels[i];
        }

        return new FlowField(u, new Plane<float>(disparity.Width, disparity.Height));
    }
}
