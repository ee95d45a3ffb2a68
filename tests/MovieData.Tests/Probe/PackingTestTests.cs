using MovieData.Imaging.Frames;
using MovieData.Media.Probe;
using MovieData.Media.Reading;

namespace MovieData.Tests.Probe;

/// <summary>Packed pictures drawn from a known scene, whose textures repeat sideways or downwards in part.</summary>
public sealed class PackingTestTests
{
    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(1920, 2160)]
    [InlineData(3840, 1080)]
    public void Run_ViewsOfOneScene_IsTheirPackingWhateverRepeats(int width, int height)
    {
        foreach (string repeats in (string[])["", "sideways", "downwards"])
        {
            foreach (bool sideBySide in (bool[])[true, false])
            {
                PackingTest test = Run(new PixelSize(width, height), repeats, (u, v, t) => sideBySide
                    ? (u < 0.5 ? 0 : 1, 2 * u % 1, v, t)
                    : (v < 0.5 ? 0 : 1, u, 2 * v % 1, t));

                Assert.True(test.Verdict == sideBySide, $"{repeats} side by side {sideBySide}: {test}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sideways")]
    [InlineData("downwards")]
    [InlineData("sideways everywhere")]
    [InlineData("downwards everywhere")]
    public void Run_OneView_IsNoPacking(string repeats) =>
        Assert.Null(Run(new PixelSize(1920, 1080), repeats, (u, v, t) => (0, u, v, t)).Verdict);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_OnePictureTwice_IsNoStereoFilm(bool sideBySide)
    {
        PackingTest test = Run(new PixelSize(1920, 1080), "", (u, v, t) => sideBySide
            ? (0, 2 * u % 1, v, t)
            : (0, u, 2 * v % 1, t));

        Assert.Null(test.Verdict);
        Assert.True(test.SaysSamePicture, $"{test}");
    }

    /// <param name="size">Size of the coded picture; drawn at a sixth of it.</param>
    /// <param name="repeats">What of the scene repeats.</param>
    /// <param name="place">View and place in it, 0…1, of a place in the picture.</param>
    private static PackingTest Run(
        PixelSize size, string repeats, Func<double, double, int, (int View, double U, double V, int Time)> place)
    {
        var small = new PixelSize(size.Width / 6, size.Height / 6);
        var pictures = new List<byte[]>();
        for (int time = 0; time < 4; time++)
        {
            byte[] luma = new byte[small.Area];
            for (int y = 0; y < small.Height; y++)
            {
                for (int x = 0; x < small.Width; x++)
                {
                    (int view, double u, double v, int t) =
                        place((x + 0.5) / small.Width, (y + 0.5) / small.Height, time);
                    luma[(y * small.Width) + x] = Scene(u + (view * (0.01 + (0.02 * v))), v, t, repeats);
                }
            }

            pictures.Add(luma);
        }

        return PackingTest.Run(new StillPictures(small, pictures), new Rational(1, 1));
    }

    /// <summary>Random texture of 40 × 24 cells; where it repeats, eight times across or six times down.</summary>
    private static byte Scene(double u, double v, int time, string repeats)
    {
        bool isPart = repeats.EndsWith("everywhere", StringComparison.Ordinal);
        if ((isPart || v % 0.5 < 0.3) && repeats.StartsWith("sideways", StringComparison.Ordinal))
        {
            u %= 0.125;
        }
        else if ((isPart || u % 0.5 < 0.3) && repeats.StartsWith("downwards", StringComparison.Ordinal))
        {
            v %= 1 / 6.0;
        }

        (double x, double y) = ((u + 1) * 40, (v + 1) * 24);
        (int column, int row) = ((int)x, (int)y);
        double Corner(int i, int j)
        {
            uint hash = ((uint)(column + i) * 2654435761) ^ ((uint)(row + j) * 2246822519) ^ ((uint)time * 3266489917);
            hash = (hash ^ (hash >> 15)) * 2654435761;
            return ((hash >> 8) & 0xffff) / 65535.0;
        }

        (double a, double b) = (x - column, y - row);
        double value = ((1 - b) * (((1 - a) * Corner(0, 0)) + (a * Corner(1, 0))))
            + (b * (((1 - a) * Corner(0, 1)) + (a * Corner(1, 1))));
        return (byte)(40 + (180 * value));
    }
}
