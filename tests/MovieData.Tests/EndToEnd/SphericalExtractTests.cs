using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Shards;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>The small film, wrapped on half spheres by ffmpeg, comes out as its flat self.</summary>
[Slow]
public sealed class SphericalExtractTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Fact]
    public async Task Extract_Vr180_GivesTheFlatFilmsViews()
    {
        using var films = new SmallFilms();
        string fov = FormattableString.Invariant(
            $"ih_fov=90:iv_fov={FlatView.VerticalDegrees(new PixelSize(480, 270)):F6}");
        string wrap = $"v360=flat:hequirect:{fov}:w=1024:h=1024:interp=cubic";
        films.Make("-i", film.Path, "-t", "6", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "flat.mkv");
        string sphere = films.Make(
            "-i", "flat.mkv", "-filter_complex",
            $"split[a][b];[a]crop=480:270:0:0,{wrap}[l];[b]crop=480:270:480:0,{wrap}[r];[l][r]hstack",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "8", "-g", "12", "-metadata:s:v:0", "stereo_mode=",
            "film_180_LR.mkv");
        string pipeline = films.At("sphere.yaml");
        File.WriteAllText(pipeline, File.ReadAllText(film.Pipeline).Replace(
            "drop_first_last_chapter: true", "drop_first_last_chapter: false", StringComparison.Ordinal));
        string data = films.At("data");
        string[] flags = ["extract", "--pipeline", pipeline, "--out", data, "--limit", "1"];

        CommandResult result = await CommandLine.RunAsync([.. flags, sphere]);

        Assert.True(result.Code == 0, result.Error);
        JsonNode probe = JsonNode.Parse(File.ReadAllText(Path.Combine(data, "films", "film_180_LR", "probe.json")))!;
        Assert.Equal("vr180", (string?)probe["projection"]);
        Dictionary<int, Plane<Rgb24>> flat = await LeftViewsAsync(films.At("flat.mkv"));
        int samples = 0;
        foreach (ShardSample sample in ShardSample.ReadAll(new OutputFolder(data)))
        {
            using (sample)
            {
                samples++;
                double error = sample.Left.Pixels.ToArray().Zip(
                    flat[sample.Frame].Pixels.ToArray(), (one, two) => Math.Abs(one.G - two.G)).Average();
                Assert.InRange(error, 0, 6);
            }
        }

        Assert.True(samples > 0, result.Error);

        CommandResult other = await CommandLine.RunAsync([.. flags, "--projection", "equirect", sphere]);
        Assert.Contains(
            "planned as sbs-full left-first vr180, now sbs-half left-first equirect",
            other.Error,
            StringComparison.Ordinal);
    }

    private static async Task<Dictionary<int, Plane<Rgb24>>> LeftViewsAsync(string path)
    {
        var views = new Dictionary<int, Plane<Rgb24>>();
        Film flat = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst));
        DecodeOptions options = PaperPipeline.Options.Decode with { View = new(480, 270), Crop = new(470, 200) };
        await foreach (StereoFrame frame in FrameExport.RunAsync(
            flat, options, null, 0, TestContext.Current.CancellationToken))
        {
            var copy = new Plane<Rgb24>(470, 200);
            frame.Left.Pixels.CopyTo(copy.Pixels);
            views[frame.Number] = copy;
            frame.Dispose();
        }

        return views;
    }
}
