using MovieData.Clusters;
using MovieData.Ledger;

namespace MovieData.Tests.Clusters;

public sealed class DealTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every segment once, in rows, as many samples in each part but for one segment.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Of_FilmsOfUnlikeLength_DealsAllInRowsAndEvenly(int count)
    {
        PlannedSegment[] pending = [.. Films()];
        int largest = pending.Max(segment => segment.Samples);

        var deal = Deal.Of(pending, count);

        var samples = pending.ToDictionary(segment => (segment.Film, segment.Index), segment => segment.Samples);
        Assert.Equal(
            pending.Select(segment => (segment.Film, segment.Index)),
            Enumerable.Range(1, count).SelectMany(part => deal.Of(part)));
        double mean = samples.Values.Sum() / (double)count;
        Assert.All(Enumerable.Range(1, count), part => Assert.InRange(
            deal.Of(part).Sum(segment => samples[segment]), mean - largest, mean + largest));
        Assert.InRange(deal.Parts.Sum(part => part.Count), count, count + Films().DistinctBy(s => s.Film).Count());
    }

    [Fact]
    public void Of_MorePartsThanSegments_LeavesSomeEmpty()
    {
        var deal = Deal.Of([new("a", 3, 64), new("b", 0, 64)], 5);

        Assert.Equal([2, 4], deal.Filled);
        Assert.Equal([("a", 3)], deal.Of(2));
        Assert.Empty(deal.Of(1));
        Assert.Empty(Deal.Of([], 3).Filled);
    }

    /// <summary>What is done meanwhile does not change who has what.</summary>
    [Fact]
    public void ReadOrMake_SecondTask_ReadsWhatTheFirstMade()
    {
        string path = _folder["slurm/deal.json"];
        Deal first = Deal.ReadOrMake(path, 3, Films);

        Deal second = Deal.ReadOrMake(path, 3, () => throw new InvalidOperationException("it is there"));

        Assert.Equal(first.Of(2), second.Of(2));
        Assert.Contains(
            "run the same movie-data submit again",
            Assert.Throws<LedgerException>(() => Deal.ReadOrMake(path, 4, Films)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "parts": [["film"]] }""")]
    [InlineData("""{ "parts": [["../x/0-1"]] }""")]
    [InlineData("""{ "parts": [["film/a-b"]] }""")]
    [InlineData("""{ "part": [] }""")]
    public void Read_FileOfAnotherForm_IsDamaged(string json)
    {
        File.WriteAllBytes(
            _folder["deal.json"], SealedJson.Seal(System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject()));

        Assert.Throws<LedgerException>(() => Deal.Read(_folder["deal.json"]));
    }

    private static IEnumerable<PlannedSegment> Films()
    {
        foreach ((string film, int segments) in ((string, int)[])[("a", 90), ("b", 1), ("c-d", 45)])
        {
            for (int index = 0; index < segments; index++)
            {
                yield return new PlannedSegment(film, index, 64 + ((index * 7) % 23));
            }
        }
    }
}
