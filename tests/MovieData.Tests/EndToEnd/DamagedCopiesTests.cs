using System.Diagnostics;
using System.Globalization;
using MovieData.Cli;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// Damaged copies of small films through probe, shots and decode: no crash, no hang, frames or one clear error; and
/// through extract: a dataset that verifies, or one clear error. <c>tools/measure/damaged.sh</c> runs hundreds.
/// </summary>
[Slow]
public sealed class DamagedCopiesTests : IDisposable
{
    private const int Seed = 5;

    /// <summary>A subprocess may be silent for 60 s before the watchdog ends it; a hang is what lasts longer.</summary>
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(180);

    /// <summary>Real clips of at most 3 MB, of others.</summary>
    private static readonly string[] RealClips =
    [
        "video/vdw_demo/vdw_1.mp4", "video/vdw_demo/vdw_2.mp4", "cuts/Megamind.avi", "cuts/goldeneye-vfr-drop3.mp4",
        "cuts/testvideo.mp4",
    ];

    private static readonly string[] MvcClips =
        ["mvc/containers/bd_one.m2ts", "mvc/containers/single_track.mkv", "mvc/b_hier.264"];

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task ProbeShotsDecode_DamagedFilms_EndInFramesOrOneError()
    {
        string stereo = "-metadata:s:v:0 stereo_mode=left_right -g 12 -x264-params bframes=2";
        await RunAsync(
            [
                _films.Film("clean.mkv", "320x90", seconds: 2, extra: stereo),
                _films.Film("clean.mp4", "320x90", seconds: 2, extra: "-g 12"),
                _films.Film("clean.ts", "320x90", seconds: 2, extra: "-g 12"),
            ],
            Count(3));
    }

    [Fact]
    [Long("DamagedCopiesTests.ProbeShotsDecode_DamagedFilms_EndInFramesOrOneError")]
    public async Task ProbeShotsDecode_DamagedRealClips_EndInFramesOrOneError() =>
        await RunAsync([.. RealClips.Select(clip => SharedFiles.Require(clip))], Count(3));

    [Fact]
    public async Task ProbeShotsDecode_DamagedMvc_EndInFramesOrOneError() =>
        await RunAsync([.. MvcClips.Select(SharedFiles.Committed)], Count(3));

    [Fact]
    public async Task Extract_DamagedFilms_EndInAVerifiedDatasetOrOneError()
    {
        string stereo = "-metadata:s:v:0 stereo_mode=left_right -g 12 -x264-params bframes=2";
        string[] clean =
        [
            _films.Film("clean.mkv", "320x90", seconds: 3, extra: stereo),
            _films.Film("clean.mp4", "320x90", seconds: 3, extra: "-g 12"),
            _films.Film("clean.ts", "320x90", seconds: 3, extra: "-g 12"),
        ];
        string pipeline = WritePipeline();
        var tally = new Tally();
        int copies = Count(3);
        for (int copy = 0; copy < copies; copy++)
        {
            // The kinds of damage go round in threes: each comes to every film, and the first three to one each.
            string source = clean[(copy + (copy / 3)) % clean.Length];
            string damage = Damage(source, copy, _films.At("damaged" + Path.GetExtension(source)), out string path);
            string what = $"copy {copy} of {Path.GetFileName(source)} ({damage})";
            string dataset = _films.At($"data{copy}");

            CommandResult result = await EndAsync(
                $"{what}: extract",
                [
                    "extract", "--pipeline", pipeline, "--out", dataset, "--layout", "sbs-full", "--view-order",
                    "left-first", path,
                ]);

            string end = result.Code switch
            {
                0 => "extracted",
                1 => "extracted in part",
                2 when result.Faults is [{ Length: > 30 and < 2000 }] => "refused",
                _ => throw new InvalidOperationException($"{what} ended with {result.Code}: {result.Error}"),
            };
            if (result.Code < 2)
            {
                CommandResult verify = await EndAsync($"{what}: verify", ["verify", dataset]);
                Assert.True(verify.Code == 0, $"{what}: verify ended with {verify.Code}: {verify.Output}");
                var outcomes = FrameOutcome.ReadAll(new OutputFolder(dataset)).ToList();
                tally.Add("samples kept", outcomes.Count(frame => frame.Rule is null));
                tally.Add("samples rejected as damaged", outcomes.Count(frame => frame.Rule == "damaged"));
            }

            tally.Add(end, 1);
            if (Directory.Exists(dataset))
            {
                Directory.Delete(dataset, recursive: true);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{copies} copies: {tally}");
    }

    /// <summary>A pipeline that keeps whatever can be decoded.</summary>
    private string WritePipeline()
    {
        string path = _films.At("pipeline.yaml");
        string paper = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");
        File.WriteAllText(path, QuarterPipeline.Replaced(File.ReadAllText(paper), new()
        {
            ["view_px: [1920, 1080]"] = "view_px: [160, 90]",
            ["crop_px: [1880, 800]"] = "crop_px: [152, 64]",
            ["vertical_fraction_max: 0.10"] = "vertical_fraction_max: 1",
            ["range_px_min: 10"] = "range_px_min: 0",
            ["consistent_fraction_min: 0.70"] = "consistent_fraction_min: 0",
        }));
        return path;
    }

    private static int Count(int otherwise) => int.TryParse(
        Environment.GetEnvironmentVariable("MOVIEDATA_DAMAGED_COPIES"), CultureInfo.InvariantCulture, out int count)
            ? count
            : otherwise;

    private async Task RunAsync(string[] clean, int copies)
    {
        var tally = new Tally();
        var slowest = TimeSpan.Zero;
        for (int copy = 0; copy < copies; copy++)
        {
            string source = clean[copy % clean.Length];
            string damage = Damage(source, copy, _films.At("damaged" + Path.GetExtension(source)), out string path);
            foreach (string[] command in (string[][])
                [["probe", "--json"], ["shots", "--json"], ["decode", "--md5", "--layout", "sbs-full"]])
            {
                var time = Stopwatch.StartNew();
                string what = $"copy {copy} of {Path.GetFileName(source)} ({damage}): {command[0]}";

                CommandResult result = await EndAsync(what, [.. command, path]);

                slowest = time.Elapsed > slowest ? time.Elapsed : slowest;
                bool isFault = result.Code == 2 && result.Faults is [{ Length: > 30 and < 2000 }];
                Assert.True(
                    isFault || (result.Code == 0 && result.Output.Length > 0),
                    $"{what} ended with {result.Code}: {result.Error}");
                tally.Add($"{command[0]} {(result.Code == 0 ? "gave frames" : "refused")}", 1);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{copies} copies, slowest command {slowest.TotalSeconds:F1} s: {tally}"));
    }

    private static async Task<CommandResult> EndAsync(string what, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(CommandMax);
        try
        {
            var terminal = new Terminal(output, TextWriter.Synchronized(error), isInteractive: false);
            int code = await Program.RunAsync(arguments, terminal, stop.Token);
            Assert.False(stop.IsCancellationRequested, $"{what} hung: stopped after {CommandMax.TotalSeconds} s");
            return new CommandResult(code, output.ToString(), error.ToString());
        }
        catch (Exception crash) when (crash is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what} crashed: {crash}", crash);
        }
    }

    /// <summary>Writes a damaged copy; the same for equal source and number.</summary>
    private static string Damage(string source, int copy, string target, out string path)
    {
        byte[] bytes = File.ReadAllBytes(source);
        ulong state = ((ulong)Seed << 32) + (ulong)copy;
        int Below(int bound)
        {
            // splitmix64, so that the copies are the same with every runtime.
            state += 0x9E3779B97F4A7C15;
            ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
        }

        string damage;
        switch (copy % 3)
        {
            case 0:
                int flips = 1 << Below(11);
                for (int flip = 0; flip < flips; flip++)
                {
                    bytes[Below(bytes.Length)] ^= (byte)(1 << Below(8));
                }

                damage = $"{flips} bits flipped";
                break;
            case 1:
                bytes = bytes[..(1 + Below(bytes.Length - 1))];
                damage = $"cut to {bytes.Length} bytes";
                break;
            default:
                const int Block = 4096;
                int blocks = Math.Max(2, bytes.Length / Block);
                int swaps = 1 + Below(16);
                for (int swap = 0; swap < swaps; swap++)
                {
                    int length = Math.Min(Block, bytes.Length / 2);
                    int one = Math.Min(Below(blocks) * Block, bytes.Length - length);
                    int two = Math.Min(Below(blocks) * Block, bytes.Length - length);
                    byte[] held = bytes[one..(one + length)];
                    bytes.AsSpan(two, length).CopyTo(bytes.AsSpan(one));
                    held.CopyTo(bytes.AsSpan(two));
                }

                damage = $"{swaps} blocks swapped";
                break;
        }

        File.WriteAllBytes(target, bytes);
        path = target;
        return damage;
    }

    /// <summary>How often what happened.</summary>
    private sealed class Tally
    {
        private readonly SortedDictionary<string, int> _counts = [];

        public void Add(string what, int count) => _counts[what] = _counts.GetValueOrDefault(what) + count;

        public override string ToString() => string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
    }
}
