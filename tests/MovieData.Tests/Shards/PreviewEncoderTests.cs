using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Native;
using MovieData.Shards;

namespace MovieData.Tests.Shards;

public class PreviewEncoderTests
{
    private static readonly Rgb24 Grey = new(128, 128, 128);

    [Theory]
    [InlineData(1880, 800, 470, 200)]
    [InlineData(940, 400, 470, 200)]
    [InlineData(480, 270, 480, 270)]
    [InlineData(481, 3, 240, 1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(120, 1999, 24, 399)]
    public void Encode_MapOfAnySize_IsViewBesideColours(int width, int height, int halfWidth, int halfHeight)
    {
        using var encoder = new PreviewEncoder();
        using Plane<Rgb24> view = Filled(1880, 1999, Grey);
        using Plane<ushort> codes = Filled(width, height, (ushort)0);

        using Plane<Rgb24> preview = Decoded(encoder.Encode(view, codes));

        Assert.Equal(new PixelSize(2 * halfWidth, halfHeight), preview.Size);
        AssertNear(Grey, preview[halfWidth / 2, halfHeight / 2]);
        AssertNear(ColourMap.NoValue, preview[halfWidth + (halfWidth / 2), halfHeight / 2]);
    }

    [Fact]
    public void Encode_FarNearAndNone_HaveTheColoursOfTheirPlaces()
    {
        using var encoder = new PreviewEncoder();
        using Plane<Rgb24> view = Filled(960, 480, Grey);
        using var codes = new Plane<ushort>(960, 480);
        for (int i = 0; i < codes.Pixels.Length; i++)
        {
            int third = i % 960 / 320;
            codes.Pixels[i] = third == 1 ? (ushort)0 : DisparityCode.Encode(third == 0 ? -20 : 30);
        }

        using Plane<Rgb24> preview = Decoded(encoder.Encode(view, codes));

        AssertNear(ColourMap.Turbo[0], preview[480 + 80, 120]);
        AssertNear(ColourMap.NoValue, preview[480 + 240, 120]);
        AssertNear(ColourMap.Turbo[255], preview[480 + 400, 120]);
    }

    /// <summary>Disparities that differ by 0.1 % of the width only are all of middling colour.</summary>
    [Fact]
    public void Encode_FlatScene_LooksFlat()
    {
        using var encoder = new PreviewEncoder();
        using Plane<Rgb24> view = Filled(1000, 400, Grey);
        using var codes = new Plane<ushort>(1000, 400);
        for (int i = 0; i < codes.Pixels.Length; i++)
        {
            codes.Pixels[i] = DisparityCode.Encode(i % 1000 < 500 ? 7 : 8);
        }

        using Plane<Rgb24> preview = Decoded(encoder.Encode(view, codes));

        // 1 px of the 5 px that the colours span: a fifth of them, about the middle.
        AssertNear(ColourMap.Turbo[102], preview[333 + 80, 66]);
        AssertNear(ColourMap.Turbo[153], preview[333 + 250, 66]);
    }

    [Theory]
    [InlineData(1880, 800)]
    [InlineData(7680, 4320)]
    [InlineData(480, 480)]
    public void Encode_Noise_StaysBelowTheLimitAndIsTheSameEachTime(int width, int height)
    {
        using var encoder = new PreviewEncoder();
        using var view = new Plane<Rgb24>(width, height);
        using var codes = new Plane<ushort>(width, height);
        Checkers(view, codes, Math.Max(1, Math.Max(width, height) / 480));

        byte[] first = encoder.Encode(view, codes).ToArray();
        byte[] second = encoder.Encode(view, codes).ToArray();
        using var other = new PreviewEncoder();

        Assert.InRange(first.Length, PreviewEncoder.BytesMax / 4, PreviewEncoder.BytesMax);
        Assert.Equal(first, second);
        Assert.Equal(first, other.Encode(view, codes).ToArray());
    }

    [Fact]
    public void Encode_SecondSample_AllocatesNothing()
    {
        using var encoder = new PreviewEncoder();
        using Plane<Rgb24> view = Filled(1880, 800, Grey);
        using Plane<ushort> codes = Filled(1880, 800, (ushort)33000);
        encoder.Encode(view, codes);

        long before = GC.GetAllocatedBytesForCurrentThread();
        encoder.Encode(view, codes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    /// <summary>The smallest side always fits, whatever a picture shows.</summary>
    [Fact]
    public void BytesMax_OfTheSmallestSide_IsBelowTheLimit() =>
        Assert.True(TurboJpeg.BytesMax(2 * 30, 30) < PreviewEncoder.BytesMax);

    /// <summary>They decide bytes of shards: another OpenCV, or processor, must not change them.</summary>
    [Fact]
    public void Turbo_OfAnyOpenCv_IsTheSame() => Assert.Equal(
        "c4ae9ddb8a7f13561562fe15fd276fb55ab04e194786c39edfb2ef2cc0929b2b",
        Convert.ToHexStringLower(SHA256.HashData(
            MemoryMarshal.AsBytes((ReadOnlySpan<Rgb24>)[.. ColourMap.Turbo]))));

    // Squares of random colours, each a pixel of the preview: no JPEG makes them small.
    private static void Checkers(Plane<Rgb24> view, Plane<ushort> codes, int side)
    {
        var random = new Random(7);
        var colours = new Rgb24[1 << 20];
        random.NextBytes(MemoryMarshal.AsBytes(colours.AsSpan()));
        for (int i = 0; i < view.Pixels.Length; i++)
        {
            Rgb24 colour = colours[((i % view.Width / side) + (1000 * (i / view.Width / side))) & 0xFFFFF];
            (view.Pixels[i], codes.Pixels[i]) = (colour, (ushort)(20000 + (100 * colour.G)));
        }
    }

    private static Plane<T> Filled<T>(int width, int height, T value)
        where T : unmanaged
    {
        var plane = new Plane<T>(width, height);
        plane.Pixels.Fill(value);
        return plane;
    }

    private static Plane<Rgb24> Decoded(ReadOnlyMemory<byte> file) => PictureFile.DecodeRgb(file.Span, "preview");

    private static void AssertNear(Rgb24 expected, Rgb24 found)
    {
        Assert.InRange(found.R - expected.R, -12, 12);
        Assert.InRange(found.G - expected.G, -12, 12);
        Assert.InRange(found.B - expected.B, -12, 12);
    }
}
