using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class SmoothLumaTests
{
    /// <summary>A single bright pixel of 160 levels is shared out by 1-2-1 in both directions, of 16 parts.</summary>
    [Theory]
    [InlineData(2, 2, 40)]
    [InlineData(1, 2, 20)]
    [InlineData(2, 3, 20)]
    [InlineData(3, 3, 10)]
    [InlineData(4, 2, 0)]
    public void Of_OneBrightPixel_IsSharedOut(int x, int y, float levels)
    {
        using var picture = new Plane<Rgb24>(6, 5);
        picture[2, 2] = new Rgb24(160, 160, 160);

        using Plane<float> smooth = SmoothLuma.Of(picture);

        Assert.Equal(levels, smooth[x, y]);
    }

    [Fact]
    public void Of_FlatPicture_IsItsLevelUpToTheEdge()
    {
        using var picture = new Plane<Rgb24>(3, 2);
        picture.Pixels.Fill(new Rgb24(100, 100, 100));

        using Plane<float> smooth = SmoothLuma.Of(picture);

        Assert.True(!smooth.Pixels.ContainsAnyExcept(100f));
    }
}
