using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Discs;

namespace MovieData.Tests.EndToEnd;

/// <summary>A Blu-ray 3D title of two clips through <c>extract</c> and <c>verify</c>.</summary>
[Slow]
public class StereoDiscExtractTests
{
    [Fact]
    public async Task Extract_TitleOfTwoClips_HoldsTheFramesOfBothAndResumes()
    {
        using var disc = new StereoDisc();
        using var folder = new TemporaryFolder();
        string[] extract =
            ["extract", "--pipeline", Pipeline(folder), "--out", folder["out"], "--view-order", "left-first",
                disc.Folder];

        // A chapter starts after a second. Frames of one segment, then the rest in a second run from the stored plan,
        // and from a copy of the disc's playlists and clips.
        CommandResult first = await CommandLine.RunAsync([.. extract, "--limit", "1"]);
        CommandResult second = await CommandLine.RunAsync([.. extract, "--stage-dir", folder["scratch"]]);
        CommandResult verify = await CommandLine.RunAsync("verify", folder["out"]);

        Assert.True((first.Code, second.Code, verify.Code) == (0, 0, 0), first.Error + second.Error + verify.Error);
        Assert.Single(second.Error.Split('\n'), line => line.Contains("copied to", StringComparison.Ordinal));
        var frames = new List<int>();
        foreach (ShardSample sample in ShardSample.ReadAll(new OutputFolder(folder["out"])))
        {
            using (sample)
            {
                frames.Add(sample.Frame);
                (string stream, int before) = sample.Frame < 48 ? ("i_idr", 0) : ("b_hier", 48);
                using Plane<Rgb24> alone =
                    MvcTests.BaseViewAlone(SharedFiles.Committed($"mvc/{stream}.264"), sample.Frame - before);
                Assert.True(MvcTests.MeanDifference(alone, sample.Left) < 3, $"frame {sample.Frame}");
            }
        }

        Assert.Equal([0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66], frames.Order());
    }

    /// <summary>Every shot of a second is kept, four samples a segment.</summary>
    private static string Pipeline(TemporaryFolder folder)
    {
        string file = MvcTests.SmallPipeline(folder);
        File.WriteAllText(file, QuarterPipeline.Replaced(File.ReadAllText(file), new()
        {
            ["drop_first_last_chapter: true"] = "drop_first_last_chapter: false",
            ["samples_per_segment: 64"] = "samples_per_segment: 4",
        }));
        return file;
    }
}
