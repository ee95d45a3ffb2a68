using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Pictures;

public class ContactSheetTests
{
    [Theory]
    [InlineData(1280, 720, 640, 360)]
    [InlineData(360, 720, 640, 1280)]
    [InlineData(300, 900, 426, 1280)]
    [InlineData(4, 8000, 1, 1280)]
    [InlineData(8000, 4, 640, 1)]
    public void Render_AnyAspect_KeepsItAndStaysSmall(int width, int height, int cellWidth, int cellHeight)
    {
        using var picture = new Plane<Rgb24>(width, height);
        picture.Pixels.Fill(new Rgb24(9, 99, 199));
        using var sheet = new ContactSheet(2, 640);
        sheet.Add(picture, "one");
        sheet.Add(picture, "two");

        using Plane<Rgb24> whole = sheet.Render();

        // A gap of 8 px around each, a line of 22 px above.
        Assert.Equal(new PixelSize((2 * cellWidth) + (3 * 8), cellHeight + 22 + (2 * 8)), whole.Size);
        Assert.Equal(new Rgb24(9, 99, 199), whole[8, 8 + 22]);
        Assert.Equal(new Rgb24(9, 99, 199), whole[8 + cellWidth - 1, 8 + 22 + cellHeight - 1]);
        Assert.NotEqual(new Rgb24(9, 99, 199), whole[8, 8 + 22 + cellHeight]);
    }
}
