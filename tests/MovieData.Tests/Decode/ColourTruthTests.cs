using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Plan;
using MovieData.Staging;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>
/// Eight patches of known RGB, coded by the formulas of ITU-T H.273 (no ffmpeg filter touches them), must come out of
/// the decode stage as they were drawn. <c>tools/measure/colours.sh</c> asks the same of every combination.
/// </summary>
[Slow]
public sealed class ColourTruthTests : IDisposable
{
    private const int Patch = 64;
    private const int Across = 4;
    private const int Width = 2 * Across * Patch;
    private const int Height = 2 * Patch;

    /// <summary>Levels that 8 bits of limited range and one conversion to 4:2:0 may cost.</summary>
    private const int Tolerance = 3;

    private static readonly int[] Drawn =
        [0xC81E1E, 0x1EC81E, 0x1E1EC8, 0xC8C81E, 0x1EC8C8, 0xC81EC8, 0xB47850, 0x808080];

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("yuv420p", "bt709", "tv")]
    [LongData("yuv444p", "bt709", "pc")]
    [LongData("yuv422p10le", "bt470bg", "tv")]
    [InlineData("yuv422p10le", "bt470bg", "pc")]
    [LongData("yuv420p", "smpte170m", "pc")]
    [InlineData("yuv420p", "bt2020nc", "tv")]
    [LongData("yuv422p10le", "bt2020nc", "pc")]
    [InlineData("yuv444p", "smpte240m", "tv")]
    [LongData("yuv420p", "smpte240m", "pc")]
    [InlineData("yuv420p", "fcc", "tv")]
    [InlineData("yuv420p", "unspecified", "unspecified")]
    public async Task RunAsync_CodedByItsTags_GivesTheDrawnColours(string format, string matrix, string range) =>
        await ShouldComeOutAsync(format, matrix, range, layout: StereoLayout.SbsFull);

    [Theory]
    [LongData("rgb24", "gbr", "pc")]
    [InlineData("gbrp", "gbr", "tv")]
    [LongData("bgr0", "unspecified", "unspecified")]
    [InlineData("gbrp10le", "unspecified", "unspecified")]
    [LongData("gray", "unspecified", "unspecified")]
    [InlineData("gray", "bt709", "tv")]
    [LongData("gray10le", "bt709", "pc")]
    public async Task RunAsync_RgbAndGrey_GiveTheDrawnColours(string format, string matrix, string range) =>
        await ShouldComeOutAsync(format, matrix, range, layout: StereoLayout.SbsFull);

    /// <summary>Views of an odd edge go by way of full chroma.</summary>
    [Theory]
    [LongData("yuv422p10le", "pc", StereoLayout.SbsFull, 1)]
    [LongData("gbrp", "pc", StereoLayout.SbsFull, 1)]
    [InlineData("yuv420p", "pc", StereoLayout.SbsFull, 1)]
    [InlineData("yuv422p10le", "pc", StereoLayout.Alternating, 0)]
    public async Task RunAsync_OddOrSingleViews_GiveTheDrawnColours(
        string format, string range, StereoLayout layout, int odd) =>
        await ShouldComeOutAsync(format, format == "gbrp" ? "gbr" : "bt709", range, layout, odd);

    /// <summary>Pictures for the sheet, and for the check of the view order, go another way.</summary>
    [Theory]
    [InlineData("bgr0", "unspecified", "unspecified")]
    [LongData("yuv422p10le", "bt709", "pc")]
    [InlineData("yuv420p", "smpte240m", "tv")]
    public void ReadAt_Stills_GiveTheDrawnColours(string format, string matrix, string range)
    {
        Film film = Film(format, matrix, range, StereoLayout.SbsFull, odd: 0);

        (Plane<Rgb24> First, Plane<Rgb24> Second)? pair =
            StillPairs.ReadAt(film, 0, new(Width / 2, Height), TestContext.Current.CancellationToken);

        ShouldBeDrawn(pair!.Value.First, grey: false);
        pair.Value.First.Dispose();
        pair.Value.Second.Dispose();
    }

    private async Task ShouldComeOutAsync(
        string format, string matrix, string range, StereoLayout layout, int odd = 0)
    {
        Film film = Film(format, matrix, range, layout, odd);
        DecodeOptions options = PaperPipeline.Options.Decode with
        {
            View = new(Width / 2, Height),
            Crop = new(Width / 2, Height),
        };
        var log = new RejectionLog();
        long tick = (long)Math.Round(0.04 / film.TimeBases[0].Value);
        var segment = new Segment("film", 0, [new PlannedSample(
            0, layout == StereoLayout.Alternating ? [0, tick] : [0], 0, 0, 0, 0)]);
        int frames = 0;
        await foreach (StereoFrame frame in StageChain.One(segment).Then(
            new DecodeStage(film, options, new PlanePool(1 << 24), log, 1), 1, TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                frames++;
                ShouldBeDrawn(frame.Left, format.StartsWith("gray", StringComparison.Ordinal));
                ShouldBeDrawn(frame.Right, format.StartsWith("gray", StringComparison.Ordinal));
            }
        }

        Assert.Equal(1, frames);
    }

    private static void ShouldBeDrawn(Plane<Rgb24> view, bool grey)
    {
        for (int patch = 0; patch < Drawn.Length; patch++)
        {
            (double r, double g, double b) = Rgb(patch);
            double luma = (0.2126 * r) + (0.7152 * g) + (0.0722 * b);
            Rgb24 seen = view.Row((patch / Across * Patch) + (Patch / 2))[(patch % Across * Patch) + (Patch / 2)];
            Assert.InRange(seen.R - (grey ? luma : r), -Tolerance, Tolerance);
            Assert.InRange(seen.G - (grey ? luma : g), -Tolerance, Tolerance);
            Assert.InRange(seen.B - (grey ? luma : b), -Tolerance, Tolerance);
        }
    }

    /// <summary>Two views alike, side by side or one after the other, each wider by the odd columns.</summary>
    private Film Film(string format, string matrix, string range, StereoLayout layout, int odd)
    {
        bool isPacked = layout == StereoLayout.SbsFull;
        int width = isPacked ? Width + (2 * odd) : Width / 2;
        var picture = new MemoryStream();
        for (int plane = 0; plane < PlanesOf(format); plane++)
        {
            WritePlane(picture, format, matrix, range, plane, width, isPacked ? 2 : 1);
        }

        File.WriteAllBytes(_films.At("film.raw"), [.. picture.ToArray(), .. picture.ToArray()]);
        string tags = matrix == "unspecified"
            ? ""
            : $"-colorspace {(matrix == "gbr" ? "rgb" : matrix)} -color_range {range}";
        string path = _films.Make($"-f rawvideo -pix_fmt {format} -s {width}x{Height} -r 25 -i film.raw {tags} "
            + $"-c:v {(format switch { "rgb24" => "png", "gbrp" => "libx264rgb -qp 0", _ => "ffv1" })} film.mkv");
        return SmallFilms.Probe(path, new FilmOverrides(layout, ViewOrder.LeftFirst), quick: true);
    }

    private static int PlanesOf(string format) => format is "rgb24" or "bgr0"
        || format.StartsWith("gray", StringComparison.Ordinal) ? 1 : 3;

    private static void WritePlane(
        Stream picture, string format, string matrix, string range, int plane, int width, int views)
    {
        bool isChroma = plane > 0 && format.StartsWith("yuv", StringComparison.Ordinal);
        int across = isChroma && !format.Contains("444", StringComparison.Ordinal) ? 2 : 1;
        int down = isChroma && format.Contains("420", StringComparison.Ordinal) ? 2 : 1;
        for (int y = 0; y < Height; y += down)
        {
            for (int x = 0; x < width; x += across)
            {
                int column = Math.Min(x % (width / views), (Across * Patch) - 1);
                int patch = (y / Patch * Across) + (column / Patch);
                foreach (int value in Codes(format, matrix, range, patch, plane))
                {
                    picture.WriteByte((byte)value);
                    if (format.Contains("10", StringComparison.Ordinal))
                    {
                        picture.WriteByte((byte)(value >> 8));
                    }
                }
            }
        }
    }

    private static int[] Codes(string format, string matrix, string range, int patch, int plane)
    {
        (double r, double g, double b) = Rgb(patch);
        int depth = format.Contains("10", StringComparison.Ordinal) ? 4 : 1;
        switch (format)
        {
            case "rgb24":
                return [(int)r, (int)g, (int)b];
            case "bgr0":
                return [(int)b, (int)g, (int)r, 0];
            case "gbrp" or "gbrp10le":
                return [(int)Math.Round(((double[])[g, b, r])[plane] * (depth == 4 ? 1023 / 255.0 : 1))];
            default:
                break;
        }

        // ITU-T H.273 equations 29 to 40; weights of its table 4.
        (double kr, double kb) = matrix switch
        {
            "bt709" => (0.2126, 0.0722),
            "bt2020nc" => (0.2627, 0.0593),
            "smpte240m" => (0.212, 0.087),
            "fcc" => (0.30, 0.11),
            _ => format.StartsWith("gray", StringComparison.Ordinal) ? (0.2126, 0.0722) : (0.299, 0.114),
        };
        bool isFull = range == "pc" || (range == "unspecified" && format == "gray");
        double luma = ((kr * r) + ((1 - kr - kb) * g) + (kb * b)) / 255;
        double chroma = plane == 1 ? ((b / 255) - luma) / (2 * (1 - kb)) : ((r / 255) - luma) / (2 * (1 - kr));
        double peak = depth == 4 ? 1023 : 255;
        return [(int)Math.Round(plane == 0
            ? isFull ? luma * peak : ((219 * luma) + 16) * depth
            : isFull ? (chroma * peak) + (128 * depth) : ((224 * chroma) + 128) * depth)];
    }

    private static (double R, double G, double B) Rgb(int patch) =>
        (Drawn[patch] >> 16, (Drawn[patch] >> 8) & 0xff, Drawn[patch] & 0xff);
}
