using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Tests.Pictures;

namespace MovieData.Tests.Kernels;

public class ExposureMatchTests
{
    [Fact]
    public void Run_DarkerAndFlatterPicture_IsBroughtBackToTheReference()
    {
        using Plane<Rgb24> reference = TestPictures.Rgb(64, 40, 3);
        var dark = new Rgb24[reference.Pixels.Length];
        for (int i = 0; i < dark.Length; i++)
        {
            Rgb24 p = reference.Pixels[i];
            dark[i] = new Rgb24((byte)(10 + (p.R / 2)), (byte)(p.G / 2), (byte)(60 + (p.B / 2)));
        }

        var matched = new Rgb24[dark.Length];
        ExposureMatch.Run(reference.Pixels, dark, matched);

        // Halving lost one bit.
        for (int i = 0; i < dark.Length; i++)
        {
            Rgb24 p = reference.Pixels[i];
            Assert.InRange(matched[i].R - p.R, -2, 2);
            Assert.InRange(matched[i].G - p.G, -2, 2);
            Assert.InRange(matched[i].B - p.B, -2, 2);
        }
    }

    [Fact]
    public void Run_EqualPictures_ChangesNothing()
    {
        using Plane<Rgb24> picture = TestPictures.Rgb(33, 9, 5);
        var matched = new Rgb24[picture.Pixels.Length];

        ExposureMatch.Run(picture.Pixels, picture.Pixels, matched);

        Assert.Equal(picture.Pixels.ToArray(), matched);
    }

    [Fact]
    public void Run_FlatPictureOrReference_IsOnlyMoved()
    {
        Rgb24[] flat = [new(100, 0, 255), new(100, 0, 255)];
        Rgb24[] varied = [new(10, 20, 30), new(30, 40, 50)];
        var matched = new Rgb24[2];

        ExposureMatch.Run(varied, flat, matched);
        Assert.Equal([new(20, 30, 40), new(20, 30, 40)], matched);

        ExposureMatch.Run(flat, varied, matched);
        Assert.Equal([new(90, 0, 245), new(110, 10, 255)], matched);
    }

    [Fact]
    public void Run_NearlyFlatPicture_IsNotBlownUpBeyondTheLargestGain()
    {
        Rgb24[] reference = [new(0, 0, 0), new(200, 200, 200)];
        var matched = new Rgb24[2];

        ExposureMatch.Run(reference, [new(99, 99, 99), new(101, 101, 101)], matched);

        Assert.Equal([new(96, 96, 96), new(104, 104, 104)], matched);
    }

    [Fact]
    public void Run_EmptyOrUnequal_Throws()
    {
        Assert.Throws<ArgumentException>(() => ExposureMatch.Run([], [new(1, 2, 3)], new Rgb24[1]));
        Assert.Throws<ArgumentException>(() => ExposureMatch.Run([new(1, 2, 3)], [new(1, 2, 3)], new Rgb24[2]));
    }
}
