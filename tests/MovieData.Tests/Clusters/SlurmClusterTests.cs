using System.Diagnostics;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Clusters;

/// <summary>
/// A real Slurm of three nodes on this machine (tools/slurm/cluster.sh); the long form is tools/slurm/prove.sh.
/// </summary>
[Slow]
public sealed class SlurmClusterTests(ShortFilm film) : IClassFixture<ShortFilm>
{
    private static readonly string Script =
        Path.Combine(SharedFiles.RepositoryRoot, "tools", "slurm", "cluster.sh");

    [Fact]
    public async Task Submit_ANodeKilledInTheMiddle_GivesTheBytesOfOneProcess()
    {
        Skips.Unless(
            Environment.UserName == "root" && File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/munged"),
            Skips.Slurm);
        string whole = await film.ExtractedAsync("whole");
        string dataset = await film.PlannedAsync("cluster");
        string folder = film.At("slurm");
        string begun = film.At("n1-decodes");
        ScriptedProgram.Write(Path.Combine(Directory.CreateDirectory(film.At("bin")).FullName, "ffmpeg"), $$"""
            # On n1 no frame ever comes: what it is at work on is in the middle whenever it is killed.
            case "$SLURMD_NODENAME $*" in "n1 "*rawvideo*) >'{{begun}}'; exec tail -f /dev/null ;; esac
            PATH=${PATH#*:} exec ffmpeg "$@"
            """);
        string conf = (await RunAsync("", Script, "start", folder)).Trim();
        try
        {
            string jobs = await RunAsync(
                conf,
                "env",
                [
                    $"PATH={ShellScript.FirstOnPath(film.At("bin"))["PATH"]}", "dotnet",
                    Path.Combine(AppContext.BaseDirectory, "movie-data.dll"), "submit", "slurm", film.Path,
                    "--pipeline", film.Pipeline, "--out", dataset, "--tasks", "3", "--device", "cpu",
                ]);
            Assert.Matches(@"\Aextract \d+\nfinalise \d+\n\z", jobs);
            await Deadline.UntilAsync(() => File.Exists(begun), "n1 has begun to decode");
            await RunAsync(conf, Script, "kill", folder, "n1");

            // As the controller would find out by itself after a while; the long form waits for that.
            await RunAsync(conf, "scontrol", "update", "NodeName=n1", "State=DOWN", "Reason=killed");

            await EndedAsync(conf, whole, dataset);
            Assert.Equal(CommandLine.Digests(whole), CommandLine.Digests(dataset));
            string events = string.Concat(
                Directory.EnumerateFiles(Path.Combine(dataset, "log", "slurm"), "extract-*.events")
                    .Select(File.ReadAllText));
            Assert.Contains(" n1 started 0", events, StringComparison.Ordinal);
            Assert.Contains(" started 1", events, StringComparison.Ordinal);
            Assert.Equal(0, (await CommandLine.RunAsync("verify", dataset)).Code);
            Assert.True(File.Exists(Path.Combine(dataset + ".audit", "audit.json")), "the finaliser audits");
        }
        finally
        {
            await RunAsync(conf, Script, "stop", folder);
        }
    }

    // Killed tasks wait for a while before they begin again (cred_expire): two waits, for files,
    // as asking Slurm over and over would take the processor from the tasks. Slurm is asked at the end.
    private static async Task EndedAsync(string conf, string whole, string dataset)
    {
        int Entries(string folder) => Path.Combine(folder, "ledger") is var ledger && Directory.Exists(ledger)
            ? Directory.EnumerateFiles(ledger, "*.json", SearchOption.AllDirectories).Count() : 0;
        int all = Entries(whole);
        await Deadline.UntilAsync(() => Entries(dataset) == all, "every part is extracted");
        await Deadline.UntilAsync(
            () => File.Exists(Path.Combine(dataset + ".audit", "audit.json")), "the dataset is looked at");
        await Deadline.UntilAsync(
            () => RunAsync(conf, "squeue", "--noheader").Result.Length == 0, "the queue is empty");
    }

    private static async Task<string> RunAsync(string conf, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["SLURM_CONF"] = conf;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
        return output;
    }
}
