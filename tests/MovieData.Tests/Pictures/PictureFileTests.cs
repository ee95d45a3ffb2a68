using System.IO.Hashing;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Media.Processes;

namespace MovieData.Tests.Pictures;

[Slow]
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

    /// <summary>
    /// The eight orientations of EXIF: what stands upper left and to its right in the picture that is shown, when the
    /// stored one is 3 wide and 2 high and numbered 0 1 2 / 3 4 5 (drawn by hand from the standard's table).
    /// </summary>
    [Theory]
    [InlineData(1, "012/345")]
    [InlineData(2, "210/543")]
    [InlineData(3, "543/210")]
    [InlineData(4, "345/012")]
    [InlineData(5, "03/14/25")]
    [InlineData(6, "30/41/52")]
    [InlineData(7, "52/41/30")]
    [InlineData(8, "25/14/03")]
    public void ReadRgb_ExifOrientationOfAPng_IsShownAsViewersDo(int orientation, string shown)
    {
        using var folder = new TemporaryFolder();
        using var stored = new Plane<Rgb24>(3, 2);
        for (int i = 0; i < 6; i++)
        {
            stored.Pixels[i] = new Rgb24((byte)i, 0, 0);
        }

        PngWriter.Write(folder["a.png"], stored);
        foreach (bool isLittleEndian in (bool[])[true, false])
        {
            byte[] exif = isLittleEndian
                ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
                : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
            byte[] chunk = [.. "eXIf"u8, .. exif];
            byte[] length = [0, 0, 0, (byte)exif.Length];
            byte[] crc = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder((int)Crc32.HashToUInt32(chunk)));
            byte[] png = File.ReadAllBytes(folder["a.png"]);
            File.WriteAllBytes(folder["b.png"], [.. png[..33], .. length, .. chunk, .. crc, .. png[33..]]);
            var said = new List<string>();

            using Plane<Rgb24> read = PictureFile.ReadRgb(folder["b.png"], said.Add);

            string rows = string.Join('/', Enumerable.Range(0, read.Height)
                .Select(y => string.Concat(Enumerable.Range(0, read.Width).Select(x => read[x, y].R))));
            Assert.Equal(shown, rows);
            Assert.Equal(orientation == 1 ? 0 : 1, said.Count);
        }
    }

    /// <summary>Pictures of one scene that Pillow stored turned, with and without their EXIF.</summary>
    [Theory]
    [InlineData("L_exif6.jpg")]
    [InlineData("L_exif3.jpg")]
    public void ReadRgb_JpegStoredTurned_IsThePictureItself(string name)
    {
        using Plane<Rgb24> upright = PictureFile.ReadRgb(Report("L.jpg"));
        using Plane<Rgb24> read = PictureFile.ReadRgb(Report(name));

        Assert.Equal(upright.Size, read.Size);
        Assert.InRange(MeanDifference(upright, read), 0, 3);
    }

    [Fact]
    public void ReadRgb_TwoPicturesInOneFile_IsRefusedByName()
    {
        var error = Assert.Throws<PictureException>(() => PictureFile.ReadRgb(Report("LR.mpo")));

        Assert.Contains("LR.mpo: holds 2 pictures (MPO)", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The same bytes under the name of a photograph: they may be a view and its gain map.</summary>
    [Fact]
    public void ReadRgb_TwoPicturesInAJpg_ReadsTheFirstAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Report("LR.mpo"), folder["LR_mpo.jpg"]);
        var said = new List<string>();

        using Plane<Rgb24> read = PictureFile.ReadRgb(folder["LR_mpo.jpg"], said.Add);

        string line = Assert.Single(said);
        Assert.StartsWith("warning: " + folder["LR_mpo.jpg"], line, StringComparison.Ordinal);
        Assert.Contains("holds 2 pictures", line, StringComparison.Ordinal);
        Assert.Contains("-mpimage2", line, StringComparison.Ordinal);
        using Plane<Rgb24> first = PictureFile.ReadRgb(Report("L.jpg"));
        Assert.InRange(MeanDifference(first, read), 0, 5);    // chroma of half the size
    }

    private static double MeanDifference(Plane<Rgb24> one, Plane<Rgb24> two)
    {
        double sum = 0;
        for (int i = 0; i < one.Bytes.Length; i++)
        {
            sum += Math.Abs(one.Bytes[i] - two.Bytes[i]);
        }

        return sum / one.Bytes.Length;
    }

    private static string Report(string name) =>
        SharedFiles.Committed("reports/pics/" + name);

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
            FFmpegProcess.Capture(
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
