using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class ShotGeometryTests
{
    /// <summary>The right view runs a frame ahead, in which all goes 3 px down; of the 3.5 px that views lie apart,
    /// half a pixel is misalignment. Of a position without a next frame nothing is known of that.</summary>
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(0, 3.5)]
    public void Plane_PositionWithoutANextFrame_SaysNothingOfAShiftedShot(double shiftFrames, double offsetPx)
    {
        using SurveyedPosition moving =
            WavyPosition.Of(stereoV: 3.5, motionV: 3, toldStereoV: 3.5f, toldMotionV: 3);
        using SurveyedPosition alone =
            WavyPosition.Of(stereoV: 3.5, motionV: 3, toldStereoV: 3.5f, toldMotionV: null);
        var geometry = new ShotGeometry();

        geometry.Add(MatchedSamples.Of(moving), WavyPosition.View, shiftFrames);
        geometry.Add(MatchedSamples.Of(alone), WavyPosition.View, shiftFrames);

        Assert.Equal(offsetPx, geometry.Plane!.Value.OffsetPx, 0.03);
    }
}
