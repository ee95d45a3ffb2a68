using MovieData.Frames;
using MovieData.Pictures;

namespace MovieData.Tests.Pictures;

public class PictureFileTests
{
    [Fact]
    public void Pfm_WriteThenRead_SameBitsWithRowsFromTheBottom()
    {
        using var folder = new TemporaryFolder();
        using Plane<float> picture = TestPictures.Floats(13, 7, 1, 50);
        picture[0, 0] = float.NaN;
        picture[12, 6] = float.PositiveInfinity;

        PfmFile.Write(folder["a.pfm"], picture);

        using Plane<float> read = PfmFile.Read(folder["a.pfm"]);
        Assert.Equal(picture.Bytes.ToArray(), read.Bytes.ToArray());
        byte[] file = File.ReadAllBytes(folder["a.pfm"]);
        Assert.Equal("Pf\n13 7\n-1.0\n"u8.ToArray(), file[..13]);
        Assert.Equal(picture[3, 6], BitConverter.ToSingle(file, 13 + (3 * 4)));
        Assert.Equal(picture[3, 0], BitConverter.ToSingle(file, 13 + (((6 * 13) + 3) * 4)));
    }

    [Theory]
    [InlineData("Pf\n2 2\n-1.0\n", 15)]
    [InlineData("Pf\n2 2\n-1.0\n", 17)]
    [InlineData("PF\n2 2\n-1.0\n", 16)]
    [InlineData("Pf\n2 2\n0\n", 16)]
    [InlineData("Pf\n99999999 99999999\n-1\n", 16)]
    [InlineData("Pf\n2 -2\n-1\n", 16)]
    [InlineData("Pf\n2", 0)]
    public void Pfm_Damaged_ThrowsPictureException(string header, int pixelBytes)
    {
        byte[] file = [.. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[pixelBytes]];

        Assert.Throws<PictureException>(() => PfmFile.Decode(file, "a.pfm"));
    }

    [Fact]
    public void Flo_WriteThenRead_SameBitsInMiddleburyOrder()
    {
        using var folder = new TemporaryFolder();
        using Plane<float> u = TestPictures.Floats(5, 3, 1, 50);
        using Plane<float> v = TestPictures.Floats(5, 3, 2, 2);

        FloFile.Write(folder["a.flo"], u, v);

        byte[] file = File.ReadAllBytes(folder["a.flo"]);
        Assert.Equal("PIEH"u8.ToArray(), file[..4]);
        Assert.Equal(5, BitConverter.ToInt32(file, 4));
        Assert.Equal(v[1, 2], BitConverter.ToSingle(file, 12 + (8 * ((2 * 5) + 1)) + 4));
        (Plane<float> readU, Plane<float> readV) = FloFile.Read(folder["a.flo"]);
        Assert.Equal(u.Bytes.ToArray(), readU.Bytes.ToArray());
        Assert.Equal(v.Bytes.ToArray(), readV.Bytes.ToArray());
        File.WriteAllBytes(folder["b.flo"], file[..^1]);
        Assert.Throws<PictureException>(() => FloFile.Read(folder["b.flo"]));
    }

    [Theory]
    [InlineData("a.ppm", "rgb24")]
    [InlineData("a.pgm", "gray")]
    [InlineData("b.ppm", "rgb48be")]
    public void ReadRgb_NetpbmOfFFmpeg_SamePixels(string name, string pixelFormat)
    {
        using var folder = new TemporaryFolder();
        TestPictures.EncodeByFFmpeg(folder[name], pixelFormat);

        using Plane<Rgb24> picture = PictureFile.ReadRgb(folder[name]);

        byte[] expected = TestPictures.DecodeByFFmpeg(folder[name], "rgb24");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(picture.Bytes[i] - expected[i], -1, 1);
        }
    }

    [Fact]
    public void Jpeg_EncodeThenRead_FFmpegAndWeDecodeAlike()
    {
        using var folder = new TemporaryFolder();
        using Plane<Rgb24> picture = TestPictures.Rgb(61, 37, 1);
        foreach (ref Rgb24 pixel in picture.Pixels)
        {
            pixel = new Rgb24(pixel.R, pixel.G, 90);
        }

        using var coder = new JpegCoder();
        File.WriteAllBytes(folder["a.jpg"], coder.Encode(picture, 95).ToArray());
        using Plane<Rgb24> read = PictureFile.ReadRgb(folder["a.jpg"]);

        byte[] byFFmpeg = TestPictures.DecodeByFFmpeg(folder["a.jpg"], "rgb24");
        Assert.Equal(
            "yuvj444p",
            MovieData.Source.FFmpegProcess.Capture(
                "ffprobe",
                ["-v", "error", "-show_entries", "stream=pix_fmt", "-of", "csv=p=0", folder["a.jpg"]],
                TestContext.Current.CancellationToken).Trim());
        for (int i = 0; i < byFFmpeg.Length; i++)
        {
            Assert.InRange(read.Bytes[i] - picture.Bytes[i], -12, 12);
            Assert.InRange(read.Bytes[i] - byFFmpeg[i], -4, 4);
        }
    }

    [Fact]
    public void ReadRgb_TruncatedJpeg_ThrowsPictureException()
    {
        using var folder = new TemporaryFolder();
        using Plane<Rgb24> picture = TestPictures.Rgb(64, 64, 1);
        using var coder = new JpegCoder();
        byte[] file = coder.Encode(picture, 95).ToArray();

        for (int length = 3; length < file.Length; length += 97)
        {
            File.WriteAllBytes(folder["a.jpg"], file[..length]);
            Assert.Throws<PictureException>(() => PictureFile.ReadRgb(folder["a.jpg"]));
        }
    }

    [Fact]
    public void ReadRgb_MissingOrForeignFile_ThrowsNamingIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.txt"], "hello");

        Assert.Contains("a.txt", Assert.Throws<PictureException>(
            () => PictureFile.ReadRgb(folder["a.txt"])).Message, StringComparison.Ordinal);
        Assert.Contains("none.png", Assert.Throws<PictureException>(
            () => PictureFile.ReadRgb(folder["none.png"])).Message, StringComparison.Ordinal);
    }
}
