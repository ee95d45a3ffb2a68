using MovieData.Decode;
using MovieData.Frames;
using MovieData.Ledger;
using MovieData.Shots;
using MovieData.Source;
using MovieData.Staging;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Source;
using MovieData.Tests.Source.Mvc;

namespace MovieData.Tests.Decode;

/// <summary>
/// A subprocess that is lost at the n-th read, for every n: the error comes out as it is, and no plane stays
/// outstanding, whichever of them were rented by then.
/// </summary>
public sealed class LostReadTests : IDisposable
{
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
        _films.Film("left.mkv", "96x64");
        _films.Film("right.mkv", "96x64");
        await ShouldLeaveNothingAsync(SmallFilms.Probe(
            _films.At("left.mkv") + "+" + _films.At("right.mkv"), new FilmOverrides(null, ViewOrder.LeftFirst)));
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

        int reads = ReadsOf(() => StillPairs.Read(film, 2, 96, cancel));

        Assert.True(reads > 1);
        for (int lost = 1; lost <= reads; lost++)
        {
            LoseAt(lost);
            var error = Assert.Throws<FilmException>(() => StillPairs.Read(film, 2, 96, cancel));
            Assert.True(FFmpegException.IsCauseOf(error));
        }
    }

    /// <summary>A cell of a contact sheet says "no picture here" of the film alone.</summary>
    [Fact]
    public void Sheet_LostAtAnyRead_IsAnError()
    {
        Film film = Film("sbs.mkv", "192x64", StereoLayout.SbsFull);
        var sheet = new FilmSheet(
            film, PaperPipeline.Options.Decode with { View = film.ViewSize, Crop = film.ViewSize });
        CancellationToken cancel = TestContext.Current.CancellationToken;

        int reads = ReadsOf(() => sheet.Render(cancel).Dispose());

        // Twelve cells: at least a picture and its end are read of each, in however many parts.
        Assert.True(reads >= 24, $"only {reads} reads");
        foreach (int lost in (int[])[1, 2, 3, 12, 24])
        {
            LoseAt(lost);
            Exception? error = Record.Exception(() => sheet.Render(cancel).Dispose());
            Assert.True(error is not null && FFmpegException.IsCauseOf(error), $"read {lost} of {reads}: {error}");
        }
    }

    [Fact]
    public void Scan_LostAtAnyRead_IsAnError()
    {
        Film film = Film("sbs.mkv", "192x64", StereoLayout.SbsFull);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        int reads = ReadsOf(() => SceneScan.Run(film, ScorePicture.View, null, cancel));

        int errors = 0;
        for (int lost = 1; lost <= reads; lost++)
        {
            LoseAt(lost);
            Exception? error = Record.Exception(() => SceneScan.Run(film, ScorePicture.View, null, cancel));

            // What is written may come through the pipe in fewer parts than it did when reads were counted.
            Assert.True(error is null or FFmpegException { IsLost: true }, $"{error}");
            errors += error is null ? 0 : 1;
        }

        Assert.True(errors > reads / 2, $"{errors} errors in {reads} reads");
    }

    private static async Task ShouldLeaveNothingAsync(Film film)
    {
        DecodeOptions options = PaperPipeline.Options.Decode with { View = film.ViewSize, Crop = film.ViewSize };
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        var segment = new Segment("film", 0, [.. new[] { 0, 2 }.Select(n =>
            new PlannedSample(n, [.. scores.Pictures.Select(p => p.Pts[n])], 0, 0, 0, 0))]);
        int reads = await ReadsOfAsync(() => DecodeAsync(film, segment, options));
        Assert.True(reads >= 4, $"only {reads} reads");

        int errors = 0;
        for (int lost = 1; lost <= reads; lost++)
        {
            LoseAt(lost);
            Exception? error = await Record.ExceptionAsync(() => DecodeAsync(film, segment, options));

            // A picture may come through the pipe in fewer parts than it did when reads were counted.
            Assert.True(error is null or FFmpegException { IsLost: true }, $"read {lost} of {reads}: {error}");
            errors += error is null ? 0 : 1;
        }

        Assert.True(errors > reads / 2, $"{errors} errors in {reads} reads");
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
        SmallFilms.Probe(_films.Film(name, size), new FilmOverrides(layout, ViewOrder.LeftFirst));

    private static int ReadsOf(Action run) => ReadsOfAsync(() =>
    {
        run();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private static async Task<int> ReadsOfAsync(Func<Task> run)
    {
        int reads = 0;
        FFmpegProcess.BeforeRead.Value = () => Interlocked.Increment(ref reads);
        await run();
        return reads;
    }

    private static void LoseAt(int read)
    {
        int reads = 0;
        FFmpegProcess.BeforeRead.Value = () =>
        {
            if (Interlocked.Increment(ref reads) == read)
            {
                throw new FFmpegException("lost by the test") { IsLost = true };
            }
        };
    }
}
