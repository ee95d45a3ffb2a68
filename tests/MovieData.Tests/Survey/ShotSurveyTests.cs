using MovieData.Plan;
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

    [Fact]
    public async Task Segments_OfManyShots_HoldSeveralShotsInTheirOrder()
    {
        static PlannedSample Frame(int number, int shot) => new(number, [], 0, 0, shot, 0);
        IReadOnlyList<PlannedSample>[] shots =
        [
            .. Enumerable.Range(0, ShotSurvey.ShotsTogetherMax + 1)
                .Select(shot => (PlannedSample[])[Frame(10 * shot, shot), Frame((10 * shot) + 1, shot)]),
        ];

        List<Segment> segments =
            await ShotSurvey.Segments("film", shots).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([2 * ShotSurvey.ShotsTogetherMax, 2], segments.Select(segment => segment.Samples.Count));
        Assert.Equal(
            shots.SelectMany(frames => frames).Select(sample => sample.Frame),
            segments.SelectMany(segment => segment.Samples).Select(sample => sample.Frame));
    }
}
