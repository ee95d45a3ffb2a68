using MovieData.Imaging.Frames;
using MovieData.Media.Processes;

namespace MovieData.Tests.Pictures;

/// <summary>Pictures made of a seed, and ffmpeg as the independent decoder and encoder of picture files.</summary>
internal static class TestPictures
{
    public static Plane<byte> Grey8(int width, int height, int seed)
    {
        var plane = new Plane<byte>(width, height);
        new Random(seed).NextBytes(plane.Bytes);
        return plane;
    }

    /// <summary>Smooth values with noise, across the whole 16-bit range.</summary>
    public static Plane<ushort> Grey16(int width, int height, int seed)
    {
        var random = new Random(seed);
        var plane = new Plane<ushort>(width, height);
        for (int i = 0; i < plane.Pixels.Length; i++)
        {
            plane.Pixels[i] = (ushort)((i * 37) + random.Next(9));
        }

        return plane;
    }

    public static Plane<Rgb24> Rgb(int width, int height, int seed)
    {
        var random = new Random(seed);
        var plane = new Plane<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                plane[x, y] = new Rgb24((byte)(x * 3), (byte)(y * 5), (byte)random.Next(256));
            }
        }

        return plane;
    }

    public static Plane<float> Floats(int width, int height, int seed, float most)
    {
        var random = new Random(seed);
        var plane = new Plane<float>(width, height);
        for (int i = 0; i < plane.Pixels.Length; i++)
        {
            plane.Pixels[i] = random.NextSingle() * most;
        }

        return plane;
    }

    /// <summary>Pixels of a picture file as ffmpeg decodes it.</summary>
    public static byte[] DecodeByFFmpeg(string path, string pixelFormat) =>
        Run(["-v", "error", "-i", "file:" + path, "-f", "rawvideo", "-pix_fmt", pixelFormat, "-"]);

    /// <summary>A picture file as ffmpeg writes it from its own test pattern.</summary>
    public static void EncodeByFFmpeg(string path, string pixelFormat, params string[] options) =>
        Run(["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=61x37", "-frames:v", "1", "-pix_fmt", pixelFormat,
            .. options, "-update", "1", "file:" + path]);

    private static byte[] Run(string[] arguments)
    {
        using FFmpegProcess process = FFmpegProcess.Start("ffmpeg", arguments, TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count = process.Read(buffer); count > 0; count = process.Read(buffer))
        {
            output.Write(buffer, 0, count);
        }

        process.WaitForSuccess();
        return output.ToArray();
    }
}
