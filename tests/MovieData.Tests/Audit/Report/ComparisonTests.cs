using MovieData.Audit.Report;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Audit.Report;

public sealed class ComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_OtherLimitsAndFilms_CountsFramesByWhatBecameOfThem()
    {
        MadeSample good = new(), narrow = new() { Left = new(0, 0, 4, 5, 0.9) }, lost = new() { Lost = "damaged" };
        DatasetRows one = Read(
            "one",
            new MadeFilm("a", [new MadeShot(null, [good, good, narrow, good])]),
            new MadeFilm("b", [new MadeShot(null, [good])]));

        // The same frames 0, 6 and 12 of film a; its frames 18 … and film c are not planned there, and b not here.
        DatasetRows two = Read(
            "two",
            new MadeFilm("a", [new MadeShot(null, [good, lost, good])]),
            new MadeFilm("c", [new MadeShot(null, [narrow, good])]));
        CompareReport report = Comparison.Of(one, two);

        Assert.Equal(
            new Dictionary<string, long>
            {
                ["-/kept"] = 1,
                ["-/range"] = 1,
                ["kept/-"] = 2,
                ["kept/damaged"] = 1,
                ["kept/kept"] = 1,
                ["range/kept"] = 1,
            },
            report.Frames);
        Assert.Equal(1, report.CommonFrames);
        Assert.Equal(("two", 5L, 3L), (report.Other.Name, report.OtherTotals.Planned, report.OtherTotals.Kept));
        Assert.Equal(["a", "c"], report.OtherFilms.Select(film => film.Id));
        Assert.Equal(4, report.OtherFigures["range_px"].N);
    }

    [Fact]
    public void Of_Itself_IsTheSameEverywhere()
    {
        DatasetRows one = Read("one", new MadeFilm("a", [new MadeShot(null, [new(), new() { Lost = "damaged" }])]));
        CompareReport report = Comparison.Of(one, one);
        Assert.Equal(new Dictionary<string, long> { ["damaged/damaged"] = 1, ["kept/kept"] = 1 }, report.Frames);
    }

    private DatasetRows Read(string name, params MadeFilm[] films) => DatasetRows.Read(
        new MadeDataset(PaperPipeline.Options, MadeDataset.WithoutPictures).Write(_folder[name], films),
        _ => { },
        TestContext.Current.CancellationToken);
}
