using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class ColorConvertTests
{
    private static readonly (int Width, int Height)[] Sizes =
        [(1, 1), (2, 2), (3, 5), (17, 4), (35, 3), (64, 7), (131, 6)];

    [Theory]
    [InlineData(YuvMatrix.Bt709, YuvRange.Limited)]
    [InlineData(YuvMatrix.Bt709, YuvRange.Full)]
    [InlineData(YuvMatrix.Bt601, YuvRange.Limited)]
    [InlineData(YuvMatrix.Bt601, YuvRange.Full)]
    [InlineData(YuvMatrix.Bt2020, YuvRange.Limited)]
    [InlineData(YuvMatrix.Smpte240M, YuvRange.Limited)]
    [InlineData(YuvMatrix.Fcc, YuvRange.Limited)]
    public void Yuv420ToRgb_RandomPicture_WithinOneLevelOfTheRealFormula(YuvMatrix matrix, YuvRange range)
    {
        YuvCoefficients coding = YuvCoefficients.Of(matrix, range);
        foreach ((int width, int height) in Sizes)
        {
            Yuv picture = Yuv.Random(width, height, seed: width);
            var rgb = new Rgb24[width * height];

            ColorConvert.Yuv420ToRgb(picture.Y, picture.U, picture.V, width, height, coding, rgb);

            for (int i = 0; i < rgb.Length; i++)
            {
                (double r, double g, double b) = picture.Exact(i % width, i / width, matrix, range);
                Assert.InRange(rgb[i].R - Math.Clamp(r, 0, 255), -0.52, 0.52);
                Assert.InRange(rgb[i].G - Math.Clamp(g, 0, 255), -0.52, 0.52);
                Assert.InRange(rgb[i].B - Math.Clamp(b, 0, 255), -0.52, 0.52);
            }
        }
    }

    [Theory]
    [InlineData(YuvMatrix.Bt709, YuvRange.Limited)]
    [InlineData(YuvMatrix.Bt709, YuvRange.Full)]
    [InlineData(YuvMatrix.Bt601, YuvRange.Limited)]
    [InlineData(YuvMatrix.Bt601, YuvRange.Full)]
    public void Yuv420RowToRgb_AnyWidth_EqualsItsScalarTwin(YuvMatrix matrix, YuvRange range)
    {
        YuvCoefficients coding = YuvCoefficients.Of(matrix, range);
        for (int width = 1; width <= 70; width++)
        {
            Yuv picture = Yuv.Random(width, 4, seed: width);
            int chroma = (width + 1) / 2;
            var rgb = new Rgb24[width];
            var scalar = new Rgb24[width];
            ReadOnlySpan<byte> u = picture.U;
            ReadOnlySpan<byte> v = picture.V;

            ColorConvert.Yuv420RowToRgb(
                picture.Y.AsSpan(0, width), u[..chroma], u[chroma..], v[..chroma], v[chroma..], coding, rgb);
            ColorConvert.RowScalar(
                picture.Y.AsSpan(0, width), u[..chroma], u[chroma..], v[..chroma], v[chroma..], coding, scalar, 0);

            Assert.Equal(scalar, rgb);
        }
    }

    [Fact]
    public void Yuv420ToRgb_BlackAndWhiteCodes_AreBlackAndWhite()
    {
        byte[] grey = [128];
        var rgb = new Rgb24[1];
        foreach ((YuvRange range, byte black, byte white) in
            new[] { (YuvRange.Limited, (byte)16, (byte)235), (YuvRange.Full, (byte)0, (byte)255) })
        {
            YuvCoefficients coding = YuvCoefficients.Of(YuvMatrix.Bt709, range);
            ColorConvert.Yuv420ToRgb([black], grey, grey, 1, 1, coding, rgb);
            Assert.Equal(new Rgb24(0, 0, 0), rgb[0]);
            ColorConvert.Yuv420ToRgb([white], grey, grey, 1, 1, coding, rgb);
            Assert.Equal(new Rgb24(255, 255, 255), rgb[0]);
        }
    }

    [Fact]
    public void Yuv420RowToRgb_TooFewChromaCodes_Throws()
    {
        var rgb = new Rgb24[3];
        Assert.Throws<ArgumentException>(() => ColorConvert.Yuv420RowToRgb(
            new byte[3], new byte[1], new byte[2], new byte[2], new byte[2], default, rgb));
    }

    /// <summary>A 4:2:0 picture with the textbook conversion in double precision.</summary>
    private sealed record Yuv(int Width, int Height, byte[] Y, byte[] U, byte[] V)
    {
        public static Yuv Random(int width, int height, int seed)
        {
            var random = new Random(seed);
            int chroma = (width + 1) / 2 * ((height + 1) / 2);
            var picture = new Yuv(width, height, new byte[width * height], new byte[chroma], new byte[chroma]);
            random.NextBytes(picture.Y);
            random.NextBytes(picture.U);
            random.NextBytes(picture.V);
            return picture;
        }

        public (double R, double G, double B) Exact(int x, int y, YuvMatrix matrix, YuvRange range)
        {
            // Coefficients as printed in BT.601/BT.709/BT.2020 texts, for full-scale Y' in 0..1 and Cb, Cr in
            // -0.5..0.5; of the other two after the luma weights of ITU-T H.273 table 4, worked out by hand.
            (double rv, double gu, double gv, double bu) = matrix switch
            {
                YuvMatrix.Bt709 => (1.5748, -0.187324, -0.468124, 1.8556),
                YuvMatrix.Bt2020 => (1.4746, -0.164553, -0.571353, 1.8814),
                YuvMatrix.Smpte240M => (1.576, -0.226622, -0.476622, 1.826),
                YuvMatrix.Fcc => (1.4, -0.331864, -0.711864, 1.78),
                _ => (1.402, -0.344136, -0.714136, 1.772),
            };
            double luma = range == YuvRange.Limited ? (Y[(y * Width) + x] - 16) / 219.0 : Y[(y * Width) + x] / 255.0;
            double span = range == YuvRange.Limited ? 224.0 : 255.0;
            double cb = (Chroma(U, x, y) - 128) / span;
            double cr = (Chroma(V, x, y) - 128) / span;
            return (255 * (luma + (rv * cr)), 255 * (luma + (gu * cb) + (gv * cr)), 255 * (luma + (bu * cb)));
        }

        // Chroma sample (i, j) stands at luma position (2i, 2j + ½).
        private double Chroma(byte[] plane, int x, int y)
        {
            double cx = x / 2.0;
            double cy = (y - 0.5) / 2.0;
            int i = (int)Math.Floor(cx);
            int j = (int)Math.Floor(cy);
            double wx = cx - i;
            double wy = cy - j;
            return ((1 - wy) * (((1 - wx) * At(plane, i, j)) + (wx * At(plane, i + 1, j))))
                + (wy * (((1 - wx) * At(plane, i, j + 1)) + (wx * At(plane, i + 1, j + 1))));
        }

        private double At(byte[] plane, int i, int j)
        {
            int width = (Width + 1) / 2;
            int height = (Height + 1) / 2;
            return plane[(Math.Clamp(j, 0, height - 1) * width) + Math.Clamp(i, 0, width - 1)];
        }
    }
}
