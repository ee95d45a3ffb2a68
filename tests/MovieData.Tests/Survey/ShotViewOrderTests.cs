using MovieData.Flow;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class ShotViewOrderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Add_SquareBeforeWall_TellsTheOrder(bool isSwapped)
    {
        var order = new ShotViewOrder();
        using SurveyedPosition position = new SmallShot { IsSwapped = isSwapped }.Position();

        order.Add(position);

        Assert.InRange(order.StatedProbability!.Value, isSwapped ? 0 : 0.99, isSwapped ? 0.01 : 1);
        Assert.Contains("1 pair;", order.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void StatedProbability_NothingSeen_IsNull()
    {
        var order = new ShotViewOrder();

        Assert.Null(order.StatedProbability);
        Assert.Null(order.Sentence);
    }

    /// <summary>The stereo flow's folds are taken away: motion alone tells it.</summary>
    [Theory]
    [InlineData(6, false)]
    [InlineData(-6, false)]
    [InlineData(6, true)]
    [InlineData(-6, true)]
    [InlineData(0, false)]
    public void MotionOcclusion_SquareMovesBeforeWall_TellsTheOrder(int movesPx, bool isSwapped)
    {
        var motion = new MotionOcclusion();
        using SurveyedPosition position = new SmallShot { MovesPx = movesPx, IsSwapped = isSwapped }.Position();

        motion.Add(position);

        double expected = movesPx == 0 ? 0 : isSwapped ? -1 : 1;
        Assert.InRange(motion.Agreement, expected - 0.4, expected + 0.4);
        Assert.Equal(2, motion.Views);
    }

    [Fact]
    public void MotionOcclusion_SquareOfTheWallsDisparity_SaysNothing()
    {
        using SurveyedPosition position = new SmallShot { MovesPx = 6 }.Position();
        position.Pair.LeftToRight.U.Pixels.Clear();
        position.Pair.RightToLeft.U.Pixels.Clear();
        var motion = new MotionOcclusion();

        motion.Add(position);

        Assert.Equal(0, motion.Agreement);
    }

    /// <summary>One of twenty is the other way round and says so; one more says a little, one nothing.</summary>
    [Fact]
    public void Join_OneOfTwentySwapped_FindsThatOne()
    {
        double?[] shots = [.. Enumerable.Repeat<double?>(0.99, 20)];
        (shots[3], shots[7], shots[11]) = (0.0001, 0.2, null);

        IReadOnlyList<double?> joined = ShotViewOrder.Join(shots);

        Assert.Equal([3], Enumerable.Range(0, 20).Where(shot => joined[shot] < 0.5));
        Assert.InRange(joined[3]!.Value, 0, 0.05);
        Assert.InRange(joined[7]!.Value, 0.9, 1);
        Assert.InRange(joined[11]!.Value, 0.98, 1);
    }

    [Fact]
    public void Join_WholeFilmSwapped_LeavesItSwapped()
    {
        IReadOnlyList<double?> joined = ShotViewOrder.Join([0.01, 0.02, null, 0.5, 0.01]);

        Assert.All(joined, shot => Assert.InRange(shot!.Value, 0, 0.03));
    }

    [Fact]
    public void Join_NothingKnown_StaysUnknown() => Assert.Equal([null, null], ShotViewOrder.Join([null, null]));

    [Fact]
    public void ViewOrderVotes_EachViewAlone_SpeaksForTheOrder()
    {
        using SurveyedPosition native = new SmallShot().Position();
        using SurveyedPosition converted = new SmallShot { IsConverted = true }.Position();

        ViewOrderVotes Votes(SurveyedPosition position)
        {
            var votes = new ViewOrderVotes();
            SurveyedPair pair = position.Pair;
            votes.Add(pair.Left, pair.Right, pair.LeftToRight, pair.RightToLeft);
            return votes;
        }

        Assert.InRange(Votes(native).OcclusionInFirst, 0.5, 1);
        Assert.InRange(Votes(native).OcclusionInSecond, 0.5, 1);
        Assert.InRange(Votes(converted).OcclusionInFirst, 0.5, 1);
    }
}
