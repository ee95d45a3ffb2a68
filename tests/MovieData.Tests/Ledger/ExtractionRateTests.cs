using System.Text.Json.Nodes;
using MovieData.Ledger;

namespace MovieData.Tests.Ledger;

public sealed class ExtractionRateTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _temporary = new();
    private readonly Clock _clock = new();

    private OutputFolder Folder => new(_temporary.Path);

    [Fact]
    public void Of_NoLog_IsUnknown() => Assert.Null(ExtractionRate.Of(Folder, Start));

    [Fact]
    public void Of_NoSegmentFinished_IsUnknown()
    {
        using (var log = new EventLog(Folder, _clock))
        {
            log.Write("segment_started");
        }

        Assert.Null(ExtractionRate.Of(Folder, Start));
    }

    [Fact]
    public void Of_TwoProcessesAtWork_AddsTheirRates()
    {
        // 60 samples in 100 s, and 64 in 200 s with another segment begun.
        Write(begun: 0, (50, 30), (100, 30));
        Write(begun: 20, (220, 64));

        var rate = ExtractionRate.Of(Folder, Start.AddSeconds(250));

        Assert.Equal(2, rate!.Processes);
        Assert.Equal(0.6 + 0.32, rate.SamplesPerSecond, 9);
        Assert.Equal(1000, rate.SecondsLeft(920), 6);
    }

    [Fact]
    public void Of_OneEndedAndOneSilent_TellsOfTheLast()
    {
        Write(begun: 0, (100, 60));
        Write(begun: 300, (400, 50));
        _clock.Now = Start.AddSeconds(401);
        using (var log = new EventLog(Folder, _clock))
        {
            log.Write("run_done");
        }

        Assert.Equal(new ExtractionRate(0, 0.5), ExtractionRate.Of(Folder, Start.AddHours(2)));
    }

    [Fact]
    public void Of_SegmentsOfAnHour_RunsStillAfterTwo()
    {
        Write(begun: 0, (3600, 3600), (7200, 3600));

        Assert.Equal(1, ExtractionRate.Of(Folder, Start.AddSeconds(7200 + 7200))!.Processes);
        Assert.Equal(0, ExtractionRate.Of(Folder, Start.AddSeconds(7200 + 10_801))!.Processes);
    }

    [Theory]
    [InlineData("run_done")]
    [InlineData("run_stopped")]
    public void Of_LastEvent_EndsTheProcessAtOnce(string last)
    {
        _clock.Now = Start;
        using (var log = new EventLog(Folder, _clock))
        {
            log.Write("segment_started");
            _clock.Now = Start.AddSeconds(10);
            log.Write("segment_done", new JsonObject { ["planned"] = 5 });
            log.Write(last);
        }

        Assert.Equal(new ExtractionRate(0, 0.5), ExtractionRate.Of(Folder, Start.AddSeconds(11)));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"time\":\"yesterday\",\"event\":\"segment_done\",\"planned\":9}")]
    [InlineData("{\"time\":\"2026-01-02T03:04:06Z\",\"event\":\"segment_done\",\"planned\":\"many\"}")]
    [InlineData("{\"time\":\"2026-01-02T03:04:06Z\",\"event\":\"segment_done\",\"planned\":99999999999}")]
    [InlineData("{\"event\":7}")]
    public void Of_DamagedLine_PassesItOver(string line)
    {
        Write(begun: 0, (100, 60));
        string path = Directory.GetFiles(Folder.Log, "*.jsonl").Single();
        File.WriteAllText(path, line + "\n" + File.ReadAllText(path) + line + "\n");

        Assert.Equal(new ExtractionRate(1, 0.6), ExtractionRate.Of(Folder, Start.AddSeconds(110)));
    }

    public void Dispose() => _temporary.Dispose();

    private void Write(double begun, params (double At, int Planned)[] done)
    {
        _clock.Now = Start.AddSeconds(begun);
        using var log = new EventLog(Folder, _clock);
        log.Write("segment_started");
        foreach ((double at, int planned) in done)
        {
            _clock.Now = Start.AddSeconds(at);
            log.Write("segment_done", new JsonObject { ["planned"] = planned });
            log.Write("segment_started");
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
