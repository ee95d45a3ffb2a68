using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Tests.Pictures;

namespace MovieData.Tests.Kernels;

public class VerticalWarpTests
{
    [Fact]
    public void Run_WholeRows_MovesThePictureAndRepeatsTheBorder()
    {
        using Plane<Rgb24> picture = TestPictures.Rgb(17, 11, 2);
        using var level = new Plane<Rgb24>(17, 11);

        // The content must go up by 3: its flow to the other view is −3.
        VerticalWarp.Run(picture.Pixels, picture.Size, new VerticalMisalignment(-3, 0, 0), level.Pixels);

        for (int y = 0; y < 11; y++)
        {
            Assert.Equal(picture.Row(Math.Min(10, y + 3)).ToArray(), level.Row(y).ToArray());
        }
    }

    [Fact]
    public void Run_NothingToCorrect_IsTheSamePicture()
    {
        using Plane<Rgb24> picture = TestPictures.Rgb(8, 5, 7);
        using var level = new Plane<Rgb24>(8, 5);

        VerticalWarp.Run(picture.Pixels, picture.Size, default, level.Pixels);

        Assert.Equal(picture.Pixels.ToArray(), level.Pixels.ToArray());
    }

    [Fact]
    public void Run_TiltedAndZoomedRamp_LandsWhereThePlaneSays()
    {
        // Level 2 a row: the picture tells from which row a pixel came, to half a row.
        var size = new PixelSize(60, 100);
        var plane = new VerticalMisalignment(1.5, 0.02, 0.03);
        using var ramp = new Plane<Rgb24>(60, 100);
        using var level = new Plane<Rgb24>(60, 100);
        for (int y = 0; y < 100; y++)
        {
            ramp.Row(y).Fill(new Rgb24((byte)(2 * y), (byte)(2 * y), (byte)(200 - (2 * y))));
        }

        VerticalWarp.Run(ramp.Pixels, size, plane, level.Pixels);

        for (int y = 10; y < 90; y += 7)
        {
            for (int x = 0; x < 60; x += 5)
            {
                double row = VerticalWarp.SourceRow(x, y, size, plane);
                double v = plane.OffsetPx + (plane.Rotation * (x - 29.5)) + (plane.Zoom * (row - 49.5));
                Assert.Equal(y, row + v, 1e-9);
                Assert.Equal(2 * row, level[x, y].R, 0.51);
                Assert.Equal(200 - (2 * row), level[x, y].B, 0.51);
            }
        }
    }

    [Fact]
    public void Run_OnePixel_StaysIt()
    {
        var level = new Rgb24[1];
        VerticalWarp.Run([new(1, 2, 3)], new(1, 1), new VerticalMisalignment(9, 1, 0), level);
        Assert.Equal([new(1, 2, 3)], level);
    }

    [Fact]
    public void Run_WrongSizeOrTurnedOver_Throws()
    {
        Assert.Throws<ArgumentException>(() => VerticalWarp.Run(new Rgb24[4], new(3, 1), default, new Rgb24[3]));
        Assert.Throws<ArgumentException>(
            () => VerticalWarp.Run(new Rgb24[3], new(3, 1), new VerticalMisalignment(0, 0, -1), new Rgb24[3]));
        Assert.Throws<ArgumentException>(
            () => VerticalWarp.Run(new Rgb24[3], new(3, 1), VerticalMisalignment.None, new Rgb24[3]));
    }
}
