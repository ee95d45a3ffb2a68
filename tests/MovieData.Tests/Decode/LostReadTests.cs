using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Staging;
using MovieData.Tests.Mvc;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>
/// A subprocess that is lost at the n-th read, for every n: the error comes out as it is, and no plane stays
/// outstanding, whichever of them were rented by then.
/// </summary>
[Slow]
public sealed class LostReadTests : IDisposable
{
    /// <summary>Six frames: every read is lost once, and each loss is a run of its own.</summary>
    private const double Seconds = 0.25;

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task Decode_PackedLostAtAnyRead_LeavesThePoolEmpty() =>
        await ShouldLeaveNothingAsync(Film("sbs.mkv", "192x64", StereoLayout.SbsFull));

    [Fact]
    public async Task Decode_AlternatingLostAtAnyRead_LeavesThePoolEmpty() =>
        await ShouldLeaveNothingAsync(Film("alternating.mkv", "96x64", StereoLayout.Alternating));

    [Fact]
    public async Task Decode_TwoFilesLostAtAnyRead_LeavesThePoolEmpty()
    {
        _films.Film("left.mkv", "96x64", Seconds);
        _films.Film("right.mkv", "96x64", Seconds);
        await ShouldLeaveNothingAsync(SmallFilms.Probe(
            _films.At("left.mkv") + "+" + _films.At("right.mkv"),
            new FilmOverrides(null, ViewOrder.LeftFirst),
            quick: true));
    }

    [Fact]
    public async Task Decode_MvcLostAtAnyRead_LeavesThePoolEmpty() =>
        await ShouldLeaveNothingAsync(SmallFilms.Probe(
            MvcTruth.Stream("a_ippp"), new FilmOverrides(StereoLayout.Mvc, ViewOrder.LeftFirst)));

    /// <summary>Pairs that look at a film without a pool: what was lost is told, not taken for an end.</summary>
    [Fact]
    public void Stills_LostAtAnyRead_AreAnError()
    {
        Film film = Film("sbs.mkv", "192x64", StereoLayout.SbsFull);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        ShouldTell(() => StillPairs.Read(film, 2, 96, cancel), readsMin: 2, FFmpegException.IsCauseOf);
    }

    /// <summary>A cell of a contact sheet says "no picture here" of the film alone.</summary>
    [Fact]
    public void Sheet_LostAtAnyRead_IsAnError()
    {
        Film film = Film("sbs.mkv", "192x64", StereoLayout.SbsFull);
        var sheet = new FilmSheet(
            film, PaperPipeline.Options.Decode with { View = film.ViewSize, Crop = film.ViewSize });
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, cancel);

        // A cell for each shot: at least a frame and its end are read of each.
        var plan = new SamplePlan([3], [new Shot(0, 0, 3, 0), new Shot(1, 3, scores.Frames, 0)], [], [], []);
        ShouldTell(
            () => sheet.Render(scores, plan, threshold: 1, cancel).Dispose(), readsMin: 4, FFmpegException.IsCauseOf);
    }

    [Fact]
    public void Scan_LostAtAnyRead_IsAnError()
    {
        Film film = Film("sbs.mkv", "192x64", StereoLayout.SbsFull);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        ShouldTell(
            () => SceneScan.Run(film, ScorePicture.View, null, cancel),
            readsMin: 2,
            error => error is FFmpegException { IsLost: true });
    }

    /// <summary>Runs once to count the reads, then once for each of them, with that read lost.</summary>
    private static void ShouldTell(Action run, int readsMin, Func<Exception, bool> isTold) =>
        ShouldTellAsync(
            () =>
            {
                run();
                return Task.CompletedTask;
            },
            readsMin,
            isTold).GetAwaiter().GetResult();

    private static async Task ShouldTellAsync(Func<Task> run, int readsMin, Func<Exception, bool> isTold)
    {
        int reads = (await LoseAsync(int.MaxValue, run)).Reads;
        Assert.True(reads >= readsMin, $"only {reads} reads");
        for (int lost = 1; lost <= reads; lost++)
        {
            (int done, Exception? error) = await LoseAsync(lost, run);

            // What is written may come through the pipe in fewer parts than it did when reads were counted.
            bool wasLost = done >= lost;
            Assert.True(wasLost == error is not null, $"read {lost} of {reads}, {done} done: {error}");
            Assert.True(error is null || isTold(error), $"read {lost} of {reads}: {error}");
        }
    }

    private static async Task ShouldLeaveNothingAsync(Film film)
    {
        DecodeOptions options = PaperPipeline.Options.Decode with { View = film.ViewSize, Crop = film.ViewSize };
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        var segment = new Segment("film", 0, [.. new[] { 0, 2 }.Select(n =>
            new PlannedSample(n, [.. scores.Pictures.Select(p => p.Pts[n])], 0, 0, 0, 0))]);
        await ShouldTellAsync(
            () => DecodeAsync(film, segment, options), readsMin: 4, error => error is FFmpegException { IsLost: true });
    }

    private static async Task DecodeAsync(Film film, Segment segment, DecodeOptions options)
    {
        var pool = new PlanePool(1 << 24);
        var decode = new DecodeStage(film, options, pool, new RejectionLog(), threads: 1);
        try
        {
            await foreach (StereoFrame frame in StageChain.One(segment)
                .Then(decode, 1, TestContext.Current.CancellationToken))
            {
                frame.Dispose();
            }
        }
        finally
        {
            Assert.True(pool.BytesOutstanding == 0, string.Join("; ", pool.Renters));
        }
    }

    private Film Film(string name, string size, StereoLayout layout) =>
        SmallFilms.Probe(
        _films.Film(name, size, Seconds), new FilmOverrides(layout, ViewOrder.LeftFirst), quick: true);

    /// <summary>Runs with one read lost; gives how many reads were begun, and the error that came out.</summary>
    private static async Task<(int Reads, Exception? Error)> LoseAsync(int lost, Func<Task> run)
    {
        int reads = 0;
        FFmpegProcess.BeforeRead.Value = () =>
        {
            if (Interlocked.Increment(ref reads) == lost)
            {
                throw new FFmpegException("lost by the test") { IsLost = true };
            }
        };
        Exception? error = await Record.ExceptionAsync(run);
        return (Volatile.Read(ref reads), error);
    }
}
