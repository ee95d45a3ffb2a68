using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class ShotSurveyTests
{
    [Theory]
    [InlineData(new[] { 7 }, new[] { 7 })]
    [InlineData(new[] { 7, 8 }, new[] { 7 })]
    [InlineData(new[] { 7, 9 }, new[] { 7, 9 })]
    [InlineData(new[] { 0, 6, 12, 18 }, new[] { 0, 18 })]
    public void Positions_OfPlannedFrames_AreSpreadAndNoneIsAnothersNext(int[] planned, int[] positions) =>
        Assert.Equal(positions, ShotSurvey.Positions(planned));
}
