using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Plan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

[Slow]
public sealed class DamagedDecodeTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    /// <summary>
    /// One decoder thread marks damage exactly. Several may let a damaged picture out unmarked, and their luck would
    /// decide what a dataset holds: whatever their number, the same frames come out with the same pixels.
    /// </summary>
    [Fact]
    public async Task RunAsync_DamagedFilm_GivesTheSameWhateverTheThreads()
    {
        string clean = _films.Film("clean.mkv", "640x180", seconds: 5, extra: "-g 24 -bf 2 -refs 3 -preset veryfast");
        Film film = SmallFilms.Probe(clean, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst));
        Segment segment = SmallDecoding.Plan(film, Enumerable.Range(0, 40).Select(i => 3 * i));
        int rejected = 0;
        int kept = 0;
        for (int seed = 0; seed < 6; seed++)
        {
            byte[] bytes = File.ReadAllBytes(clean);
            var random = new Random(seed);
            int place = random.Next(bytes.Length / 4, bytes.Length * 3 / 4);
            random.NextBytes(bytes.AsSpan(place, 24));
            File.WriteAllBytes(_films.At("broken.mkv"), bytes);
            Film broken = film with { Paths = [_films.At("broken.mkv")] };

            List<string> one = await DecodeAsync(broken, segment, threads: 1);
            List<string> several = await DecodeAsync(broken, segment, threads: 4);

            Assert.Equal(one, several);
            string[] damaged = [.. one.Where(IsMarked)];
            Assert.All(damaged, line => Assert.EndsWith(" of broken.mkv", line, StringComparison.Ordinal));
            rejected += damaged.Length;
            kept += one.Count - damaged.Length;
        }

        Assert.InRange(rejected, 6, 120);
        Assert.InRange(kept, 120, 234);
    }

    /// <summary>
    /// A file that rotted since it was planned, when the scan heard no complaint: of frames whose pixels are wrong, what
    /// the decoder says until it gives them marks as many as the frames behind them do. MOVIEDATA_DAMAGED_COPIES sets
    /// how many copies (2 by default).
    /// </summary>
    [Theory]
    [InlineData("pyramid.mkv", "-g 48 -bf 4 -b_strategy 2 -x264-params b-pyramid=normal -refs 4")]
    [InlineData("slices.ts", "-g 24 -bf 3 -x264-params open-gop=1 -slices 4")]
    public async Task RunAsync_DamagedSinceThePlan_MarksWhatIsWrong(string name, string extra)
    {
        string clean = _films.Film(name, "640x180", seconds: 5, extra: $"-preset veryfast {extra}");
        Film film = SmallFilms.Probe(clean, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst));
        Segment segment = SmallDecoding.Plan(film, Enumerable.Range(0, 108).Where(frame => frame % 6 < 2));
        List<string> right = await DecodeAsync(film, segment, threads: 1);
        Film rotten = film with { Paths = [_films.At("rotten" + Path.GetExtension(name))] };
        string? asked = Environment.GetEnvironmentVariable("MOVIEDATA_DAMAGED_COPIES");
        int copies = int.TryParse(asked, out int count) ? count : 2;
        int marked = 0;
        for (int seed = 0; seed < copies; seed++)
        {
            byte[] bytes = File.ReadAllBytes(clean);
            var random = new Random(seed);
            int place = random.Next(bytes.Length / 4, bytes.Length * 3 / 4);
            random.NextBytes(bytes.AsSpan(place, 1 << random.Next(6)));
            File.WriteAllBytes(rotten.Paths[0], bytes);
            foreach (PlannedSample[] burst in segment.Samples.Chunk(6))
            {
                Segment one = segment with { Samples = burst };
                List<string> careful = await DecodeAsync(rotten, one, threads: 1);
                List<string> known = await DecodeAsync(rotten, one, threads: 1, isKnownClean: true);

                marked += known.Count(IsMarked);
                Assert.Subset(
                    careful.Except(right).Where(line => !IsMarked(line)).ToHashSet(),
                    known.Except(right).Where(line => !IsMarked(line)).ToHashSet());
            }
        }

        Assert.InRange(marked, copies, 36 * copies);
    }

    private static bool IsMarked(string line) => line.Contains("damaged", StringComparison.Ordinal);

    /// <summary>
    /// A line a planned frame: its number, and the sum of its pixels or its rejection with the note of its row.
    /// </summary>
    private static async Task<List<string>> DecodeAsync(
        Film film, Segment segment, int threads, bool isKnownClean = false)
    {
        var pool = new PlanePool(1 << 26);
        var log = new RejectionLog();
        var lines = new SortedDictionary<int, string>();
        await foreach (StereoFrame frame in SmallDecoding.Run(film, segment, pool, log, threads, isKnownClean))
        {
            using (frame)
            {
                var hash = new HashCode();
                hash.AddBytes(frame.Left.Bytes);
                hash.AddBytes(frame.Right.Bytes);
                lines.Add(frame.Number, $"{frame.Number} {hash.ToHashCode()}");
            }
        }

        foreach (PlannedSample sample in segment.Samples)
        {
            if (log.Find(sample.Frame) is { } rejection)
            {
                lines.Add(sample.Frame, $"{sample.Frame} {rejection.Rule}: {rejection.Note}");
            }
        }

        Assert.Equal(0, pool.BytesOutstanding);
        Assert.Equal(segment.Samples.Count, lines.Count);
        return [.. lines.Values];
    }
}
