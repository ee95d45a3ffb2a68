using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Benchmarks;

/// <summary>
/// Writes a dataset of so many ledger entries, for commands that look at names and entries alone: films of two hours,
/// planned by the real planner (a few plans, linked to by all films), sealed entries, empty shards and frames files.
/// <c>tools/measure/status-scale.sh</c> times <c>status</c> on it.
/// </summary>
internal static class LedgerScale
{
    private const int Plans = 16;
    private const double Hours = 2;

    // Of a hundred segments the last one is left undone.
    private const int DoneOf = 99;

    /// <summary>Writes it; prints how many films and entries it has.</summary>
    public static void Write(string root, int entries)
    {
        Pipeline pipeline = PipelineFile.Read("pipelines/midas-3d-movies.yaml");
        var folder = new OutputFolder(root);
        JsonObject values = PipelineJson.Write(pipeline);
        string digest = SealedJson.DigestOf(values);
        new RunManifest(
            SampleSchema.DataVersion,
            values,
            new Dictionary<string, string> { ["pipeline"] = digest },
            new Dictionary<string, string> { ["device"] = "cpu" }).Bind(folder, allowPlatform: false);
        SamplePlan[] plans =
            [.. Enumerable.Range(0, Plans).Select(seed => InventedFilms.Plan(pipeline, "film", seed, Hours))];
        byte[][] written = [.. plans.Select(plan => Sealed(plan, digest))];
        Directory.CreateDirectory(Path.Combine(root, "data", "train"));
        Directory.CreateDirectory(Path.Combine(root, "frames"));
        (int film, int done) = (0, 0);
        for (; done < entries; film++)
        {
            string id = $"film-{film:D5}";
            Directory.CreateDirectory(folder.Film(id));
            LinkOrWrite(folder, id, film, written[film % Plans]);
            Directory.CreateDirectory(folder.Ledger(id));
            done += WriteEntries(folder, id, plans[film % Plans], entries - done);
        }

        Console.WriteLine($"{film} films, {done} entries");
    }

    private static byte[] Sealed(SamplePlan plan, string pipeline)
    {
        JsonObject json = SamplePlanJson.Write(plan);
        json["split"] = "train";
        json[RunManifest.OriginField] = new JsonObject
        {
            ["data_version"] = SampleSchema.DataVersion,
            ["digests"] = new JsonObject { ["pipeline"] = pipeline },
        };
        return SealedJson.Seal(json);
    }

    private static void LinkOrWrite(OutputFolder folder, string id, int film, byte[] plan)
    {
        string path = FilmRecord.PlanPath(folder, id);
        if (film < Plans)
        {
            File.WriteAllBytes(path, plan);
        }
        else
        {
            // The sizes of its segments, too, which whoever makes a plan writes.
            string like = $"film-{film % Plans:D5}";
            SegmentSizes.Of(folder, like);
            Native.DurableFiles.LinkIfAbsent(FilmRecord.PlanPath(folder, like), path);
            File.Copy(SegmentSizes.PathOf(folder, like), SegmentSizes.PathOf(folder, id));
        }
    }

    private static int WriteEntries(OutputFolder folder, string id, SamplePlan plan, int most)
    {
        int done = 0;
        string unknown = new('0', 64);
        foreach (Segment segment in plan.Segments.Take(most))
        {
            if (segment.Index % (DoneOf + 1) == DoneOf)
            {
                continue;
            }

            int planned = segment.Samples.Count;
            int kept = planned - 3;
            string shard = OutputFolder.ShardName("train", id, segment.Index);
            string frames = OutputFolder.FramesName(id, segment.Index);
            var entry = new SegmentEntry(
                id,
                segment.Index,
                "train",
                planned,
                kept,
                new Dictionary<string, int> { ["vertical"] = 1, ["range"] = 2 },
                new FileReceipt(shard, unknown, 120_000_000, kept),
                new FileReceipt(frames, unknown, 40_000, planned));
            File.WriteAllBytes(folder.Entry(id, segment.Index), SealedJson.Seal(entry.ToJson()));
            File.WriteAllBytes(folder.Absolute(shard), []);
            File.WriteAllBytes(folder.Absolute(frames), []);
            done++;
        }

        return done;
    }
}
