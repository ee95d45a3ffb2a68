using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Tests.Shards;

/// <summary>A whole small dataset: manifest, one planned film, its segments of 8 samples committed.</summary>
internal static class TestDataset
{
    public static OutputFolder Make(
        string root, int segments, string film = "film", ViewFormat format = ViewFormat.Jpeg)
    {
        var folder = new OutputFolder(root);
        Plan(folder, segments, film);
        for (int i = 0; i < segments; i++)
        {
            Assert.True(TestRows.Extract(folder, TestRows.Segment(film, i, 8), format));
        }

        return folder;
    }

    public static void Plan(OutputFolder folder, int segments, string film = "film") =>
        Plan(folder, [.. Enumerable.Range(0, segments).Select(i => TestRows.Segment(film, i, 8))], film);

    public static void Plan(OutputFolder folder, Segment[] segments, string film = "film")
    {
        var platform = new Dictionary<string, string> { ["device"] = "cpu" };
        new RunManifest(SampleSchema.DataVersion, [], TestRows.Digests, platform).Bind(folder, allowPlatform: false);
        JsonObject json = SamplePlanJson.Write(new SamplePlan([], [], [], segments, []));
        json["split"] = "train";
        FilmRecord.Publish(
            folder, film, new JsonObject { ["a"] = 1 }, json, [1, 2, 3, 4], new JsonObject());
    }

    public static List<PlannedSegment> Planned(int segments, string film = "film") =>
        [.. Enumerable.Range(0, segments).Select(i => new PlannedSegment(film, i, 8))];
}
