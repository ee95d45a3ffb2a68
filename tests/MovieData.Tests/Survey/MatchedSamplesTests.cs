using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Points of positions whose pictures are arithmetic and whose flow is wrong by a known part.</summary>
public sealed class MatchedSamplesTests
{
    private const int Width = 160;
    private const int Height = 96;
    private const double Disparity = 6;

    /// <summary>As networks do: flow between the views comes out too small by a tenth, that in time does not.</summary>
    [Fact]
    public void Of_FlowTooSmallBetweenViews_IsCorrectedByThePictures()
    {
        using SurveyedPosition position = Position(stereoV: 1.5, motionV: 1.5, toldStereoV: 1.35f, toldMotionV: 1.5f);

        var samples = MatchedSamples.Of(position);

        int[] moving = [.. Enumerable.Range(0, samples.Count).Where(i => !float.IsNaN(samples.Motion[i]))];
        Assert.Equal(samples.Moving, moving.Length);
        Assert.InRange(moving.Length, 2000, MatchedSamples.SamplesMax);
        Assert.Equal(1.35, samples.V[0], 1e-5);
        Assert.Equal(1.5, moving.Average(i => samples.FineV[i]), 0.02);
        Assert.Equal(1.5, moving.Average(i => samples.Motion[i]), 0.02);
        Assert.Equal(0, moving.Average(i => samples.MotionError[i]), 0.02);
    }

    /// <summary>Where the pictures do not show what flow says, nothing is said of motion.</summary>
    [Fact]
    public void Of_PicturesThatContradictTheFlow_HaveNoMotion()
    {
        using SurveyedPosition position = Position(stereoV: 8, motionV: 1.5, toldStereoV: 1.35f, toldMotionV: 1.5f);

        var samples = MatchedSamples.Of(position);

        Assert.InRange(samples.Count, 2000, MatchedSamples.SamplesMax);
        Assert.InRange(samples.Moving, 0, samples.Count / 20);
        Assert.Equal(samples.Moving, samples.FineV.Take(samples.Count).Count(v => !float.IsNaN(v)));
    }

    private static SurveyedPosition Position(double stereoV, double motionV, float toldStereoV, float toldMotionV)
    {
        var frame = new StereoFrame(0, Drawn(0, 0), Drawn(-Disparity, stereoV));
        var pair = new SurveyedPair(
            frame, Flow((float)-Disparity, toldStereoV), Flow((float)Disparity, -toldStereoV));
        return new SurveyedPosition(
            pair,
            new ViewMotion(Drawn(0, motionV), Flow(0, toldMotionV), Flow(0, -toldMotionV)),
            new ViewMotion(Drawn(-Disparity, stereoV + motionV), Flow(0, toldMotionV), Flow(0, -toldMotionV)));
    }

    private static FlowField Flow(float u, float v)
    {
        var field = new FlowField(new Plane<float>(Width, Height), new Plane<float>(Width, Height));
        field.U.Pixels.Fill(u);
        field.V.Pixels.Fill(v);
        return field;
    }

    // What stands at (x, y) at first stands at (x + right, y + down) here.
    private static Plane<Rgb24> Drawn(double right, double down)
    {
        var picture = new Plane<Rgb24>(Width, Height);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                byte level = (byte)Math.Round(WavyTexture.Level(x - right, y - down));
                picture[x, y] = new Rgb24(level, level, level);
            }
        }

        return picture;
    }
}
