using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// A subprocess killed from outside has said nothing about the film: its end is neither the film's, nor does it mean
/// that there is nothing to see.
/// </summary>
[Slow]
public sealed class LostChildTests : IDisposable
{
    private const string Film = "mvc/containers/single_track.mkv";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The subprocesses that copy the track out of a container: the first shows whether it is MVC, the second counts
    /// it, the sixth feeds what looks at the shots, once the scan has come to its end.
    /// </summary>
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(2, 30_000, false)]
    [InlineData(6, 30_000, true)]
    public async Task Plan_CopyingChildKilled_IsOneLineAndNoPlan(int killed, int bytes, bool isScanned)
    {
        CommandResult result = await RunAsync(Killing(killed, bytes), "plan", _folder["out"]);

        AssertRefused(result, "single_track.mkv");
        Assert.Equal(isScanned, File.Exists(_folder["scans"]));
        Assert.Equal($"{killed}\n", File.ReadAllText(_folder["count"]));
    }

    /// <summary>The decoder's input ends early in its first try; the second makes the segment good.</summary>
    [Fact]
    public async Task Extract_CopyingChildKilled_TriesTheSegmentAgain()
    {
        string[] unbroken = Command("extract", _folder["unbroken"], SharedFiles.Committed(Film));
        Assert.Equal(0, (await CommandLine.RunAsync(unbroken)).Code);
        string planned = Directory.CreateDirectory(_folder["out/films/single_track"]).FullName;
        foreach (string file in Directory.GetFiles(_folder["unbroken/films/single_track"]))
        {
            File.Copy(file, Path.Combine(planned, Path.GetFileName(file)));
        }

        CommandResult result = await RunAsync(Killing(3, 30_000), "extract", _folder["out"]);

        Assert.True(result.Code == 0, result.Error);
        string log = string.Concat(Directory.GetFiles(_folder["out/log"]).Select(File.ReadAllText));
        Assert.Contains("segment_failed", log, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Digests(_folder["unbroken"]), CommandLine.Digests(_folder["out"]));
    }

    /// <summary>Bars and packing are measured on gray stills, the view order is checked on coloured pairs.</summary>
    [Theory]
    [InlineData("*format=gray*concat*")]
    [InlineData("*format=rgb24*concat*")]
    public async Task Plan_StillsChildKilled_IsOneLineAndNoPlan(string call)
    {
        using var films = new SmallFilms();
        string film = films.Film("film.mkv", "640x192", seconds: 3, extra: "-metadata:s:v:0 stereo_mode=left_right");

        CommandResult result = await OtherFFmpeg.RunAsync(
            _folder["bin"], $"case \"$*\" in {call}) kill -9 $$;; esac", Command("plan", _folder["out"], film));

        AssertRefused(result, film);
    }

    private static void AssertRefused(CommandResult result, string name)
    {
        Assert.True(result.Code == 2, $"{result.Code}: {result.Error}");
        string fault = Assert.Single(result.Faults);
        Assert.Contains(name, fault, StringComparison.Ordinal);
        Assert.Contains("was stopped from outside", fault, StringComparison.Ordinal);
    }

    /// <summary>
    /// Kills the n-th subprocess that copies a track for its two views (not the one that looks for messages), behind so
    /// many bytes of it.
    /// </summary>
    private string Killing(int number, int bytes) => $$"""
        case "$*" in *framecrc*) ;; *'print(scene'*) > '{{_folder["scans"]}}' ;; *'-c copy'*)
          n=$(($(cat '{{_folder["count"]}}' 2>/dev/null) + 1))
          echo $n > '{{_folder["count"]}}'
          if [ $n = {{number}} ]; then $real "$@" | head -c {{bytes}}; kill -9 $$; fi
        esac
        """;

    private Task<CommandResult> RunAsync(string deed, string command, string dataset) => OtherFFmpeg.RunAsync(
        _folder["bin"], deed, Command(command, dataset, SharedFiles.Committed(Film)));

    private string[] Command(string command, string dataset, string film) =>
    [
        command, "--pipeline", MvcTests.SmallPipeline(_folder), "--out", dataset, "--view-order", "left-first", film,
    ];
}
