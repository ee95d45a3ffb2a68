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
        Film film = SmallFilms.Probe(clean, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
        Segment segment = SmallDecoding.Plan(film, Enumerable.Range(0, 40).Select(i => 3 * i));
        int rejected = 0;
        int kept = 0;
        for (int seed = 0; seed < 3; seed++)
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
            string[] damaged = [.. one.Where(line => line.Contains("damaged", StringComparison.Ordinal))];
            Assert.All(damaged, line => Assert.EndsWith(" of broken.mkv", line, StringComparison.Ordinal));
            rejected += damaged.Length;
            kept += one.Count - damaged.Length;
        }

        Assert.InRange(rejected, 3, 60);
        Assert.InRange(kept, 60, 117);
    }

    /// <summary>
    /// A line a planned frame: its number, and the sum of its pixels or its rejection with the note of its row.
    /// </summary>
    private static async Task<List<string>> DecodeAsync(Film film, Segment segment, int threads)
    {
        var pool = new PlanePool(1 << 26);
        var log = new RejectionLog();
        var lines = new SortedDictionary<int, string>();
        await foreach (StereoFrame frame in SmallDecoding.Run(film, segment, pool, log, threads))
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
