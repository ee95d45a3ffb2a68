using System.Diagnostics;
using MovieData.Clusters;

namespace MovieData.Tests.Clusters;

/// <summary>The scripts run under bash, with programs of the test in place of movie-data and scontrol.</summary>
public sealed class SlurmScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Array_EveryRequest_StandsInItsLines()
    {
        var request = new SlurmRequest
        {
            Time = "1:00:00",
            Memory = "16G",
            Cpus = 8,
            Gpus = 1,
            Partition = "gpu",
            Account = "lab",
            Throttle = 20,
        };
        string script = Script(request).Array("extract", new ArrayJob(1000, [1, 2, 3]), 2, 1500, [], [], goesOn: true);

        Assert.Equal(
            [
                "--job-name=movie-data-extract", "--array=1-3%10", "--requeue", "--open-mode=append",
                "--signal=B:USR1@120", "--gpus=1", "--time=1:00:00", "--mem=16G", "--cpus-per-task=8",
                "--partition=gpu", "--account=lab",
            ],
            Options(script));
        Assert.Contains("part=$((1000 + SLURM_ARRAY_TASK_ID))", script, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "--gpus=1",
            Script(request).Array("plan", new ArrayJob(0, [1]), 1, 1, [], [], goesOn: false),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "done")]
    [InlineData(1, "failed 1")]
    [InlineData(2, "could_not_start 2")]
    [InlineData(137, "crashed 137")]
    [InlineData(143, "stopped")]
    public async Task Array_ProgramEnds_TaskEndsAlikeAndIsNeverRequeued(int code, string word)
    {
        using Process task = Start($"""[ "$1" = doctor ] || exit {code}""");
        await task.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(code, task.ExitCode);
        Assert.Equal(["started 0", word], Events());
        Assert.False(File.Exists(_folder["requeued"]));
    }

    /// <summary>Offset and index make the part; names reach the program as they are.</summary>
    [Fact]
    public async Task Array_HostileNames_ReachTheProgramAsTheyAre()
    {
        using Process task = Start("""printf '%s\n' "$@" >"$SAID" """);
        await task.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            "extract\n--out=it's $HOME\n--partition=1003/1500\n--\na \"b\"\n$(c)\nd\n-e\n",
            File.ReadAllText(_folder["said"]));
    }

    /// <summary>A task that failed where the node is at fault goes to another, and so do those that wait.</summary>
    [Theory]
    [InlineData(0, "requeue 7_3|update JobId=7_3 ExcNodeList=old,n3", "bad_node")]
    [InlineData(SlurmScript.BadNodesMax, null, "bad_node|could_not_start 2")]
    public async Task Array_NodeAtFault_IsLeft(int moves, string? asked, string words)
    {
        File.WriteAllText(
            _folder["extract-7_3.events"], string.Concat(Enumerable.Repeat("now n3 bad_node\n", moves)));
        ScriptedProgram.Write(_folder["squeue"], "echo old");
        ScriptedProgram.Write(_folder["sleep"], "kill -KILL $PPID");    // as Slurm does with what it requeues
        ScriptedProgram.Write(_folder["scontrol"], $"""echo "$*" >>'{_folder["asked"]}' """);
        using Process task = Bash(
            Script(new SlurmRequest(), Program("""[ "$1" = extract ] && exit 2; exit 1""")).Array(
                "extract", new ArrayJob(1000, [3]), 2, 1500, ["extract"], ["film"], goesOn: true),
            "n3");
        await task.WaitForExitAsync(TestContext.Current.CancellationToken);

        string[] said = asked is null ? [] : ["update JobId=7 ExcNodeList=old,n3", .. asked.Split('|')];
        Assert.Equal(said, File.Exists(_folder["asked"]) ? File.ReadAllLines(_folder["asked"]) : []);
        Assert.Equal(words.Split('|'), Events().Skip(moves + 1));
    }

    [Theory]
    [InlineData("USR1", "time_limit", true)]
    [InlineData("TERM", "stopped", false)]
    public async Task Array_Signalled_ProgramEndsCleanlyAndOnlyATimeLimitIsRequeued(
        string signal, string word, bool isRequeued)
    {
        using Process task = Start("""
            trap 'echo clean >"$SAID"; exit 143' TERM
            : >"$SAID.ready"
            while :; do sleep 0.02; done
            """);
        await Deadline.UntilAsync(() => File.Exists(_folder["said.ready"]), "the program is at work");

        using Process kill = Process.Start("bash", ["-c", $"kill -{signal} {task.Id}"]);
        await task.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(143, task.ExitCode);
        Assert.Equal("clean\n", File.ReadAllText(_folder["said"]));
        Assert.Equal(["started 0", word], Events());
        Assert.Equal(isRequeued, File.Exists(_folder["requeued"]));
    }

    [Fact]
    public async Task Array_TimeLimitsWithoutEnd_AreNotRequeuedForEver()
    {
        File.WriteAllText(
            _folder["extract-7_3.events"],
            string.Concat(Enumerable.Repeat("now n1 time_limit\n", SlurmScript.TimeLimitsMax)));
        using Process task = Start("kill -USR1 $PPID; trap 'exit 143' TERM; while :; do sleep 0.02; done");
        await task.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(143, task.ExitCode);
        Assert.False(File.Exists(_folder["requeued"]));
    }

    [Theory]
    [InlineData("verify", 1)]
    [InlineData("submit", 1)]
    [InlineData("audit", 1)]
    [InlineData("none", 0)]
    public async Task Finalise_OneStepFails_JobSaysSoAndAuditsOnlyWhatIsWhole(string failing, int code)
    {
        string program = Program($"""echo "$1" >>"$SAID"; [ "$1" != {failing} ]""");
        string script = Script(new SlurmRequest(), program).Finalise(["submit", "slurm", "--left"], _folder["data"]);
        using Process job = Bash(script);
        await job.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(code, job.ExitCode);
        string said = File.ReadAllText(_folder["said"]);
        Assert.Equal(failing != "submit", said.Contains("audit", StringComparison.Ordinal));
    }

    // A task of index 3 in the second array, whose program runs these commands.
    private Process Start(string commands) => Bash(Script(new SlurmRequest(), Program(commands)).Array(
        "extract",
        new ArrayJob(1000, [3]),
        2,
        1500,
        ["extract", "--out=it's $HOME"],
        ["a \"b\"", "$(c)\nd", "-e"],
        goesOn: true));

    private Process Bash(string script, string node = "n1")
    {
        if (!File.Exists(_folder["scontrol"]))
        {
            ScriptedProgram.Write(_folder["scontrol"], """[ "$*" = 'requeue 7_3' ] && : >"$REQUEUED"; exit 1""");
        }

        File.WriteAllText(_folder["script"], script);
        var start = new ProcessStartInfo("bash", [_folder["script"]]);
        start.Environment["PATH"] = $"{_folder.Path}:{start.Environment["PATH"]}";
        start.Environment["SAID"] = _folder["said"];
        start.Environment["REQUEUED"] = _folder["requeued"];
        start.Environment["SLURM_ARRAY_JOB_ID"] = "7";
        start.Environment["SLURM_ARRAY_TASK_ID"] = "3";
        start.Environment["SLURM_JOB_ID"] = "7";    // as of the last task of an array
        start.Environment["SLURMD_NODENAME"] = node;
        return Process.Start(start)!;
    }

    private string[] Events() =>
        [.. File.ReadAllLines(_folder["extract-7_3.events"]).Select(line => line.Split(' ', 3)[2])];

    private SlurmScript Script(SlurmRequest request, string program = "movie-data") =>
        new(request, [program], _folder.Path, _folder.Path) { NodeCheck = ["doctor"] };

    private string Program(string commands) => ScriptedProgram.Write(_folder["program"], commands);

    private static IEnumerable<string> Options(string script) => script.Split('\n')
        .Where(line => line.StartsWith("#SBATCH ", StringComparison.Ordinal)).Select(line => line["#SBATCH ".Length..]);
}
