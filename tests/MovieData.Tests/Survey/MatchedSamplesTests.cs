using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Points of positions whose pictures are arithmetic and whose flow is wrong by a known part.</summary>
public sealed class MatchedSamplesTests
{
    /// <summary>As networks do: flow between the views comes out too small by a tenth, that in time does not.</summary>
    [Fact]
    public void Of_FlowTooSmallBetweenViews_IsCorrectedByThePictures()
    {
        using SurveyedPosition position =
            WavyPosition.Of(stereoV: 1.5, motionV: 1.5, toldStereoV: 1.35f, toldMotionV: 1.5f);

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
        using SurveyedPosition position =
            WavyPosition.Of(stereoV: 8, motionV: 1.5, toldStereoV: 1.35f, toldMotionV: 1.5f);

        var samples = MatchedSamples.Of(position);

        Assert.InRange(samples.Count, 2000, MatchedSamples.SamplesMax);
        Assert.InRange(samples.Moving, 0, samples.Count / 20);
        Assert.Equal(samples.Moving, samples.FineV.Take(samples.Count).Count(v => !float.IsNaN(v)));
    }
}
