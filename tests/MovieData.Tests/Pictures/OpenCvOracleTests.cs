using System.IO.Compression;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Shards;
using OpenCvSharp;

namespace MovieData.Tests.Pictures;

/// <summary>
/// What we write and read ourselves, held against OpenCV, whose codecs (libpng, libjpeg-turbo, its own PFM) and
/// resizing share no code with ours.
/// </summary>
public class OpenCvOracleTests
{
    /// <summary>IMWRITE_PNG_FILTER, which OpenCvSharp does not name.</summary>
    private const ImwriteFlags PngFilterFlag = (ImwriteFlags)19;

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 61, 37 }, { 640, 33 }, { 3, 200 } };

    /// <summary>One filter each, all of them, and every strategy of deflate.</summary>
    public static TheoryData<int, ImwritePNGFlags, int> PngKinds => new()
    {
        { 8, ImwritePNGFlags.StrategyDefault, 0 },
        { 16, ImwritePNGFlags.StrategyDefault, 1 },
        { 32, ImwritePNGFlags.StrategyFiltered, 2 },
        { 64, ImwritePNGFlags.StrategyFiltered, 3 },
        { 128, ImwritePNGFlags.StrategyDefault, 4 },
        { 248, ImwritePNGFlags.StrategyHuffmanOnly, -1 },
        { 248, ImwritePNGFlags.StrategyRLE, -1 },
        { 248, ImwritePNGFlags.StrategyFixed, -1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void PngWriter_EveryKind_OpenCvReadsTheSamePixels(int width, int height)
    {
        using Plane<byte> grey = TestPictures.Grey8(width, height, 1);
        using Plane<ushort> deep = TestPictures.Grey16(width, height, 2);
        using Plane<Rgb24> colour = TestPictures.Rgb(width, height, 3);
        using var writer = new PngWriter();

        ShouldBe<byte>(grey.Pixels, writer.Encode(grey), MatType.CV_8UC1);
        ShouldBe<ushort>(deep.Pixels, writer.Encode(deep), MatType.CV_16UC1);
        ShouldBe<Vec3b>(Blue(colour), writer.Encode(colour), MatType.CV_8UC3);
    }

    /// <param name="filter">Filters libpng may choose from.</param>
    /// <param name="strategy">How deflate looks for matches.</param>
    /// <param name="stored">The filter that every row but the first must have, or the case proves nothing; −1:
    /// any.</param>
    [Theory]
    [MemberData(nameof(PngKinds))]
    public void PngReader_PngOfOpenCv_IsWhatItWrote(int filter, ImwritePNGFlags strategy, int stored)
    {
        ImageEncodingParam[] how = [new(PngFilterFlag, filter), new(ImwriteFlags.PngStrategy, (int)strategy)];
        using Plane<byte> grey = TestPictures.Grey8(61, 37, 4);
        using Plane<ushort> deep = TestPictures.Grey16(61, 37, 5);
        using Plane<Rgb24> colour = TestPictures.Rgb(61, 37, 6);

        PngPicture read = ReadBack(grey, how, stored, 61);
        using Plane<byte> greyRead = read.ToGrey8();
        Assert.Equal(grey.Pixels, greyRead.Pixels);
        read = ReadBack(deep, how, stored, 2 * 61);
        using Plane<ushort> deepRead = read.ToGrey16();
        Assert.Equal(deep.Pixels, deepRead.Pixels);

        // OpenCV takes the three samples for blue, green, red.
        read = ReadBack(colour, how, stored, 3 * 61);
        using Plane<Rgb24> colourRead = read.ToRgb();
        Assert.Equal(colour.Pixels.ToArray().Select(pixel => new Rgb24(pixel.B, pixel.G, pixel.R)),
            colourRead.Pixels.ToArray());
    }

    /// <summary>The pictures of a row, as the encoder of shards makes them.</summary>
    [Fact]
    public void SampleEncoder_JpegViews_OpenCvDecodesAsWeDoNearTheSource()
    {
        using Plane<Rgb24> view = Smooth(203, 117);
        using Plane<ushort> disparity = TestPictures.Grey16(203, 117, 7);
        using Plane<byte> mask = TestPictures.Grey8(203, 117, 8);
        using Plane<float> residual = TestPictures.Floats(203, 117, 9, 40);
        using var encoder = new SampleEncoder(new ShardOptions
        {
            SamplesPerSegment = 1,
            ViewFormat = ViewFormat.Jpeg,
            JpegQuality = 95,
            Right = true,
            Residual = true,
        });

        EncodedViews views = encoder.EncodeViews(view, view);
        EncodedMap map = encoder.EncodeMap(View.Right, disparity, mask, residual);

        foreach (ReadOnlyMemory<byte> file in (ReadOnlyMemory<byte>[])[views.Left, views.Right])
        {
            using Plane<Rgb24> ours = PictureFile.DecodeRgb(file.Span, "view.jpg");
            using HeldMat theirs = Decode(file);
            Assert.True(theirs.Mat.GetArray(out Vec3b[] pixels));
            ShouldBeWithin(1, Blue(ours), pixels);
            ShouldBeWithin(8, Blue(view), pixels);
        }

        ShouldBe<ushort>(disparity.Pixels, map.Disparity, MatType.CV_16UC1);
        ShouldBe<byte>(mask.Pixels, map.Mask, MatType.CV_8UC1);
        var codes = new byte[residual.Pixels.Length];
        DisparityCode.EncodeResidual(residual.Pixels, codes);
        ShouldBe<byte>(codes, map.Residual, MatType.CV_8UC1);
    }

    /// <summary>Reductions by more than 2, below which we interpolate and INTER_AREA does not.</summary>
    [Theory]
    [InlineData(64, 48, 16, 12)]
    [InlineData(61, 47, 13, 9)]
    [InlineData(200, 90, 7, 44)]
    [InlineData(320, 192, 1, 1)]
    public void Picture_Reduced_IsOpenCvsAreaWithinALevel(int width, int height, int toWidth, int toHeight)
    {
        using Plane<Rgb24> source = TestPictures.Rgb(width, height, 10);
        using var ours = new Plane<Rgb24>(toWidth, toHeight);

        Resample.Picture(source.Pixels, source.Size, ours.Pixels, ours.Size);

        using HeldMat from = HeldMat.Over(source);
        using HeldMat reduced = HeldMat.Empty();
        Cv2.Resize(from.Mat, reduced.Mat, new Size(toWidth, toHeight), interpolation: InterpolationFlags.Area);
        Assert.True(reduced.Mat.GetArray(out Vec3b[] theirs));
        ShouldBeWithin(1, [.. ours.Pixels.ToArray().Select(pixel => new Vec3b(pixel.R, pixel.G, pixel.B))], theirs);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Reduce_Plane_IsOpenCvsArea(int by)
    {
        using Plane<float> source = TestPictures.Floats(10 * by, 7 * by, 11, 255);
        using var ours = new Plane<float>(10, 7);

        Resample.Reduce(source.Pixels, source.Size, by, ours.Pixels);

        using HeldMat from = HeldMat.Over(source);
        using HeldMat reduced = HeldMat.Empty();
        Cv2.Resize(from.Mat, reduced.Mat, new Size(10, 7), interpolation: InterpolationFlags.Area);
        Assert.True(reduced.Mat.GetArray(out float[] theirs));
        for (int i = 0; i < theirs.Length; i++)
        {
            Assert.Equal(theirs[i], ours.Pixels[i], 1e-3);
        }
    }

    /// <summary>Rows upright, every bit kept, those that are no numbers too.</summary>
    [Fact]
    public void PfmFile_WithNanAndInfinity_OpenCvReadsTheSameBits()
    {
        using var folder = new TemporaryFolder();
        using Plane<float> map = TestPictures.Floats(5, 3, 12, 300);
        map[0, 0] = float.NaN;
        map[4, 0] = float.PositiveInfinity;
        map[1, 2] = -17.25f;

        PfmFile.Write(folder["a.pfm"], map);

        using var read = new HeldMat(Cv2.ImRead(folder["a.pfm"], ImreadModes.Unchanged));
        Assert.Equal(MatType.CV_32FC1, read.Mat.Type());
        Assert.Equal((5, 3), (read.Mat.Width, read.Mat.Height));
        Assert.True(read.Mat.GetArray(out float[] theirs));
        Assert.Equal(
            map.Pixels.ToArray().Select(BitConverter.SingleToUInt32Bits),
            theirs.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void PfmFile_WrittenByOpenCv_IsReadWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        using Plane<float> map = TestPictures.Floats(5, 3, 13, 300);
        (map[2, 1], map[3, 0]) = (float.NaN, float.NegativeInfinity);
        using HeldMat held = HeldMat.Over(map);
        Assert.True(Cv2.ImWrite(folder["a.pfm"], held.Mat));

        using Plane<float> read = PfmFile.Read(folder["a.pfm"]);

        Assert.Equal(map.Bytes.ToArray(), read.Bytes.ToArray());
    }

    private static PngPicture ReadBack<T>(Plane<T> plane, ImageEncodingParam[] how, int filter, int stride)
        where T : unmanaged
    {
        using HeldMat held = HeldMat.Over(plane);
        Cv2.ImEncode(".png", held.Mat, out byte[] file, how);
        using var rows = new ZLibStream(new MemoryStream(PngReader.Chunk(file, "IDAT"u8).ToArray()),
            CompressionMode.Decompress);
        var row = new byte[stride + 1];
        for (int y = 0; y < plane.Height; y++)
        {
            rows.ReadExactly(row);
            Assert.True(filter < 0 || y == 0 || row[0] == filter, $"row {y} has filter {row[0]}, not {filter}");
        }

        return PngReader.Read(file, "opencv.png");
    }

    private static HeldMat Decode(ReadOnlyMemory<byte> file)
    {
        OpenCv.Require();
        return new HeldMat(Cv2.ImDecode(file.Span, ImreadModes.Unchanged));
    }

    private static void ShouldBe<T>(ReadOnlySpan<T> expected, ReadOnlyMemory<byte> file, MatType type)
        where T : unmanaged
    {
        using HeldMat held = Decode(file);
        Assert.Equal(type, held.Mat.Type());
        Assert.True(held.Mat.GetArray(out T[] pixels));
        Assert.Equal(expected.ToArray(), pixels);
    }

    private static void ShouldBeWithin(int levels, Vec3b[] expected, Vec3b[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.InRange(found[i].Item0 - expected[i].Item0, -levels, levels);
            Assert.InRange(found[i].Item1 - expected[i].Item1, -levels, levels);
            Assert.InRange(found[i].Item2 - expected[i].Item2, -levels, levels);
        }
    }

    private static Vec3b[] Blue(Plane<Rgb24> picture) =>
        [.. picture.Pixels.ToArray().Select(pixel => new Vec3b(pixel.B, pixel.G, pixel.R))];

    // Waves of different length a channel: what JPEG keeps, chroma at full size too.
    private static Plane<Rgb24> Smooth(int width, int height)
    {
        var plane = new Plane<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte Wave(double period) => (byte)(128 + (100 * Math.Sin((x + (0.7 * y)) / period)));
                plane[x, y] = new Rgb24(Wave(9), Wave(13), Wave(6));
            }
        }

        return plane;
    }
}
