using MovieData.Audit.Look;

namespace MovieData.Tests.Audit.Look;

public class SheetPlannerTests
{
    [Fact]
    public void Plan_ManyShotsOfOneKind_ShowsTheFarthestAndSaysWhatIsCut()
    {
        // Shot n is n × 10 % beyond its limit; every fifth shot has no kept sample.
        KeptSample[] kept = [.. Enumerable.Range(0, 20).Where(shot => shot % 5 != 0)
            .SelectMany(shot => Enumerable.Range(0, 3).Select(
                i => FrameRankingTests.Sample((100 * shot) + i, 0.5f, shot)))];
        SuspiciousShot[] shots = [.. Enumerable.Range(0, 20).Select(shot =>
            new SuspiciousShot(0, shot, "strong_depth", 3.5 * (1 + (shot / 10.0)), 3.5, $"reason {shot}"))];

        var planner = new SheetPlanner(["film"], kept, shots);
        SheetPlan[] sheets = [.. planner.Plan().Where(sheet => sheet.Kind == "suspicion")];

        Assert.Equal([4, 4, 4], sheets.Select(sheet => sheet.Strips.Count));
        PlannedStrip[] strips = [.. sheets.SelectMany(sheet => sheet.Strips)];
        Assert.Equal([19, 18, 17, 16, 14, 13, 12, 11, 9, 8, 7, 6], strips.Select(strip => strip.Sample.Shot));

        // Of a shot the frame in the middle, with that shot's own reason.
        Assert.All(strips, strip => Assert.Equal((100 * strip.Sample.Shot) + 1, strip.Sample.Frame));
        Assert.Equal("reason 19", strips[0].Note);
        Assert.Equal("Strong depth: 20 shots", sheets[0].Title);
        Assert.Equal(
            "12 of 20 are shown, farthest beyond the limit first; 4 have no kept frame, so no pictures",
            sheets[0].Reason);
        Assert.Equal(
            ["Strong depth: 4 shots without a kept frame, so without pictures: film shot 15, film shot 10, "
                + "film shot 5, film shot 0"],
            planner.Notes());
    }

    [Fact]
    public void Plan_ManyFilms_ShowsThoseWhoseMedianIsWorst()
    {
        // Film n of 40 has five samples around score n / 100.
        string[] films = [.. Enumerable.Range(0, 40).Select(n => $"film{n:00}")];
        KeptSample[] kept = [.. Enumerable.Range(0, 40).SelectMany(film => Enumerable.Range(0, 5).Select(
            i => FrameRankingTests.Sample(i, (film + ((i - 2) * 0.1f)) / 100, i, film)))];

        IReadOnlyList<SheetPlan> sheets = new SheetPlanner(films, kept, []).Plan();

        Assert.Equal(films.Take(16), sheets.Select(sheet => sheet.Film).Distinct());
        Assert.Equal(3 * 16, sheets.Count);
        Assert.All(sheets, sheet => Assert.Contains("16 of 40 films", sheet.Reason, StringComparison.Ordinal));
        Assert.Equal("Worst frames of film00: 2 of 5 kept", sheets[0].Title);
        Assert.Equal([0, 1], sheets[0].Strips.Select(strip => strip.Sample.Frame));
    }

    [Fact]
    public void Plan_TheSameDatasetInAnotherOrder_GivesTheSameSheets()
    {
        KeptSample[] kept = [.. Enumerable.Range(0, 200).Select(
            n => FrameRankingTests.Sample(n, (n * 7 % 13) / 20f, n / 9, n % 2))];
        SuspiciousShot[] shots = [.. Enumerable.Range(0, 20).Select(
            n => new SuspiciousShot(n % 2, n, "flat", 1, 2, "x"))];

        IReadOnlyList<SheetPlan> once = new SheetPlanner(["a", "b"], kept, shots).Plan();
        IReadOnlyList<SheetPlan> again = new SheetPlanner(
            ["a", "b"], [.. Enumerable.Reverse(kept)], [.. Enumerable.Reverse(shots)]).Plan();

        Assert.Equal(Words(once), Words(again));
    }

    private static IEnumerable<string> Words(IReadOnlyList<SheetPlan> sheets) => sheets.Select(
        sheet => $"{sheet.Kind} {sheet.Title} {sheet.Reason} {string.Join(' ', sheet.Strips)}");
}
