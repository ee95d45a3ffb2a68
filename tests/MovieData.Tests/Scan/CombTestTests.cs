using MovieData.Imaging.Frames;
using MovieData.Media.Scan;

namespace MovieData.Tests.Scan;

/// <summary>
/// Films drawn with known times: each row of each picture is drawn at its own instant, so what is combed is known.
/// </summary>
public sealed class CombTestTests
{
    private static readonly PixelSize Size = new(160, 96);

    /// <summary>Speeds in px a picture; levels from darkest to brightest; grain is added to every sample.</summary>
    [Theory]
    [InlineData(2, 0, 100, 0)]
    [InlineData(-2, 0, 100, 0)]
    [InlineData(0.5, 0, 100, 0)]
    [InlineData(6, 0, 100, 0)]
    [InlineData(3, 1, 100, 0)]
    [InlineData(3, 0, 24, 0)]
    [InlineData(3, 0, 100, 2)]
    public void Add_FieldsOfTwoInstants_IsCombedInEitherOrder(double right, double down, int levels, int grain)
    {
        foreach (bool upperFirst in (bool[])[true, false])
        {
            string? fault = Judge(
                (n, row) => n + ((row % 2 == 0) == upperFirst ? 0 : 0.5), Moving(right, down, levels), grain);

            Assert.Contains("are combed", fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, 0, 100, 0)]
    [InlineData(0.5, 0, 100, 0)]
    [InlineData(6, 0, 100, 0)]
    [InlineData(3, 0, 24, 0)]
    [InlineData(0, 1, 100, 0)]
    [InlineData(0, 2, 100, 0)]
    [InlineData(1, 3, 100, 0)]
    [InlineData(0, 0, 100, 4)]
    [InlineData(1, 0, 100, 6)]
    public void Add_PicturesOfOneInstant_IsNot(double right, double down, int levels, int grain) =>
        Assert.Null(Judge((n, _) => n, Moving(right, down, levels), grain));

    /// <summary>Lines of one row, that stand, move sideways behind a texture, or roll up like credits.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 3)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    public void Add_ProgressiveFineLines_AreNoComb(double right, double down)
    {
        Func<double, double, double, int> texture = Moving(right, down, 100);
        int Lines(double t, double x, double y) =>
            (int)(Math.Round(y - (down * t)) % 2 == 0 ? 60 : 160) + (texture(t, x, y) / 4);
        int Credits(double t, double x, double y)
        {
            double line = y - (down * t);
            double place = line - (8 * Math.Floor(line / 8));
            return place < 4 && (int)(x / 5) % 3 != 1 ? 220 : 16;
        }

        Assert.Null(Judge((n, _) => n, Lines, 0));
        Assert.Null(Judge((n, _) => n, Credits, 0));
    }

    [Fact]
    public void Add_ThreeTwoPulldown_IsCombed() => Assert.Contains(
        "are combed",
        Judge(
            (n, row) =>
            {
                // Film pictures of the upper and lower fields of five pictures: AA BB BC CD DD.
                (int[] upper, int[] lower) = ([0, 1, 1, 2, 3], [0, 1, 2, 3, 3]);
                return (4 * (n / 5)) + (row % 2 == 0 ? upper : lower)[n % 5];
            },
            Moving(3, 0, 100),
            0),
        StringComparison.Ordinal);

    [Fact]
    public void Add_SmallThingMovesInAStandingPicture_IsSeen()
    {
        Func<double, double, double, int> background = Moving(0, 0, 100);
        Func<double, double, double, int> thing = Moving(2, 0, 100);
        int Draw(double t, double x, double y) => x is > 40 and < 104 && y is > 16 and < 80
            ? thing(t, x, y)
            : background(t, x, y);

        Assert.NotNull(Judge((n, row) => n + (row % 2 * 0.5), Draw, 1));
        Assert.Null(Judge((n, _) => n, Draw, 1));
    }

    [Fact]
    public void Add_InterlacedFromTheMiddleOn_NamesThePictures()
    {
        string? fault = Judge((n, row) => n + (n < 60 ? 0 : row % 2 * 0.5), Moving(2, 0, 100), 1, pictures: 120);

        int from = int.Parse(
            fault!.Split("pictures from ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(from, 36, 60);
    }

    [Fact]
    public void Add_StandingPictureCodedAsFields_IsNot() =>
        Assert.Null(Judge((n, row) => n + (row % 2 * 0.5), Moving(0, 0, 100), 2));

    private static string? Judge(
        Func<int, int, double> timeOfRow, Func<double, double, double, int> luma, int grain, int pictures = 30)
    {
        var test = new CombTest(Size);
        var random = new Random(1);
        byte[] picture = new byte[Size.Area];
        for (int n = 0; n < pictures && test.Fault is null; n++)
        {
            for (int y = 0; y < Size.Height; y++)
            {
                double t = timeOfRow(n, y);
                for (int x = 0; x < Size.Width; x++)
                {
                    double noise = grain == 0 ? 0 : grain * (random.NextDouble() + random.NextDouble() - 1) * 2.4;
                    picture[(y * Size.Width) + x] = (byte)Math.Clamp(luma(t, x, y) + noise, 0, 255);
                }
            }

            test.Add(picture);
        }

        test.Finish();
        return test.Fault;
    }

    /// <summary>A smooth random texture, cells of 7 px, that moves.</summary>
    private static Func<double, double, double, int> Moving(double right, double down, int levels) => (t, x, y) =>
    {
        double u = ((x - (right * t)) / 7) + 1000;
        double v = ((y - (down * t)) / 7) + 1000;
        (int column, int row) = ((int)u, (int)v);
        double Smooth(double part) => part * part * (3 - (2 * part));
        double Corner(int i, int j)
        {
            uint hash = ((uint)(column + i) * 2654435761) ^ ((uint)(row + j) * 2246822519);
            hash = (hash ^ (hash >> 15)) * 2654435761;
            return ((hash >> 8) & 0xffff) / 65535.0;
        }

        (double a, double b) = (Smooth(u - column), Smooth(v - row));
        double value = ((1 - b) * (((1 - a) * Corner(0, 0)) + (a * Corner(1, 0))))
            + (b * (((1 - a) * Corner(0, 1)) + (a * Corner(1, 1))));
        return (int)Math.Round(60 + (levels * value));
    };
}
