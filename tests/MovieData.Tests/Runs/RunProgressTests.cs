using MovieData.Runs;

namespace MovieData.Tests.Runs;

public class RunProgressTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Extraction_AfterLongScan_CountsItsOwnTimeOnly()
    {
        FilmProgress film = Film();
        _clock.Pass(seconds: 600);
        film.SegmentBegun();
        film.SamplesMeasured(10, 7);
        _clock.Pass(seconds: 20);

        Assert.Equal(0.5, film.Extraction.PerSecond(film.SamplesSeen));
        Assert.Equal(TimeSpan.FromHours(50), film.Extraction.Left(film.SamplesSeen, 90_010));
    }

    [Fact]
    public void Extraction_FilmIsDone_PaceStaysWhileOthersGoOn()
    {
        FilmProgress film = Film();
        film.Extracts(segments: 2, samples: 8, left: 0);
        film.SegmentBegun();
        _clock.Pass(seconds: 10);
        film.SegmentDone();
        film.SegmentBegun();
        _clock.Pass(seconds: 10);
        film.SegmentDone();
        _clock.Pass(seconds: 1000);

        Assert.Equal(TimeSpan.FromSeconds(20), film.Extraction.Elapsed);
    }

    [Fact]
    public void Extracts_PlannedFilm_ShowsTheStepWithItsNumbers()
    {
        FilmProgress film = Film();
        film.Extracts(segments: 3, samples: 12, left: 4);

        Assert.Equal(FilmStep.Extracting, film.Step);
        Assert.Equal((3, 12, 4), (film.SegmentsTotal, film.SamplesTotal, film.SegmentsLeft));
    }

    [Fact]
    public void SegmentTaken_ByAnotherProcess_IsLeftOutAndEndsTheFilmToo()
    {
        FilmProgress film = Film();
        film.Extracts(segments: 2, samples: 17, left: 0);
        film.SegmentBegun();
        _clock.Pass(seconds: 10);
        film.SegmentDone();
        film.SegmentTaken(samples: 7);
        _clock.Pass(seconds: 1000);

        Assert.Equal((1, 1, 10), (film.SegmentsDone, film.SegmentsTotal, film.SamplesTotal));
        Assert.Equal(TimeSpan.FromSeconds(10), film.Extraction.Elapsed);
    }

    [Fact]
    public void Scan_FirstFrames_BeginItsTime()
    {
        FilmProgress film = Film();
        _clock.Pass(seconds: 30);
        film.Scanned(0);
        _clock.Pass(seconds: 2);
        film.Scanned(150);

        Assert.Equal(FilmStep.Scanning, film.Step);
        Assert.Equal(75, film.Scan.PerSecond(film.FramesScanned));
        Assert.Equal(TimeSpan.FromSeconds(6), film.Scan.Left(150, 600));
    }

    [Fact]
    public void Left_NothingDone_IsUnknown() => Assert.Null(Film().Extraction.Left(0, 5));

    [Fact]
    public void SamplesMeasured_AttemptTakenBack_CountsNone()
    {
        FilmProgress film = Film();
        film.SamplesMeasured(1, 1);
        film.SamplesMeasured(1, 0);
        film.SamplesMeasured(-2, -1);

        Assert.Equal((0, 0), (film.SamplesSeen, film.SamplesKept));
    }

    private FilmProgress Film() => new RunProgress(_clock).Of("film");

    private sealed class Clock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds).Ticks;

        public override long GetTimestamp() => _now;
    }
}
