using System.Diagnostics;
using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

/// <summary>
/// Damaged copies of real films (bit flips, cut tails, shuffled blocks; seeded) end in frames or in one clear line,
/// soon. MOVIEDATA_DAMAGED_COPIES sets how many (9 by default).
/// </summary>
[Slow]
public sealed class DamagedFilmTests : IDisposable
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(3);
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("video/vdw_demo/rgbdemo.mp4", "-c copy -an film.mp4")]
    [LongData("cuts/goldeneye-vfr-drop3.mp4", "-c copy -an film.mkv")]
    [InlineData("cuts/issue-195-aspect-ratio.mp4", "-c copy -an -t 6 film.ts")]
    public void ProbeAndScan_DamagedCopies_EndInFramesOrAClearLine(string name, string copy)
    {
        byte[] whole = File.ReadAllBytes(_films.Make($"-i {SharedFiles.Require(name)} {copy}"));
        string path = _films.At("damaged" + Path.GetExtension(copy));
        string? asked = Environment.GetEnvironmentVariable("MOVIEDATA_DAMAGED_COPIES");
        int copies = int.TryParse(asked, out int count) ? count : 9;
        int errors = 0;
        for (int seed = 0; seed < copies / 3; seed++)
        {
            File.WriteAllBytes(path, Damage(whole, new Random(seed), kind: seed % 3));
            var watch = Stopwatch.StartNew();
            try
            {
                Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf));
                SceneScores scores = SceneScan.Run(
                    film, ScorePicture.View, null, TestContext.Current.CancellationToken);
                Assert.Equal(scores.Frames, scores.Pictures[0].Pts.Count);
                Assert.Equal(scores.Frames, scores.Pictures[0].IsKey.Count);
            }
            catch (MovieDataException error)
            {
                errors++;
                Assert.DoesNotContain('\n', error.Message);
                Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
            }

            Assert.True(watch.Elapsed < SoonMax, $"seed {seed}: {watch.Elapsed}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{errors} of {copies / 3} copies ended in an error");
    }

    /// <summary>
    /// What several decoder threads make of damage depends on their number, which is the machine's; a plan must not.
    /// </summary>
    [Fact]
    public void Run_DamagedFilm_SeesWhatOneDecoderThreadSees()
    {
        byte[] whole = File.ReadAllBytes(_films.Film(
            "whole.mkv", "640x180", seconds: 10, extra: "-preset veryfast -g 48 -bf 3 -refs 3 -crf 12"));
        Film probed = SmallFilms.Probe(_films.At("whole.mkv"), new FilmOverrides(StereoLayout.Mono), quick: true);
        for (int seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = [.. whole];
            for (int place = 0; place < 12; place++)
            {
                random.NextBytes(damaged.AsSpan(random.Next(damaged.Length / 10, damaged.Length - 3000), 16));
            }

            File.WriteAllBytes(_films.At("broken.mkv"), damaged);
            Film film = probed with { Paths = [_films.At("broken.mkv")] };

            SceneScores scores = SceneScan.Run(
                film, ScorePicture.Packed, null, TestContext.Current.CancellationToken);

            Assert.True(scores.DecoderComplained);
            _films.Make("-threads 1 -copyts -i broken.mkv -vf select='gte(scene\\,0)',metadata=print:file=one.txt"
                + " -fps_mode passthrough -f null -");
            (long Pts, double Score)[] one = [.. File.ReadAllText(_films.At("one.txt")).Split("frame:")[1..]
                .Select(text => (
                    long.Parse(Between(text, "pts:", " "), CultureInfo.InvariantCulture),
                    double.Parse(Between(text, "scene_score=", "\n"), CultureInfo.InvariantCulture)))];
            Assert.Equal(one.Select(frame => frame.Pts), scores.Pictures[0].Pts);
            Assert.All(one.Zip(scores.Score), pair => Assert.Equal(pair.First.Score, pair.Second, 1e-6));
        }
    }

    private static string Between(string text, string before, string behind) =>
        text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(behind)[0];

    private static byte[] Damage(byte[] whole, Random random, int kind)
    {
        byte[] damaged = [.. whole];
        switch (kind)
        {
            case 0:
                for (int flip = 0; flip < 40; flip++)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }

                return damaged;
            case 1:
                return damaged[..random.Next(1, damaged.Length)];
            default:
                const int Block = 4096;
                for (int swap = 0; swap < 8; swap++)
                {
                    int one = random.Next(damaged.Length / Block) * Block;
                    int other = random.Next(damaged.Length / Block) * Block;
                    byte[] kept = damaged[one..(one + Block)];
                    damaged.AsSpan(other, Block).CopyTo(damaged.AsSpan(one));
                    kept.CopyTo(damaged, other);
                }

                return damaged;
        }
    }
}
