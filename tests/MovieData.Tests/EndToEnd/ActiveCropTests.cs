using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>The crop on the active picture, and no disparity inside a bar.</summary>
[Slow]
public sealed class ActiveCropTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    /// <summary>Code 5 of a mask.</summary>
    private const byte Bar = 5;

    [Fact]
    public async Task Extract_CropOnActive_LiesOnThePictureAndMasksItsBars()
    {
        // The 200 active rows moved up to rows 10…209, and 24 black columns at the left of both views.
        using var films = new SmallFilms();
        string path = films.Make(
            "-i", film.Path, "-t", "6", "-vf",
            "crop=960:200:0:35,drawbox=0:0:24:200:black:fill,drawbox=480:0:24:200:black:fill,pad=960:270:0:10",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-g", "12",
            "-metadata:s:v:0", "stereo_mode=left_right", "film.mkv");
        string pipeline = films.At("active.yaml");
        File.WriteAllText(pipeline, File.ReadAllText(film.Pipeline)
            .Replace("crop_on: paper_centre", "crop_on: active", StringComparison.Ordinal)
            .Replace("drop_first_last_chapter: true", "drop_first_last_chapter: false", StringComparison.Ordinal));
        string data = films.At("data");

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", pipeline, "--out", data, "--view-order", "left-first", "--limit", "1", path);

        Assert.True(result.Code == 0, result.Error);
        int samples = 0;
        foreach (ShardSample sample in ShardSample.ReadAll(new OutputFolder(data)))
        {
            using (sample)
            {
                samples++;

                // Active columns 24…479 are 456 wide, less than the crop's 470: it is centred, up to the border.
                Assert.Equal((10, 10), (sample.Crop.X, sample.Crop.Y));
                for (int y = 0; y < 200; y++)
                {
                    Assert.Equal(Enumerable.Repeat(Bar, 14), sample.Mask.Row(y)[..14].ToArray());
                    Assert.All(sample.Disparity.Row(y)[..14].ToArray(), d => Assert.True(float.IsNaN(d), $"{d}"));
                }

                // Scaling and coding darken the picture's edge: at most 4 of its rows and 2 columns go with the bars.
                Assert.InRange(sample.Mask.Pixels.Count(Bar), 14 * 200, (16 * 200) + (4 * 454));
            }
        }

        Assert.True(samples > 0, result.Error);
    }
}
