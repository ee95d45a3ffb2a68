using System.Text.Json.Nodes;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// What goes wrong outside of us in the middle of a run: the decoder dies, the film goes away or becomes another. The
/// other segments go on, the run ends with 1 and says why, and a later run makes good with an unbroken one's bytes.
/// </summary>
[Slow]
public class FailureTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    /// <summary>Segments that are yet to be extracted, the one in the middle of the film among them.</summary>
    private const int Missing = 5;

    /// <summary>Every decode of one place of the film dies of SIGKILL.</summary>
    [Fact]
    public async Task Extract_DecoderKilledInOneSegment_FailsThatSegmentAloneAndALaterRunMakesItGood()
    {
        string dataset = film.At("killed");
        (int code, string said) = await RunAsync(dataset, "kill -9 $$");

        Assert.Equal(1, code);
        JsonNode status = await StatusAsync(dataset);
        Assert.Equal((1, 0), ((int)status["segments_failed"]!, (int)status["pending"]!));
        Assert.InRange((int)status["failed"]!, 1, 4);
        Assert.Equal((int)status["segments_total"]! - 1, (int)status["segments_done"]!);
        Assert.Contains("failed: ffmpeg", said, StringComparison.Ordinal);
        await EndsLikeAnUnbrokenRunAsync(dataset);
    }

    /// <summary>The film is moved away at a place in its middle: what was committed before stays.</summary>
    [Fact]
    public async Task Extract_FilmRemovedMidRun_FailsTheRestAndALaterRunMakesItGood()
    {
        string dataset = film.At("removed");
        string away = film.At("away.mkv");
        (int code, string said) = await RunAsync(dataset, $"mv '{film.Path}' '{away}'");
        File.Move(away, film.Path);

        Assert.Equal(1, code);
        JsonNode status = await StatusAsync(dataset);
        Assert.True((int)status["segments_failed"]! > 0, status.ToString());
        Assert.True((int)status["segments_done"]! > (int)status["segments_total"]! - Missing, status.ToString());
        Assert.Contains(film.Path, said, StringComparison.Ordinal);
        await EndsLikeAnUnbrokenRunAsync(dataset);
    }

    /// <summary>The film is overwritten with itself at a place in its middle: nobody can know what was read.</summary>
    [Fact]
    public async Task Extract_FilmReplacedMidRun_KeepsNothingReadOfIt()
    {
        string dataset = film.At("replaced");
        DateTime before = File.GetLastWriteTimeUtc(film.Path);
        (int code, string said) = await RunAsync(dataset, $"touch '{film.Path}'");

        Assert.Equal(1, code);
        JsonNode status = await StatusAsync(dataset);
        Assert.True((int)status["segments_failed"]! > 0, status.ToString());
        Assert.True((int)status["segments_done"]! > (int)status["segments_total"]! - Missing, status.ToString());
        Assert.Contains("changed while it was read", said, StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(film.Path, before);
        await EndsLikeAnUnbrokenRunAsync(dataset);
    }

    private static async Task<JsonNode> StatusAsync(string dataset)
    {
        Assert.Equal(0, (await CommandLine.RunAsync("verify", dataset)).Code);
        return JsonNode.Parse((await CommandLine.RunAsync("status", dataset, "--json")).Output)!;
    }

    private async Task EndsLikeAnUnbrokenRunAsync(string dataset)
    {
        string unbroken = await film.ExtractedAsync("unbroken");
        CommandResult again = await CommandLine.RunAsync(Extract(dataset));
        Assert.Equal((0, ""), (again.Code, string.Join('\n', again.Faults)));
        Assert.Equal(CommandLine.Digests(unbroken), CommandLine.Digests(dataset));
    }

    private string[] Extract(string dataset) =>
        ["extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path];

    /// <summary>
    /// Extracts the segments that a dataset lacks in a process of its own with another ffmpeg first on its path: one
    /// that does a deed before it decodes the frames of the middle one, and then what ffmpeg does.
    /// </summary>
    private async Task<(int Code, string Said)> RunAsync(string dataset, string deed)
    {
        await film.ExtractedAsync(Path.GetFileName(dataset));
        string plan = Directory.GetFiles(Path.Combine(dataset, "films"), "plan.json", SearchOption.AllDirectories)[0];
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(plan))!;
        JsonArray segments = json["segments"]!.AsArray();
        int middle = segments.Count / 2;
        Remove(dataset, Enumerable.Range(middle - (Missing / 2), Missing));
        int column = json["sample_columns"]!.AsArray().Select(name => (string)name!).ToList().IndexOf("pts");
        JsonNode place = segments[middle]![0]![column]![0]!;

        // Two workers: when one of them comes to the middle, the other is one before it.
        CommandResult result = await OtherFFmpeg.RunAsync(
            film.At(Path.GetFileName(dataset) + "-bin"),
            $"case \"$*\" in *'eq(pts,{place})'*) {deed};; esac",
            [.. Extract(dataset), "--workers", "2"]);
        return (result.Code, result.Error);
    }

    /// <summary>The ledger says that all is done, and the card tells figures of a file that is gone: verify's to find.
    /// </summary>
    [Fact]
    public async Task Extract_FinishedFolderThatLostAFramesFile_SaysThatItHasNoCard()
    {
        string dataset = await film.ExtractedAsync("lost-frames");
        string card = Path.Combine(dataset, "README.md");
        File.Delete(card);
        File.Delete(Directory.EnumerateFiles(Path.Combine(dataset, "frames")).Order().First());

        CommandResult result = await CommandLine.RunAsync([.. Extract(dataset)]);

        Assert.Equal(0, result.Code);
        Assert.Contains("warning: the dataset card was not written: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("-00000.parquet", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(card));
    }

    /// <summary>As if these segments had not been extracted yet; nothing says then that the dataset is whole.</summary>
    private static void Remove(string dataset, IEnumerable<int> segments)
    {
        File.Delete(Path.Combine(dataset, "README.md"));
        File.Delete(Path.Combine(dataset, "croissant.json"));
        foreach (string name in segments.Select(segment => $"{segment:D5}."))
        {
            string[] files = [.. Directory.EnumerateFiles(dataset, $"*{name}*", SearchOption.AllDirectories)];
            Assert.InRange(files.Length, 2, 3);
            Array.ForEach(files, File.Delete);
        }
    }
}
