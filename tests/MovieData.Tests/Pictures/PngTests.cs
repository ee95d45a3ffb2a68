using System.IO.Hashing;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Pictures;

[Slow]
public class PngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(61, 37)]
    [InlineData(640, 33)]
    public void Write_Grey16_FFmpegReadsTheSamePixels(int width, int height)
    {
        using var folder = new TemporaryFolder();
        using Plane<ushort> picture = TestPictures.Grey16(width, height, 1);

        PngWriter.Write(folder["a.png"], picture);

        Assert.Equal(picture.Bytes.ToArray(), TestPictures.DecodeByFFmpeg(folder["a.png"], "gray16le"));
        using Plane<ushort> read = GreyPictures.Read16(folder["a.png"]);
        Assert.Equal(picture.Bytes.ToArray(), read.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(61, 37)]
    public void Write_Grey8AndRgb_FFmpegReadsTheSamePixels(int width, int height)
    {
        using var folder = new TemporaryFolder();
        using Plane<byte> grey = TestPictures.Grey8(width, height, 2);
        using Plane<Rgb24> colour = TestPictures.Rgb(width, height, 3);

        PngWriter.Write(folder["g.png"], grey);
        PngWriter.Write(folder["c.png"], colour);

        Assert.Equal(grey.Bytes.ToArray(), TestPictures.DecodeByFFmpeg(folder["g.png"], "gray"));
        Assert.Equal(colour.Bytes.ToArray(), TestPictures.DecodeByFFmpeg(folder["c.png"], "rgb24"));
        using Plane<byte> greyRead = GreyPictures.Read8(folder["g.png"]);
        using Plane<Rgb24> colourRead = PictureFile.ReadRgb(folder["c.png"]);
        Assert.Equal(grey.Bytes.ToArray(), greyRead.Bytes.ToArray());
        Assert.Equal(colour.Bytes.ToArray(), colourRead.Bytes.ToArray());
    }

    [Theory]
    [InlineData("monob")]
    [InlineData("pal8")]
    [InlineData("gray")]
    [InlineData("gray16be")]
    [InlineData("ya8")]
    [InlineData("rgb24")]
    [InlineData("rgba")]
    [InlineData("rgb48be")]
    public void ReadRgb_PngOfFFmpeg_SamePixelsAsFFmpegReads(string pixelFormat)
    {
        using var folder = new TemporaryFolder();
        TestPictures.EncodeByFFmpeg(folder["a.png"], pixelFormat);

        using Plane<Rgb24> picture = PictureFile.ReadRgb(folder["a.png"]);

        byte[] expected = TestPictures.DecodeByFFmpeg(folder["a.png"], "rgb24");
        Assert.Equal(expected.Length, picture.Bytes.Length);
        int most = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            most = Math.Max(most, Math.Abs(expected[i] - picture.Bytes[i]));
        }

        // ffmpeg rounds 16 bits to 8 in its own way: one step of difference is allowed there alone.
        Assert.InRange(most, 0, pixelFormat is "rgb48be" or "gray16be" ? 1 : 0);
    }

    [Fact]
    public void Encode_TwicePartlyWithOneWriter_GivesEqualBytes()
    {
        using Plane<ushort> large = TestPictures.Grey16(200, 100, 4);
        using Plane<ushort> small = TestPictures.Grey16(61, 37, 5);
        using var reused = new PngWriter();
        using var fresh = new PngWriter();

        reused.Encode(large);
        byte[] again = reused.Encode(small).ToArray();

        Assert.Equal(fresh.Encode(small).ToArray(), again);
    }

    [Fact]
    public void Encode_Text_IsReadBack()
    {
        using Plane<ushort> picture = TestPictures.Grey16(5, 4, 6);
        using var writer = new PngWriter();

        PngPicture read = PngReader.Read(writer.Encode(picture, [new("offset", "-12.5")]).Span, "a.png");

        Assert.Equal("-12.5", read.Text["offset"]);
        Assert.Equal(new PixelSize(5, 4), read.Size);
    }

    [Fact]
    public void Read_EveryBitFlippedAndEveryTruncation_ThrowsPictureException()
    {
        using Plane<byte> picture = TestPictures.Grey8(9, 7, 7);
        using var writer = new PngWriter();
        byte[] file = writer.Encode(picture).ToArray();

        for (int i = 0; i < file.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. file];
                damaged[i] ^= (byte)(1 << bit);
                Assert.Throws<PictureException>(() => PngReader.Read(damaged, "a.png").ToGrey8());
            }

            Assert.Throws<PictureException>(() => PngReader.Read(file.AsSpan(0, i), "a.png"));
        }

        Assert.Throws<PictureException>(() => PngReader.Read([.. file, 0], "a.png"));
    }

    [Fact]
    public void Read_HugeSizeWithFewPixels_ThrowsBeforeAllocating()
    {
        using Plane<byte> picture = TestPictures.Grey8(1, 1, 8);
        using var writer = new PngWriter();
        byte[] file = writer.Encode(picture).ToArray();
        (file[18], file[22]) = (0x20, 0x30);
        byte[] crc = BitConverter.GetBytes(Crc32.HashToUInt32(file.AsSpan(12, 17)));
        Array.Reverse(crc);
        crc.CopyTo(file, 29);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<PictureException>(() => PngReader.Read(file, "a.png"));

        Assert.Contains("cannot hold", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
