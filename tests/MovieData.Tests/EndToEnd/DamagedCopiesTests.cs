using System.Diagnostics;
using System.Globalization;
using MovieData.Cli;
using MovieData.Tests.Source;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// Damaged copies of small films through probe, shots and decode: no crash, no hang, frames or one clear error.
/// <c>tools/measure/damaged.sh</c> runs 500 copies.
/// </summary>
public sealed class DamagedCopiesTests : IDisposable
{
    private const int Seed = 5;

    /// <summary>A child may be silent for 60 s before the watchdog ends it; a hang is what lasts longer.</summary>
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(180);

    /// <summary>Real clips of at most 3 MB, in shared/data.</summary>
    private static readonly string[] RealClips =
    [
        "video/vdw_demo/vdw_1.mp4", "video/vdw_demo/vdw_2.mp4", "cuts/Megamind.avi", "cuts/goldeneye-vfr-drop3.mp4",
        "cuts/testvideo.mp4", "mvc/containers/bd_one.m2ts", "mvc/containers/single_track.mkv", "mvc/b_hier.264",
    ];

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
            Count(6));
    }

    [Fact]
    public async Task ProbeShotsDecode_DamagedRealClips_EndInFramesOrOneError() =>
        await RunAsync([.. RealClips.Select(SharedFiles.Require)], Count(6));

    private static int Count(int otherwise) => int.TryParse(
        Environment.GetEnvironmentVariable("MOVIEDATA_DAMAGED_COPIES"), CultureInfo.InvariantCulture, out int count)
            ? count
            : otherwise;

    private async Task RunAsync(string[] clean, int copies)
    {
        var tally = new Dictionary<string, int>();
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
                string end = $"{command[0]} {(result.Code == 0 ? "gave frames" : "refused")}";
                tally[end] = tally.GetValueOrDefault(end) + 1;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{copies} copies, slowest command {slowest.TotalSeconds:F1} s: ")
            + string.Join(", ", tally.OrderBy(end => end.Key).Select(end => $"{end.Key} {end.Value}")));
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
}
