using System.Diagnostics;
using System.Security.Cryptography;
using MovieData.Buckets;
using MovieData.Ledger;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Buckets;

/// <summary>A real S3 server, Ceph's radosgw (tools/s3/store.sh); the long form is tools/measure/s3.sh.</summary>
[Slow]
public sealed class CephTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    private const string Dataset = "s3://movies/films/small";

    private static readonly string Script = Path.Combine(SharedFiles.RepositoryRoot, "tools", "s3", "store.sh");

    private Dictionary<string, string> _environment = [];

    [Fact]
    public async Task Extract_TwoProcessesAndOneIsKilled_GivesTheBytesOfOneInAFolder()
    {
        Skips.Unless(Environment.UserName == "root" && File.Exists("/usr/bin/radosgw"), Skips.Ceph);
        string whole = await film.ExtractedAsync("whole");
        string folder = film.At("store");
        try
        {
            _environment = (await RunAsync(Script, "start", folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
            _environment["XDG_CACHE_HOME"] = film.At("cache");
            await RunAsync(Script, "bucket", folder, "movies");
            await MovieDataAsync("plan", "--pipeline", film.Pipeline, "--out", Dataset, film.Path);

            string[] extract =
                ["extract", "--pipeline", film.Pipeline, "--out", Dataset, "--device", "cpu", film.Path];
            using Process killed = Start("dotnet", [Program, .. extract]);
            Task<string> other = MovieDataAsync(extract);
            BucketStore store = Open();
            await Deadline.UntilAsync(
                () => store.FilesBelow(Dataset + "/ledger", _ => true).Any(), "the first entry is there");
            killed.Kill();
            await other;
            await MovieDataAsync(extract);

            Assert.Equal(CommandLine.Digests(whole), Digests(Open()));
            await ReadItAsync(whole);
        }
        finally
        {
            await RunAsync(Script, "stop", folder);
        }
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "movie-data.dll");

    private async Task ReadItAsync(string whole)
    {
        Assert.Contains("0 finding(s); complete", await MovieDataAsync("verify", Dataset), StringComparison.Ordinal);
        Assert.Matches(@" (\d+) of \1 segments done, 0 failed", await MovieDataAsync("status", Dataset));
        await MovieDataAsync("doctor", "--node", "--out", Dataset);
        await MovieDataAsync("audit", Dataset, "--out", film.At("audit"));
        Assert.True(File.Exists(Path.Combine(film.At("audit"), "audit.json")), "audit reads it");
        await MovieDataAsync("export", Dataset, "--format", "webdataset", "--to", film.At("tars"));
        await MovieDataAsync("export", whole, "--format", "webdataset", "--to", film.At("tars-of-folder"));
        Assert.Equal(SnapshotOf(film.At("tars-of-folder")), SnapshotOf(film.At("tars")));

        using Process viewer = Start("dotnet", [Program, "view", Dataset]);
        string? address = await viewer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        viewer.Kill();
        Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);
    }

    private BucketStore Open() => BucketStore.Open(
        Dataset, BucketUse.Check,
        new BucketEndpoint(
            _environment["AWS_ENDPOINT_URL"], _environment["AWS_ACCESS_KEY_ID"], _environment["AWS_SECRET_ACCESS_KEY"]),
        new BucketPatience(), film.At("copies"), BucketCopies.BytesMaxDefault);

    // As CommandLine.Digests has a folder.
    private static SortedDictionary<string, string> Digests(BucketStore store)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] parts = ["films", "data", "frames", "ledger"];
        foreach (string path in parts.SelectMany(part => store.FilesBelow($"{Dataset}/{part}", _ => true))
            .Append($"{Dataset}/manifest.json"))
        {
            digests[path[(Dataset.Length + 1)..]] = RunLedger.DigestOf(store, path);
        }

        return digests;
    }

    private static Dictionary<string, string> SnapshotOf(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    private Task<string> MovieDataAsync(params string[] arguments) => RunAsync("dotnet", [Program, .. arguments]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
        return output;
    }

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
