using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

public sealed class OnePictureTests
{
    [Theory]
    [InlineData("teddy/left.png", "teddy/right.png")]
    [InlineData("wood2/left.png", "wood2/right.png")]
    [InlineData("aloe/left.jpg", "aloe/right.jpg")]
    [InlineData("nogt_piano/left.png", "nogt_piano/right.png")]
    [InlineData("nogt_kitti2012gray/left.png", "nogt_kitti2012gray/right.png")]
    public void Look_RealStereoPair_IsNeitherOneNorTwo(string first, string second)
    {
        using Plane<Rgb24> left = Reduced(first);
        using Plane<Rgb24> right = Reduced(second);

        OnePicture look = OnePicture.Look([(left, right)]);

        Assert.False(look.IsOne, look.Words);
        Assert.False(look.IsOther, look.Words);
    }

    /// <summary>The same picture, paler, noisy, and with a caption in it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Look_OnePictureCodedTwice_IsOne(int shift)
    {
        using Plane<Rgb24> first = Reduced("teddy/left.png");
        using var second = new Plane<Rgb24>(first.Width, first.Height);
        var random = new Random(1);
        byte Pale(byte value) => (byte)(60 + (value / 2) + random.Next(-5, 6));
        for (int y = 0; y < first.Height; y++)
        {
            for (int x = 0; x < first.Width; x++)
            {
                Rgb24 from = first.Row(y)[Math.Clamp(x - shift, 0, first.Width - 1)];
                bool isCaption = y > first.Height - 50 && y < first.Height - 20 && x is > 200 and < 400;
                second.Row(y)[x] = isCaption
                    ? new Rgb24(255, 255, 255)
                    : new Rgb24(Pale(from.R), Pale(from.G), Pale(from.B));
            }
        }

        OnePicture look = OnePicture.Look([(first, second)]);

        Assert.True(look.IsOne, look.Words);
        Assert.Equal(shift, look.ShiftPx);
    }

    [Fact]
    public void Look_TwoScenes_AreOther()
    {
        using Plane<Rgb24> first = Reduced("teddy/left.png");
        using Plane<Rgb24> other = Reduced("aloe/left.jpg", first.Size);

        OnePicture look = OnePicture.Look([(first, other)]);

        Assert.True(look.IsOther, look.Words);
        Assert.False(look.IsOne, look.Words);
    }

    private static Plane<Rgb24> Reduced(string name, PixelSize? size = null)
    {
        using Plane<Rgb24> picture = PictureFile.ReadRgb(SharedFiles.Require("pairs/" + name));
        int width = Math.Min(OnePicture.WidthMax, picture.Width);
        PixelSize to = size ?? new PixelSize(width, picture.Height * width / picture.Width);
        var reduced = new Plane<Rgb24>(to.Width, to.Height);
        Resample.Picture(picture.Pixels, picture.Size, reduced.Pixels, reduced.Size);
        return reduced;
    }

    /// <summary>As a base layer of Dolby Vision finds its enhancement layer again, and as true pairs do.</summary>
    [Theory]
    [InlineData(1122, 273, true)]
    [InlineData(1000, 499, true)]
    [InlineData(1000, 700, false)]
    [InlineData(39, 0, false)]
    public void IsDoubtful_LessThanHalfFoundAgain_IsTrue(int blocks, int found, bool isDoubtful)
    {
        var look = new OnePicture(blocks, found, blocks / 10, found / 5, 0);

        Assert.Equal((isDoubtful, false), (look.IsDoubtful, look.IsOne));
    }
}
