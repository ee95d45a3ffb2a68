using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Plan;

/// <summary>Sizes of segments are kept beside the log; plans are read where they are not.</summary>
public sealed class SegmentSizesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_SecondTime_ReadsNoPlan()
    {
        OutputFolder folder = Planned(2);
        Assert.Equal([8, 8], SegmentSizes.Of(folder, "film"));

        // Damage before the digest at its end is seen by whoever reads the plan.
        string plan = FilmRecord.PlanPath(folder, "film");
        byte[] bytes = File.ReadAllBytes(plan);
        bytes[0] = (byte)'x';
        File.WriteAllBytes(plan, bytes);

        Assert.Equal([8, 8], SegmentSizes.Of(folder, "film"));
        Assert.Throws<LedgerException>(() => FilmRecord.ReadPlan(folder, "film"));
    }

    [Fact]
    public void Of_AnotherPlanSince_IsOfThatPlan()
    {
        OutputFolder folder = Planned(2);
        SegmentSizes.Of(folder, "film");
        FilmRecord.Withdraw(folder, "film");
        TestDataset.Plan(folder, 5);

        Assert.Equal([8, 8, 8, 8, 8], SegmentSizes.Of(folder, "film"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    public void Of_DamagedSizes_AreMadeAgain(string content)
    {
        OutputFolder folder = Planned(3);
        SegmentSizes.Of(folder, "film");
        byte[] sound = File.ReadAllBytes(SegmentSizes.PathOf(folder, "film"));
        File.WriteAllText(SegmentSizes.PathOf(folder, "film"), content);

        Assert.Equal([8, 8, 8], SegmentSizes.Of(folder, "film"));
        Assert.Equal(sound, File.ReadAllBytes(SegmentSizes.PathOf(folder, "film")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cut off in the mid")]
    public void Of_PlanWithoutItsDigest_IsDamaged(string content)
    {
        OutputFolder folder = Planned(1);
        File.WriteAllText(FilmRecord.PlanPath(folder, "film"), content);

        Assert.Throws<LedgerException>(() => SegmentSizes.Of(folder, "film"));
    }

    /// <summary>One pass says of a folder what its parts say: segments without entries, files that are gone.</summary>
    [Fact]
    public void State_OfFilmsPartlyDone_CountsEveryFilm()
    {
        OutputFolder folder = TestDataset.Make(_folder["data"], 2, "a");
        TestDataset.Plan(folder, 3, "b");
        new RunLedger(folder).RecordFailure("b", 1, "X", "y", 1);
        File.Delete(folder.Absolute(OutputFolder.FramesName("a", 1)));

        var state = DatasetState.Of(folder);

        Assert.Equal((2, 5, 1), (state.Status.SegmentsDone, state.Status.SegmentsTotal, state.Status.SegmentsFailed));
        Assert.Equal((40L, 8L, 16L), (state.Status.Planned, state.Status.Failed, state.Status.Pending));
        Assert.Equal([("b", 0), ("b", 1), ("b", 2)], state.Pending.Select(segment => (segment.Film, segment.Index)));
        Assert.Equal("frames/a-00001.parquet", Assert.Single(state.MissingFiles));
        Assert.Contains("24 of 40 planned samples (3 of 5 segments)", state.MissingWords, StringComparison.Ordinal);
    }

    private OutputFolder Planned(int segments)
    {
        var folder = new OutputFolder(_folder["data"]);
        TestDataset.Plan(folder, segments);
        return folder;
    }
}
