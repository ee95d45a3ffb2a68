using System.Diagnostics;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>submit slurm</c> where there is no Slurm: what is left, and what would be sent.</summary>
[Slow]
public sealed class SubmitCommandTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Fact]
    public async Task DryRun_NewFolder_PrintsEveryScriptAndCreatesNothing()
    {
        string dataset = film.At("new");

        CommandResult result = await SubmitAsync(
            dataset, "--dry-run", "--tasks", "1500", "--throttle", "50", "--gpus", "1", "--sbatch",
            "--qos=low --nice=5", "--workers", "2");

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("MaxArraySize 1001 is assumed", result.Output, StringComparison.Ordinal);
        foreach (string line in (string[])
            [
                "#SBATCH --array=1%50\n", "#SBATCH --array=1-1000%25\n", "#SBATCH --array=1-500%25\n",
                "--dependency=afterany:JOB2:JOB3", "--qos=low --nice=5", "--workers=2",
            ])
        {
            Assert.Contains(line, result.Output, StringComparison.Ordinal);
        }

        Assert.False(Path.Exists(dataset));
    }

    [Fact]
    public async Task DryRun_PartOfItDone_SendsOnlyWhatTheLedgerLacks()
    {
        string dataset = await film.ExtractedAsync("partly");
        string entry = Directory.EnumerateFiles(Path.Combine(dataset, "ledger"), "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).First();
        File.Delete(entry);

        CommandResult result = await SubmitAsync(dataset, "--dry-run", "--tasks", "40");
        CommandResult left = await SubmitAsync(dataset, "--left");

        Assert.Contains("#SBATCH --array=1\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("movie-data-plan", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 of ", left.Output, StringComparison.Ordinal);
        Assert.Equal(1, left.Code);
    }

    [Fact]
    public async Task Submit_AllDone_SubmitsNothing()
    {
        CommandResult result = await SubmitAsync(await film.ExtractedAsync("done"));

        Assert.Equal(0, result.Code);
        Assert.Contains("nothing is submitted", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_FolderOfAnotherPipeline_IsRefusedBeforeAnythingIsSent()
    {
        string dataset = await film.PlannedAsync("other");
        string other = film.At("other.yaml");
        File.WriteAllText(
            other,
            File.ReadAllText(film.Pipeline).Replace("jpeg_quality: 95", "jpeg_quality: 90", StringComparison.Ordinal));

        CommandResult result = await CommandLine.RunAsync(
            "submit", "slurm", film.Path, "--pipeline", other, "--out", dataset, "--dry-run");

        Assert.Equal(2, result.Code);
        Assert.Contains("give another --out", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    /// <summary>No Slurm on this machine, one whose arrays are too small, one that does not answer: one line, exit
    /// code 2, and nothing is submitted or made.</summary>
    [Theory]
    [InlineData(null, "scontrol cannot be run")]
    [InlineData("echo 'MaxArraySize = 1'", "MaxArraySize is 1: this cluster runs no job arrays")]
    [InlineData("echo 'MaxArraySize = 3'", "give --tasks 200 or fewer")]
    [InlineData("echo 'Unable to contact slurm controller' >&2; exit 1", "Unable to contact slurm controller")]
    public async Task Submit_ClusterThatCannotTakeIt_SubmitsNothing(string? scontrol, string words)
    {
        string programs = film.At($"programs-{Guid.NewGuid():N}");
        Directory.CreateDirectory(programs);
        foreach ((string name, string? commands) in (ReadOnlySpan<(string, string?)>)
            [("scontrol", scontrol), ("sbatch", scontrol is null ? null : ": >\"${0%/*}/sent\"; echo 1")])
        {
            if (commands is not null)
            {
                // PATH holds nothing else.
                Clusters.ScriptedProgram.Write(Path.Combine(programs, name), commands);
                string path = Path.Combine(programs, name);
                File.WriteAllText(path, File.ReadAllText(path).Replace("/usr/bin/env bash", "/bin/bash"));
            }
        }

        string dataset = Path.Combine(programs, "data");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "movie-data.dll"), "submit", "slurm", film.Path, "--pipeline",
                film.Pipeline, "--out", dataset, "--tasks", "1000",
            ])
        {
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = programs;
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(Path.Combine(programs, "sent")));
        Assert.False(Path.Exists(dataset));
    }

    [Fact]
    public async Task Submit_FolderThatNobodyCanWriteTo_IsRefusedBeforeSlurmIsAsked()
    {
        CommandResult result = await SubmitAsync("/proc/none/data");

        Assert.Equal(2, result.Code);
        Assert.Contains("nothing can be written", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--time", "soon")]
    [InlineData("--time", "2")]
    [InlineData("--time", "0:04:59")]
    [InlineData("--mem", "16 G")]
    [InlineData("--partition", "a b")]
    [InlineData("--account", "x\n#SBATCH --uid=0")]
    public async Task Submit_ValueThatIsNoneOfSlurms_IsRefused(string flag, string value)
    {
        CommandResult result = await SubmitAsync(film.At("none"), flag, value, "--dry-run");

        Assert.Equal(2, result.Code);
        Assert.Contains(flag, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Each would fail, or do something else, in every task.</summary>
    [Theory]
    [InlineData("submit slurm", "--stage-gb-max", "5", "--stage-dir")]
    [InlineData("plan", "--stage-gb-max", "5", "--stage-dir")]
    [InlineData("extract", "--patience", "5", "--planned-only")]
    [InlineData("extract", "--deal", "deal.json", "--planned-only")]
    public async Task Run_FlagOfAnotherThatIsNotGiven_IsRefused(string command, string flag, string value, string of)
    {
        CommandResult result = await CommandLine.RunAsync(
            [.. command.Split(' '), film.Path, "--pipeline", film.Pipeline, "--out", film.At("none"), flag, value]);

        Assert.Equal(2, result.Code);
        Assert.Contains($"{flag} is of {of}, which is not given", Assert.Single(result.Faults),
            StringComparison.Ordinal);
    }

    /// <summary>Only the last job removes what killed tasks left; who asks what is left writes nothing.</summary>
    [Fact]
    public async Task Left_AskedByAPerson_WritesNothing()
    {
        string dataset = await film.PlannedAsync("asked");
        Directory.CreateDirectory(Path.Combine(dataset, "log", "slurm"));
        string leftover = Path.Combine(dataset, ".tmp-bbbbbbbbbbbb-77-5-1-manifest.json");
        File.WriteAllText(leftover, "x");
        File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddYears(-1));
        Directory.Delete(Path.Combine(dataset, "log", "segments"), recursive: true);

        await SubmitAsync(dataset, "--left");
        bool isThere = File.Exists(leftover) && !Directory.Exists(Path.Combine(dataset, "log", "segments"));
        await SubmitAsync(dataset, "--left", "--sweep");
        CommandResult printed = await SubmitAsync(dataset, "--dry-run");

        Assert.Equal((true, false), (isThere, File.Exists(leftover)));
        Assert.Contains("submit slurm --left --sweep", printed.Output, StringComparison.Ordinal);
    }

    /// <summary>The tasks of a cluster: films in parts, and segments of planned films alone.</summary>
    [Fact]
    public async Task PlanAndExtract_PartsOfACluster_LookAtTheirOwnFilmsOnly()
    {
        string dataset = film.At("parts");
        string[] words = ["--pipeline", film.Pipeline, "--out", dataset, film.Path];

        CommandResult other = await CommandLine.RunAsync(["plan", .. words, "--partition", "2/2"]);
        CommandResult early = await CommandLine.RunAsync(["extract", .. words, "--planned-only"]);

        Assert.True(other.Code == 0, other.Error);
        Assert.Equal(0, early.Code);
        Assert.Contains("1 of 1 films have no plan and are left out", early.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(dataset, "films")));
    }

    private Task<CommandResult> SubmitAsync(string dataset, params string[] further) => CommandLine.RunAsync(
        ["submit", "slurm", film.Path, "--pipeline", film.Pipeline, "--out", dataset, .. further]);
}
