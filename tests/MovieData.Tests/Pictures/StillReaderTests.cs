using System.Diagnostics;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Pictures;

/// <summary>
/// Pictures that ffmpeg and Pillow wrote (tests/data/pictures/make.py), against what was drawn into them.
/// </summary>
[Slow]
public class StillReaderTests
{
    private static readonly string[] Shown =
        ["012/345", "210/543", "543/210", "345/012", "03/14/25", "30/41/52", "52/41/30", "25/14/03"];

    /// <summary>Formats that keep every level, and how ffmpeg writes them.</summary>
    [Theory]
    [InlineData("a.tif", "rgb24")]
    [InlineData("a.tif", "rgb48le")]
    [InlineData("a.tif", "gray")]
    [InlineData("a.tif", "gray16le")]
    [InlineData("a.tif", "pal8")]
    [InlineData("a.bmp", "bgr24")]
    [InlineData("a.bmp", "bgra")]
    [InlineData("a.bmp", "pal8")]
    [InlineData("a.ppm", "rgb48be")]
    [InlineData("a.pgm", "gray16be")]
    [InlineData("a.pbm", "monob")]
    [InlineData("a.webp", "bgra")]
    [InlineData("a.png", "rgba64be")]
    [InlineData("a.gif", "rgb8")]
    public void Read_PictureOfFFmpeg_IsWhatFFmpegReads(string name, string pixelFormat)
    {
        using var folder = new TemporaryFolder();
        TestPictures.EncodeByFFmpeg(folder[name], pixelFormat, name.EndsWith("webp", StringComparison.Ordinal)
            ? ["-lossless", "1"] : []);

        using Plane<Rgb24> picture = PictureFile.ReadRgb(folder[name]);

        byte[] expected = TestPictures.DecodeByFFmpeg(folder[name], "rgb24");
        Assert.Equal(expected.Length, picture.Bytes.Length);
        int most = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            most = Math.Max(most, Math.Abs(expected[i] - picture.Bytes[i]));
        }

        // ffmpeg rounds 16 bits to 8 in its own way.
        Assert.InRange(most, 0, pixelFormat.Contains("16", StringComparison.Ordinal)
            || pixelFormat.Contains("48", StringComparison.Ordinal)
            || pixelFormat.Contains("64", StringComparison.Ordinal) ? 1 : 0);
    }

    [Theory]
    [InlineData("a.gif", "gif")]
    [InlineData("a.png", "apng")]
    [InlineData("a.webp", "webp")]
    public void Read_Animation_IsItsFirstFrameWhichIsTold(string name, string format)
    {
        using var folder = new TemporaryFolder();
        foreach (int frames in (int[])[1, 9])
        {
            string[] codec = format == "webp" ? ["-c:v", "libwebp_anim", "-lossless", "1"] : [];
            TestPictures.EncodeByFFmpeg(
                folder[name],
                format == "gif" ? "rgb8" : "bgra",
                [.. codec, "-frames:v", $"{frames}", "-f", format]);
            var said = new List<string>();

            using Plane<Rgb24> picture = PictureFile.ReadRgb(folder[name], said.Add);

            Assert.Equal(60, picture.Width);
            Assert.Equal(
                frames == 1 ? [] : [$"warning: {folder[name]}: an animation, of which the first frame is read"], said);
        }
    }

    [Theory]
    [InlineData("a/b-c.jpg", "a/b-c.jpg")]
    [InlineData("my film's \"left\" $(x).jpg", "'my film'\\''s \"left\" $(x).jpg'")]
    [InlineData("-o.jpg", "./-o.jpg")]
    [InlineData("ä.jpg", "'ä.jpg'")]
    public void ShellWord_AnyName_IsOneWordThatIsNoOption(string name, string word)
    {
        Assert.Equal(word, StillReader.ShellWord(name));

        // A shell makes the name of it again.
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"printf %s {word}"]) { RedirectStandardOutput = true })!;
        Assert.Equal(name.StartsWith('-') ? $"./{name}" : name, shell.StandardOutput.ReadToEnd());
        shell.WaitForExit();
    }

    [Theory]
    [InlineData("tif")]
    [InlineData("webp")]
    public void Read_ExifOrientation_IsShownAsViewersDoAndTold(string extension)
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            var said = new List<string>();

            using Plane<Rgb24> read = PictureFile.ReadRgb(Drawn($"exif{orientation}.{extension}"), said.Add);

            string rows = string.Join('/', Enumerable.Range(0, read.Height)
                .Select(y => string.Concat(Enumerable.Range(0, read.Width).Select(x => read[x, y].R / 40))));
            Assert.Equal(Shown[orientation - 1], rows);
            Assert.Equal(orientation == 1 ? 0 : 1, said.Count);
        }
    }

    [Fact]
    public void Read_SixteenBits_AreRoundedNotCut()
    {
        using var folder = new TemporaryFolder();
        using var stored = new Plane<ushort>(256, 256);
        for (int i = 0; i < stored.Pixels.Length; i++)
        {
            stored.Pixels[i] = (ushort)i;
        }

        PngWriter.Write(folder["a.png"], stored);

        using Plane<Rgb24> picture = PictureFile.ReadRgb(folder["a.png"]);
        for (int i = 0; i < stored.Pixels.Length; i++)
        {
            Assert.Equal((byte)Math.Round(i * 255 / 65535.0), picture.Pixels[i].G);
        }
    }

    /// <summary>Levels of the sRGB curve by arithmetic: 0.5 → 187.516, 0.25 → 136.958, 0.0031308 → 10.31.</summary>
    [Theory]
    [InlineData("linear.tif", new[] { 0, 10, 188, 255, 255, 0 }, "33.3 %")]
    [InlineData("linear.pfm", new[] { 137, 188, 255, 0, 0, 0 }, "0.0 %")]
    public void Read_Floats_AreLinearLight(string name, int[] levels, string cut)
    {
        var said = new List<string>();

        using Plane<Rgb24> picture = PictureFile.ReadRgb(Drawn(name), said.Add);

        IEnumerable<int> seen = name.EndsWith("tif", StringComparison.Ordinal)
            ? picture.Pixels.ToArray().Select(pixel => (int)pixel.G)
            : picture.Bytes.ToArray().Select(level => (int)level);
        Assert.Equal(levels, seen);
        Assert.Contains(cut, Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FloatsThatAreNoNumbers_AreRefused()
    {
        using var folder = new TemporaryFolder();
        using var disparity = new Plane<float>(2, 2);
        disparity[1, 0] = float.PositiveInfinity;
        PfmFile.Write(folder["a.pfm"], disparity);

        ShouldRefuse(folder["a.pfm"], "disparity map");
    }

    [Fact]
    public void Read_TransparentTiff_IsRefusedAndAnOpaqueOneRead()
    {
        ShouldRefuse(Drawn("clear.tif"), "transparent");
        using Plane<Rgb24> opaque = PictureFile.ReadRgb(Drawn("opaque.tif"));
        Assert.Equal(200, opaque[2, 1].R);
    }

    [Theory]
    [InlineData("cmyk.jpg", "CMYK")]
    [InlineData("several.tif", "several pictures")]
    public void Read_WhatIsNotAsStored_IsTold(string name, string word)
    {
        var said = new List<string>();

        using Plane<Rgb24> picture = PictureFile.ReadRgb(Drawn(name), said.Add);

        Assert.Contains(word, Assert.Single(said), StringComparison.Ordinal);
        Assert.InRange(picture[picture.Width - 1, picture.Height - 1].R, 190, 210);
        Assert.InRange(picture[0, 0].R, 0, 12);
    }

    /// <summary>Headers that ask for 100,000 × 100,000 pixels: refused in one line, before memory is.</summary>
    [Theory]
    [InlineData("ppm")]
    [InlineData("bmp")]
    [InlineData("tif")]
    [InlineData("hdr")]
    public void Read_HugeHeader_IsRefusedWithoutMemory(string kind)
    {
        using var folder = new TemporaryFolder();
        byte[] side = BitConverter.GetBytes(100_000);
        byte[] Field(byte tag, byte[] value) => [tag, 1, 4, 0, 1, 0, 0, 0, .. value];
        byte[] file = kind switch
        {
            "ppm" => [.. "P6\n100000 100000\n255\n"u8, .. new byte[100]],
            "hdr" => [.. "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 100000 +X 100000\n"u8, .. new byte[100]],
            "bmp" => [.. "BM"u8, 154, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, .. side, .. side, 1, 0, 24, 0,
                .. new byte[124]],
            _ => [.. "II*\0"u8, 8, 0, 0, 0, 9, 0, .. Field(0, side), .. Field(1, side), .. Field(2, [8, 0, 0, 0]),
                .. Field(3, [1, 0, 0, 0]), .. Field(6, [1, 0, 0, 0]), .. Field(17, [8, 0, 0, 0]),
                .. Field(21, [1, 0, 0, 0]), .. Field(22, side), .. Field(23, [99, 0, 0, 0]), .. new byte[100]],
        };
        File.WriteAllBytes(folder["a"], file);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ShouldRefuse(folder["a"], "32768");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Read_CutOffOrDamaged_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, string pixelFormat) in ((string, string)[])
            [("a.png", "rgb24"), ("a.tif", "rgb24"), ("a.bmp", "bgr24"), ("a.webp", "bgra"), ("a.ppm", "rgb24"),
            ("a.jpg", "yuvj444p"), ("a.gif", "rgb8"), ("a.jp2", "rgb24")])
        {
            TestPictures.EncodeByFFmpeg(folder[name], pixelFormat);
            byte[] whole = File.ReadAllBytes(folder[name]);
            foreach (int length in (int[])[1, 20, whole.Length / 2, whole.Length * 9 / 10])
            {
                File.WriteAllBytes(folder["cut"], whole[..length]);
                ShouldRefuse(folder["cut"], "cut");
            }
        }
    }

    [Fact]
    public void Read_EmptyFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.png"], []);

        ShouldRefuse(folder["a.png"], "an empty file");
    }

    /// <summary>OpenCV reads such a JPEG and says nothing; so would a pair of it.</summary>
    [Fact]
    public void Read_JpegThatLacksItsMiddle_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] file = File.ReadAllBytes(
            Path.Combine(SharedFiles.RepositoryRoot, "tests", "data", "reports", "pics", "L.jpg"));
        File.WriteAllBytes(folder["a.jpg"], [.. file[..(file.Length / 2)], .. file[((file.Length / 2) + 500)..]]);
        using (var byOpenCv = new HeldMat(OpenCvSharp.Cv2.ImDecode(
            File.ReadAllBytes(folder["a.jpg"]), OpenCvSharp.ImreadModes.Color)))
        {
            Assert.False(byOpenCv.Mat.Empty());
        }

        ShouldRefuse(folder["a.jpg"], "damaged");
    }

    [Fact]
    public void Read_TenBitsInANetpbm_AreRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.pgm"], [.. "P5\n2 1\n1023\n"u8, 3, 255, 1, 0]);

        ShouldRefuse(folder["a.pgm"], "1023");
    }

    private static string Drawn(string name) =>
        Path.Combine(SharedFiles.RepositoryRoot, "tests", "data", "pictures", name);

    private static void ShouldRefuse(string path, string word)
    {
        var error = Assert.Throws<PictureException>(() => PictureFile.ReadRgb(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
