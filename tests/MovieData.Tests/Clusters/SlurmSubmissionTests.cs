using MovieData.Cli;
using MovieData.Clusters;
using MovieData.Ledger;

namespace MovieData.Tests.Clusters;

/// <summary>Jobs drafted, and sent to programs of the test in place of Slurm's.</summary>
public sealed class SlurmSubmissionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Draft_FilmsWithoutPlan_PlansThoseAndExtractsEveryPartAfterwardsWhateverHappens()
    {
        var left = new LeftWork(["a", "b", "c"], [1, 3], [], 0, 0);

        (int parts, Deal? deal, IReadOnlyList<JobDraft> jobs) = Draft(left, tasks: 1500);

        Assert.Equal(1500, parts);
        Assert.Null(deal);
        Assert.Equal(
            ["plan 0 ", "extract 0 plan", "extract 1000 plan", "finalise 0 extract"],
            jobs.Select(job => $"{job.Kind} {job.Offset} {job.After}"));
        Assert.Contains("#SBATCH --array=1,3\n", jobs[0].Script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --array=1-500\n", jobs[2].Script, StringComparison.Ordinal);
        Assert.Contains("--partition=\"$part/3\"", jobs[0].Script, StringComparison.Ordinal);
        Assert.Contains("--partition=\"$part/1500\"", jobs[2].Script, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_AllPlanned_SendsOnlyPartsWithSomethingLeft()
    {
        PlannedSegment[] pending = [new("a", 3, 4), new("a", 5, 4)];
        var left = new LeftWork(["a"], [], pending, 9, 1);

        (int parts, Deal? deal, IReadOnlyList<JobDraft> jobs) = Draft(left, tasks: 1500);

        Assert.Equal(2, parts);
        Assert.Equal(["extract", "finalise"], jobs.Select(job => job.Kind));
        Assert.Equal([1, 2], deal?.Filled);
    }

    [Fact]
    public void Draft_PercentInTheFoldersName_IsNoFieldOfSlurms()
    {
        (_, _, IReadOnlyList<JobDraft> jobs) = Draft(new LeftWork(["a"], [1], [], 0, 0), 1, "100%a");

        Assert.EndsWith("100%%a/log/slurm/plan-%A_%a.out", jobs[0].Options[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("back\\slash")]
    [InlineData("end\nof line")]
    public void Draft_NameThatNoLogCanHave_IsRefused(string name) =>
        Assert.Throws<ClusterException>(() => Draft(new LeftWork(["a"], [1], [], 0, 0), 1, name));

    [Fact]
    public void Send_EveryJobTaken_ChainsThemAndWritesThemDown()
    {
        OutputFolder folder = new(_folder["data"]);

        Submission sent = SlurmSubmission.Send(folder, Drafted(), "deal.json", Slurm(refused: 99));

        Assert.Equal(
            ["plan 1", "extract 2", "extract 3", "finalise 4"], sent.Jobs.Select(job => $"{job.Kind} {job.Id}"));
        Assert.Equal(
            ["", "--dependency=afterany:1", "--dependency=afterany:1", "--dependency=afterany:2:3"],
            File.ReadAllLines(_folder["asked"]));
        Submission read = Assert.Single(Submission.ReadAll(folder));
        Assert.Equal(sent.Jobs, read.Jobs);
        Assert.Equal((4, "deal.json"), (read.Parts, read.Deal));
        Assert.Equal([("a", 7)], Deal.Read(Path.Combine(Submission.Home(folder), "deal.json")).Of(3));
    }

    [Fact]
    public void Send_ALaterJobRefused_CancelsThoseBeforeAndSaysWhy()
    {
        OutputFolder folder = new(_folder["data"]);

        ClusterException error = Assert.Throws<ClusterException>(
            () => SlurmSubmission.Send(folder, Drafted(), "deal.json", Slurm(refused: 3)));

        Assert.Equal(
            "sbatch failed: Invalid qos specification (the jobs sent before it were cancelled: 1 2)", error.Message);
        Assert.Equal("1 2\n", File.ReadAllText(_folder["cancelled"]));
        Assert.Empty(Directory.GetFiles(Submission.Home(folder)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(240, null)]
    [InlineData(3600, "3600 s ahead of that of this folder's disk")]
    [InlineData(-3600, "3600 s behind that of this folder's disk")]
    public void SharedClock_OffByAnHour_IsRefused(int seconds, string? words)
    {
        string data = _folder["new/data"];
        var error = Record.Exception(() => SharedClock.Require(
            data, DateTime.UtcNow.AddSeconds(seconds), PathFlags.RequireWritable("--out", data)));

        Assert.Equal(words is null, error is null);
        Assert.Contains(words ?? "", error?.Message.Replace("3599", "3600", StringComparison.Ordinal) ?? "",
            StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void MaxArraySize_NoSlurm_SaysWhatCanBeDone() => Assert.Contains(
        "submit --dry-run",
        Assert.Throws<ClusterException>(() => new SlurmCommands(_folder.Path).MaxArraySize()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void MaxArraySize_OfTheConfiguration_IsRead()
    {
        ScriptedProgram.Write(
            _folder["scontrol"], "echo 'LogTimeFormat = iso8601'; echo 'MaxArraySize            = 4004'");

        Assert.Equal(4004, new SlurmCommands(_folder.Path).MaxArraySize());
    }

    private SubmissionDraft Draft(LeftWork left, int tasks, string name = "data")
    {
        OutputFolder folder = new(_folder[name]);
        var request = new SlurmRequest();
        return SlurmSubmission.Draft(
            folder,
            left,
            tasks,
            1001,
            new SlurmScript(request, ["movie-data"], _folder.Path, Submission.Home(folder)),
            request,
            new JobWords(["plan"], ["extract"], ["submit"], ["film"]));
    }

    private static SubmissionDraft Drafted() => new(
        4,
        Deal.Of([new("a", 7, 4)], 4),
        [
            new("plan", 0, "1", [], null), new("extract", 0, "2", [], "plan"), new("extract", 1000, "3", [], "plan"),
            new("finalise", 0, "4", [], "extract"),
        ]);

    // The job whose script is this number is refused.
    private SlurmCommands Slurm(int refused)
    {
        ScriptedProgram.Write(_folder["sbatch"], $$"""
            read -r script
            [ "$script" != {{refused}} ] || { echo 'Invalid qos specification' >&2; exit 1; }
            echo "${2:-}" >>'{{_folder["asked"]}}'
            echo "$script;cluster"
            """);
        ScriptedProgram.Write(_folder["scancel"], $"""echo "$*" >'{_folder["cancelled"]}' """);
        return new SlurmCommands(_folder.Path);
    }
}
