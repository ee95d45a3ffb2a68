using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>Sources of more bits, other chroma and HDR, against values worked out by hand.</summary>
[Slow]
public sealed class ColourConversionTests : IDisposable
{
    private const int Band = 24;

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task RunAsync_Pq_IsToneMappedByHablesCurve()
    {
        // Bands of 0, 10, 100 and 1000 cd/m²: SMPTE ST 2084 codes 0, 0.3022, 0.5081, 0.7518 of 64…940.
        string path = Bands("64", "329", "509", "723", "yuv420p10le",
            "-color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc -color_range tv");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);

        Rgb24[] bands = await BandsAsync(film);

        double[] nits = [0, 10, 100, 1000];
        Assert.True(film.HighDynamicRange);
        Assert.Contains(film.Warnings, line => line.Contains("HDR source (smpte2084)", StringComparison.Ordinal));
        for (int band = 0; band < bands.Length; band++)
        {
            // Shown with the gamma of BT.1886.
            double level = 255 * Math.Pow(Hable(nits[band] / 100) / Hable(10), 1 / 2.4);
            ShouldBeGrey(bands[band], level, tolerance: 3);
        }
    }

    [Theory]
    [InlineData("yuv420p10le")]
    [InlineData("yuv422p")]
    [InlineData("yuv422p10le")]
    public async Task RunAsync_MoreBitsOrChroma_GivesTheSameGreysAndANote(string format)
    {
        string[] codes = ["16", "77", "128", "235"];
        string[] stored = format.EndsWith("10le", StringComparison.Ordinal)
            ? [.. codes.Select(code => $"{4 * int.Parse(code)}")]
            : codes;
        string path = Bands(stored[0], stored[1], stored[2], stored[3], format, "-color_range tv");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);

        Rgb24[] bands = await BandsAsync(film);

        Assert.Contains(film.Warnings, line => line.Contains($"pixel format {format}", StringComparison.Ordinal));
        for (int band = 0; band < bands.Length; band++)
        {
            ShouldBeGrey(bands[band], (int.Parse(codes[band]) - 16) * 255 / 219.0, tolerance: 1);
        }
    }

    private static double Hable(double x) =>
        (((x * ((x * 0.15) + 0.05)) + 0.004) / ((x * ((x * 0.15) + 0.5)) + 0.06)) - (0.02 / 0.3);

    private static void ShouldBeGrey(Rgb24 colour, double level, double tolerance)
    {
        Assert.InRange(colour.R, level - tolerance, level + tolerance);
        Assert.InRange(colour.G, level - tolerance, level + tolerance);
        Assert.InRange(colour.B, level - tolerance, level + tolerance);
    }

    private static async Task<Rgb24[]> BandsAsync(Film film)
    {
        DecodeOptions options = PaperPipeline.Options.Decode with
        {
            View = new(4 * Band, 64),
            Crop = new(4 * Band, 64),
        };
        await foreach (StereoFrame frame in FrameExport.RunAsync(
            film, options, [3], 0, TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                return [.. Enumerable.Range(0, 4).Select(band => frame.Left.Row(32)[(band * Band) + (Band / 2)])];
            }
        }

        return [];
    }

    /// <summary>Two views of four grey bands of given luma codes.</summary>
    private string Bands(string one, string two, string three, string four, string format, string tags)
    {
        string luma = $"lum='if(lt(mod(X\\,96)\\,24)\\,{one}\\,if(lt(mod(X\\,96)\\,48)\\,{two}\\,"
            + $"if(lt(mod(X\\,96)\\,72)\\,{three}\\,{four})))'";
        string grey = format.EndsWith("10le", StringComparison.Ordinal) ? "512" : "128";
        return _films.Make($"-f lavfi -i color=s=192x64:r=24:d=0.3,format={format},geq={luma}:cb={grey}:cr={grey}"
            + $" -c:v libx264 -preset ultrafast -qp 0 -pix_fmt {format} {tags} film.mkv");
    }
}
