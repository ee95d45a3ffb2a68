using MovieData.Frames;
using MovieData.Pictures;

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
        var sheet = new ContactSheet(2, 640);
        sheet.Add(picture);
        sheet.Add(picture);

        using Plane<Rgb24> whole = sheet.Render();

        Assert.Equal(new PixelSize((2 * cellWidth) + 4, cellHeight), whole.Size);
        Assert.Equal(new Rgb24(9, 99, 199), whole[0, cellHeight - 1]);
    }
}
