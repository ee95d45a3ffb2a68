using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Pictures;

public class AnaglyphTests
{
    // Dubois 2009, red/cyan: rows red, green, blue; the left view's columns, then the right one's.
    private static readonly double[,] Dubois =
    {
        { 0.437, 0.449, 0.164, -0.011, -0.032, -0.007 },
        { -0.062, -0.062, -0.024, 0.377, 0.761, 0.009 },
        { -0.048, -0.050, -0.017, -0.026, -0.093, 1.234 },
    };

    [Fact]
    public void RedCyan_WhiteOfOneView_IsSeenByItsGlassAlone()
    {
        Assert.Equal(new Rgb24(255, 0, 0), Of(new Rgb24(255, 255, 255), new Rgb24(0, 0, 0)));
        Assert.Equal(new Rgb24(0, 255, 255), Of(new Rgb24(0, 0, 0), new Rgb24(255, 255, 255)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(128)]
    [InlineData(255)]
    public void RedCyan_EqualGreys_StayThatGrey(byte level)
    {
        var grey = new Rgb24(level, level, level);

        Rgb24 seen = Of(grey, grey);

        Assert.All(new[] { seen.R, seen.G, seen.B }, channel => Assert.InRange(channel - level, -1, 1));
    }

    [Fact]
    public void RedCyan_AnyColours_AreTheMatricesAppliedToLight()
    {
        var left = new Rgb24(200, 90, 30);
        var right = new Rgb24(60, 140, 220);
        double[] light = [.. new[] { left.R, left.G, left.B, right.R, right.G, right.B }.Select(level =>
            level / 255.0 <= 0.04045 ? level / 255.0 / 12.92 : Math.Pow(((level / 255.0) + 0.055) / 1.055, 2.4))];
        byte[] expected = [.. Enumerable.Range(0, 3).Select(row =>
        {
            double sum = Math.Clamp(Enumerable.Range(0, 6).Sum(i => Dubois[row, i] * light[i]), 0, 1);
            double level = sum <= 0.0031308 ? 12.92 * sum : (1.055 * Math.Pow(sum, 1 / 2.4)) - 0.055;
            return (byte)Math.Round(255 * level);
        })];

        Rgb24 seen = Of(left, right);

        Assert.Equal((expected[0], expected[1], expected[2]), (seen.R, seen.G, seen.B));
    }

    [Fact]
    public void RedCyan_ViewsOfTwoSizes_AreRefused()
    {
        using var left = new Plane<Rgb24>(4, 2);
        using var right = new Plane<Rgb24>(2, 4);

        Assert.Throws<ArgumentException>(() => Anaglyph.RedCyan(left, right, left));
    }

    private static Rgb24 Of(Rgb24 left, Rgb24 right)
    {
        using var one = new Plane<Rgb24>(1, 1);
        using var two = new Plane<Rgb24>(1, 1);
        using var both = new Plane<Rgb24>(1, 1);
        (one.Pixels[0], two.Pixels[0]) = (left, right);
        Anaglyph.RedCyan(one, two, both);
        return both.Pixels[0];
    }
}
