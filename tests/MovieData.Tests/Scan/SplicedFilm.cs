using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

/// <summary>
/// A film spliced of many short shots over real photographs: still, slowly or quickly panned, shaken, with flashes of
/// one to three frames inside, joined by hard cuts and here and there by dissolves and fades through black.
/// </summary>
internal static class SplicedFilm
{
    private const int Width = 160;
    private const int Height = 90;
    private const int StillWidth = 400;
    private const int StillHeight = 225;

    /// <summary>Grey photographs of 400×225, decoded by ffmpeg.</summary>
    public static IReadOnlyList<byte[]> Stills(SmallFilms films, string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".jpg" or ".png")
            .Where(file => !file.Contains("_sky", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Take(60)];
        var stills = new List<byte[]>();
        foreach (string file in files)
        {
            string raw = films.Make(
                "-i", file, "-frames:v", "1", "-vf", $"scale={StillWidth}:{StillHeight},format=gray", "-f", "rawvideo",
                "still.raw");
            stills.Add(File.ReadAllBytes(raw));
        }

        return stills;
    }

    /// <summary>Writes the film; returns its path and the first frames of shots after hard cuts.</summary>
    public static (string Path, HashSet<int> HardCuts) Write(
        SmallFilms films, IReadOnlyList<byte[]> stills, int shots, int seed)
    {
        var random = new Random(seed);
        var hard = new HashSet<int>();
        int frames = 0;
        using (FileStream raw = File.Create(films.At("spliced.raw")))
        {
            byte[] last = new byte[Width * Height];
            for (int shot = 0; shot < shots; shot++)
            {
                List<byte[]> pictures = Shot(stills[(shot * 7) % stills.Count], random);
                bool isGradual = shot > 0 && random.Next(8) == 0;
                if (isGradual)
                {
                    // Dissolve, or fade through black, over 8…15 frames: no hard cut.
                    bool throughBlack = random.Next(2) == 0;
                    int length = random.Next(8, 16);
                    for (int step = 1; step <= length; step++)
                    {
                        raw.Write(Mix(last, pictures[0], step / (length + 1d), throughBlack));
                        frames++;
                    }
                }
                else if (shot > 0)
                {
                    hard.Add(frames);
                }

                pictures.ForEach(picture => raw.Write(picture));
                frames += pictures.Count;
                last = pictures[^1];
            }
        }

        string path = films.Make(
            "-f", "rawvideo", "-pixel_format", "gray", "-video_size", $"{Width}x{Height}", "-framerate", "24",
            "-i", "spliced.raw", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p",
            "spliced.mkv");
        File.Delete(films.At("spliced.raw"));
        return (path, hard);
    }

    private static List<byte[]> Shot(byte[] still, Random random)
    {
        int length = random.Next(12, 28);
        double speed = random.Next(3) switch { 0 => 0, 1 => 1, _ => 6 } * random.NextDouble();
        double angle = random.NextDouble() * 2 * Math.PI;
        int shake = random.Next(4) == 0 ? 2 : 0;
        int flashAt = random.Next(3) == 0 ? random.Next(4, length - 5) : -10;
        int flashLength = random.Next(1, 4);
        double x = random.Next(StillWidth - Width);
        double y = random.Next(StillHeight - Height);
        var pictures = new List<byte[]>();
        for (int frame = 0; frame < length; frame++)
        {
            x += speed * Math.Cos(angle);
            y += speed * Math.Sin(angle);
            int left = (int)Math.Clamp(x + random.Next(-shake, shake + 1), 0, StillWidth - Width);
            int top = (int)Math.Clamp(y + random.Next(-shake, shake + 1), 0, StillHeight - Height);
            byte[] picture = new byte[Width * Height];
            bool isFlash = frame >= flashAt && frame < flashAt + flashLength;
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                {
                    int value = still[((top + row) * StillWidth) + left + column] + random.Next(-3, 4);
                    picture[(row * Width) + column] = (byte)Math.Clamp(isFlash ? (value / 4) + 190 : value, 0, 255);
                }
            }

            pictures.Add(picture);
        }

        return pictures;
    }

    private static byte[] Mix(byte[] from, byte[] to, double share, bool throughBlack)
    {
        double one = throughBlack ? Math.Max(0, 1 - (2 * share)) : 1 - share;
        double other = throughBlack ? Math.Max(0, (2 * share) - 1) : share;
        return [.. from.Zip(to, (first, second) => (byte)((one * first) + (other * second)))];
    }
}
