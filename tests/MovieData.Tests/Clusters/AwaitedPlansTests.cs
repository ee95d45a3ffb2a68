using MovieData.Clusters;
using MovieData.Ledger;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Clusters;

public sealed class AwaitedPlansTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Few films are asked for one by one, of many the names of all plans are read.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void Look_FilmsThatGetTheirPlans_GivesEachOnce(int others)
    {
        var folder = new OutputFolder(_folder["data"]);
        var awaited = new AwaitedPlans(
            folder, ["a", "b", .. Enumerable.Range(0, others).Select(film => $"other-{film}")]);
        Assert.Equal((others + 2, 0), (awaited.Unplanned, awaited.Look().Count));

        TestDataset.Make(folder.Root, 1, "a");
        TestDataset.Plan(folder, 3, "a-stranger");
        TestDataset.Plan(folder, 2, "b");
        Assert.Equal([("b", 0), ("b", 1)], awaited.Look().Select(segment => (segment.Film, segment.Index)));
        Assert.Equal(others, awaited.Unplanned);

        // Plans that are damaged now: nobody looks at them.
        foreach (string film in (string[])["a", "b"])
        {
            File.WriteAllText(FilmRecord.PlanPath(folder, film), "damaged");
        }

        Assert.Empty(awaited.Look());
    }
}
