using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class WindowEdgesTests
{
    private static readonly Rgb24 Black = new(0, 0, 0);
    private static readonly Rgb24 Grey = new(120, 120, 120);

    private static readonly DrawnPair Wall = new(new PixelSize(640, 200))
    {
        Left = (_, _) => Grey,
        Right = (_, _) => Grey,
    };

    /// <summary>A quarter of the rows lies in front of the screen, as far as the edges.</summary>
    [Fact]
    public void Of_ThingsInFrontAtTheEdges_IsTheirShareOfTheRows()
    {
        using SurveyedPair pair = (Wall with { Disparity = y => y < 50 ? 6 : -6 }).Make();

        WindowEdges edges = WindowEdges.Of(pair);

        Assert.Equal(0.25, edges.Violation!.Value, 1e-9);
        Assert.Equal((0, 0), (edges.StripeLeftPx, edges.StripeRightPx));
    }

    [Fact]
    public void Of_EverythingBehindTheScreen_ViolatesNoWindow()
    {
        using SurveyedPair pair = (Wall with { Disparity = _ => -6 }).Make();

        Assert.Equal(0, WindowEdges.Of(pair).Violation);
    }

    /// <summary>Stripes of 8 px bring the window 8 px forward, in front of what lies at 6.</summary>
    [Fact]
    public void Of_FloatingWindow_HasItsStripesAndIsNotViolated()
    {
        using SurveyedPair pair = (Wall with
        {
            Disparity = _ => 6,
            Left = (x, _) => x < 8 ? Black : Grey,
            Right = (x, _) => x >= 632 ? Black : Grey,
        }).Make();

        WindowEdges edges = WindowEdges.Of(pair);

        Assert.Equal((8, 8), (edges.StripeLeftPx, edges.StripeRightPx));
        Assert.Equal(0, edges.Violation);
    }

    /// <summary>Stripes that only the right view has at the left, the left view at the right, push the window
    /// back.</summary>
    [Fact]
    public void Of_StripesTheOtherWayRound_AreNegative()
    {
        using SurveyedPair pair = (Wall with
        {
            Left = (x, _) => x >= 635 ? Black : Grey,
            Right = (x, _) => x < 3 ? Black : Grey,
        }).Make();

        WindowEdges edges = WindowEdges.Of(pair);

        Assert.Equal((-3, -5), (edges.StripeLeftPx, edges.StripeRightPx));
    }

    /// <summary>A black picture, and one whose dark half may be night: nothing is known of stripes.</summary>
    [Theory]
    [InlineData(640)]
    [InlineData(320)]
    public void Of_DarkPicture_HasNoStripes(int dark)
    {
        using SurveyedPair pair = (Wall with
        {
            Left = (x, _) => x < dark ? Black : Grey,
            Right = (x, _) => x < dark ? Black : Grey,
        }).Make();

        Assert.Null(WindowEdges.Of(pair).StripeLeftPx);
    }
}
