using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Ledger;

namespace MovieData.Tests.Audit.Look;

public class ScratchTests
{
    [Fact]
    public void Scratch()
    {
        string data = Environment.GetEnvironmentVariable("SCRATCH_DATA")!;
        string to = Environment.GetEnvironmentVariable("SCRATCH_OUT")!;
        Directory.CreateDirectory(to);
        DatasetRows rows = DatasetRows.Read(new OutputFolder(data), _ => { }, TestContext.Current.CancellationToken);
        KeptSamples kept = KeptSamples.Of(rows);
        SuspiciousShot[] shots = [.. kept.Samples.Select(s => (s.Film, s.Shot)).Distinct().Select(s =>
            new SuspiciousShot(s.Film, s.Shot, "window_violation", s.Shot, 0.5, $"something in front of the screen is cut by the picture's edge in {s.Shot} % of the rows; 50 % is the limit"))];
        var plans = new SheetPlanner(kept.Films, kept.Samples, shots).Plan();
        new SheetWriter(kept, to).Write(plans, _ => { }, TestContext.Current.CancellationToken);
    }
}
