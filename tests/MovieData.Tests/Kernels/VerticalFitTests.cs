using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class VerticalFitTests
{
    private static readonly PixelSize Size = new(400, 240);

    [Fact]
    public void Fit_ExactPlane_ReturnsIt()
    {
        VerticalMisalignment fit = VerticalFit.Fit(Plane((x, y) => 2.5 + (0.003 * x) - (0.01 * y)), Mask(), Size);

        Assert.Equal(2.5, fit.OffsetPx, 1e-4);
        Assert.Equal(0.003, fit.Rotation, 1e-6);
        Assert.Equal(-0.01, fit.Zoom, 1e-6);
    }

    [Fact]
    public void Fit_AThirdOfThePictureWild_StaysAtThePlaneOfTheRest()
    {
        var random = new Random(1);
        float[] v = Plane((x, y) => 5 + (0.002 * x) + ((random.NextDouble() - 0.5) * 0.2));
        for (int i = 0; i < v.Length; i++)
        {
            v[i] = i % Size.Width < 133 ? 40 : v[i];
        }

        VerticalMisalignment fit = VerticalFit.Fit(v, Mask(), Size);

        Assert.Equal(5, fit.OffsetPx, 0.05);
        Assert.Equal(0.002, fit.Rotation, 3e-4);
        Assert.Equal(0, fit.Zoom, 3e-4);
    }

    [Fact]
    public void Fit_OnlyMaskedOrNaNPixelsElse_UsesTheValidOnes()
    {
        float[] v = Plane((_, _) => 1);
        byte[] mask = Mask();
        for (int i = 0; i < v.Length; i += 2)
        {
            v[i] = i % 4 == 0 ? float.NaN : 99;
            mask[i] = (byte)(i % 4 == 0 ? 0 : 1);
        }

        Assert.Equal(1, VerticalFit.Fit(v, mask, Size).OffsetPx, 1e-6);
    }

    [Fact]
    public void Fit_NothingValid_IsNone()
    {
        byte[] mask = Mask();
        mask.AsSpan().Fill(1);
        Assert.Equal(VerticalMisalignment.None, VerticalFit.Fit(new float[mask.Length], mask, Size));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(1, 7)]
    [InlineData(100_000, 1)]
    public void Fit_PicturesWithoutArea_ReportsTheOffsetAlone(int width, int height)
    {
        var v = new float[width * height];
        v.AsSpan().Fill(-3);
        Assert.Equal(
            new VerticalMisalignment(-3, 0, 0), VerticalFit.Fit(v, new byte[v.Length], new(width, height)));
    }

    private static byte[] Mask() => new byte[Size.Area];

    private static float[] Plane(Func<double, double, double> value)
    {
        var v = new float[Size.Area];
        for (int i = 0; i < v.Length; i++)
        {
            double x = (i % Size.Width) - ((Size.Width - 1) / 2.0);
            double y = (i / Size.Width) - ((Size.Height - 1) / 2.0);
            v[i] = (float)value(x, y);
        }

        return v;
    }
}
