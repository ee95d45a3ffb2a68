using MovieData.Disparity;
using MovieData.Imaging.Frames;

namespace MovieData.Tests.Disparity;

public sealed class FrameBarsTests
{
    private static readonly PixelArea Whole = new(0, 0, 100, 60);

    [Fact]
    public void Inside_NoBars_IsAllOfIt()
    {
        using StereoFrame frame = Frame((_, _) => true, (_, _) => true);

        Assert.Equal(Whole, FrameBars.Inside(frame, Whole));
    }

    [Fact]
    public void Inside_BarsOfEitherView_AreLeftOut()
    {
        // A floating window: 4 columns at the left of the left view, 6 at the right of the right one; 8 rows above.
        using StereoFrame frame = Frame((x, y) => x >= 4 && y >= 8, (x, y) => x < 94 && y >= 8);

        Assert.Equal(new PixelArea(4, 8, 90, 52), FrameBars.Inside(frame, Whole));
        Assert.Equal(new PixelArea(10, 8, 80, 40), FrameBars.Inside(frame, new PixelArea(10, 2, 80, 46)));
    }

    [Fact]
    public void Inside_DarkScene_IsNoBar()
    {
        using StereoFrame frame = Frame((x, y) => x > 60 && y > 40, (x, y) => x > 60 && y > 40);

        Assert.Equal(Whole, FrameBars.Inside(frame, Whole));
    }

    [Fact]
    public void Inside_AFewBrightSpecksInABar_StayABar()
    {
        using StereoFrame frame = Frame((x, y) => y >= 6 || x == 50, (x, y) => y >= 6 || x == 51);

        Assert.Equal(new PixelArea(0, 6, 100, 54), FrameBars.Inside(frame, Whole));
    }

    private static StereoFrame Frame(Func<int, int, bool> left, Func<int, int, bool> right) =>
        new(0, View(left), View(right));

    private static Plane<Rgb24> View(Func<int, int, bool> isPicture)
    {
        var view = new Plane<Rgb24>(Whole.Width, Whole.Height);
        for (int y = 0; y < Whole.Height; y++)
        {
            for (int x = 0; x < Whole.Width; x++)
            {
                byte level = (byte)(isPicture(x, y) ? 90 : 20);
                view.Row(y)[x] = new Rgb24(level, 0, level);
            }
        }

        return view;
    }
}
