using MovieData.Imaging.Frames;
using MovieData.Media.Probe;
using MovieData.Media.Reading;

namespace MovieData.Tests.Probe;

public sealed class BlackBarsTests
{
    private static readonly PixelSize Size = new(96, 54);

    [Theory]
    [InlineData(0, 7, 96, 40, 0, 8, 96, 38)]
    [InlineData(12, 0, 72, 54, 12, 0, 72, 54)]
    [InlineData(0, 0, 96, 54, 0, 0, 96, 54)]
    public void Measure_PictureInsideBars_FindsItWithEvenEdges(
        int x, int y, int width, int height, int activeX, int activeY, int activeWidth, int activeHeight)
    {
        BlackBars bars = BlackBars.Measure(Pictures(new PixelArea(x, y, width, height)));

        Assert.Equal(new PixelArea(activeX, activeY, activeWidth, activeHeight), bars.Active);
        Assert.Equal((1, 0), (bars.Pictures, bars.Narrower));
    }

    [Fact]
    public void Measure_AspectChanges_TakesTheWidestAndCountsTheOthers()
    {
        BlackBars bars = BlackBars.Measure(Pictures(
            new PixelArea(0, 8, 96, 38), new PixelArea(0, 0, 96, 54), new PixelArea(0, 8, 96, 38)));

        Assert.Equal(new PixelArea(0, 0, 96, 54), bars.Active);
        Assert.Equal((3, 2), (bars.Pictures, bars.Narrower));
    }

    [Fact]
    public void Measure_FadedPictures_TellNothing()
    {
        BlackBars bars = BlackBars.Measure(Pictures(new PixelArea(40, 20, 8, 8)));

        Assert.Equal(new PixelArea(0, 0, 96, 54), bars.Active);
        Assert.Equal(0, bars.Pictures);
    }

    [Fact]
    public void Common_FloatingWindows_IsWhatBothShow() =>
        Assert.Equal(
            new PixelArea(4, 8, 84, 38),
            BlackBars.Common(new PixelArea(4, 8, 92, 38), new PixelArea(0, 8, 88, 38)));

    /// <summary>Noise of 60…200 inside an area, 0…20 outside, and a subtitle dot that is no picture.</summary>
    private static StillPictures Pictures(params PixelArea[] areas)
    {
        var random = new Random(1);
        return new StillPictures(Size, [.. areas.Select(area =>
        {
            byte[] luma = new byte[Size.Area];
            for (int pixel = 0; pixel < luma.Length; pixel++)
            {
                (int x, int y) = (pixel % Size.Width, pixel / Size.Width);
                bool inside = x >= area.X && x < area.X + area.Width && y >= area.Y && y < area.Y + area.Height;
                luma[pixel] = (byte)(inside ? random.Next(60, 200) : random.Next(0, 20));
            }

            return luma;
        })]);
    }
}
