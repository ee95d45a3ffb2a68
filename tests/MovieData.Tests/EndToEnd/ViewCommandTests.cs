using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MovieData.Export;

namespace MovieData.Tests.EndToEnd;

/// <summary>The real process: what it prints, how it ends, and what is left when it is killed.</summary>
[Slow]
public class ViewCommandTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Fact]
    public async Task View_FlaggedAndKilled_KeepsTheFlagForTheNextAndForExport()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string dataset = await film.ExtractedAsync("viewed");
        string id;
        await using (ViewerProcess first = await ViewerProcess.StartAsync(film.At("cache"), dataset))
        {
            using HttpClient client = first.NewClient();
            JsonNode kept = (await client.GetFromJsonAsync<JsonNode>("api/samples?kept=true&count=1", cancel))!;
            id = (string)kept["rows"]![0]!["id"]!;
            using HttpResponseMessage flagged =
                await client.PostAsJsonAsync("api/flags", new { id, reason = "swapped" }, cancel);
            Assert.True(flagged.IsSuccessStatusCode);
            await first.KillAsync();
        }

        await File.AppendAllTextAsync(dataset + ".curation.jsonl", "{\"id\": \"", cancel);
        await using (ViewerProcess second = await ViewerProcess.StartAsync(film.At("cache"), dataset))
        {
            using HttpClient client = second.NewClient();
            JsonNode flagged = (await client.GetFromJsonAsync<JsonNode>("api/samples?flagged=true", cancel))!;
            Assert.Equal(id, (string?)Assert.Single(flagged["rows"]!.AsArray())!["id"]);
            Assert.Equal(0, await second.InterruptAsync());
        }

        Assert.True(Curation.Read(dataset + ".curation.jsonl").IsFlagged(id));
        CommandResult curate = await CommandLine.RunAsync("curate", dataset, "--json");
        Assert.Equal(1, (int)JsonNode.Parse(curate.Output)!["left_out"]!);
    }

    /// <summary>An ffmpeg that hangs, as on a disk that does not answer: taking the frame back ends it, and the next
    /// decode goes on. (That a decoded frame is what <c>decode</c> writes, ViewerFlagTests hold.)</summary>
    [Fact]
    public async Task View_RunningDecodeCancelled_EndsItsFFmpegAndDecodesTheNext()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string dataset = await film.ExtractedAsync("cancelled");
        string programs = Directory.CreateDirectory(film.At("programs")).FullName;
        string hung = film.At("hung");
        OtherFFmpeg.Write(
            programs, $"[ -e {hung} ] || {{ echo $$ >{hung}.tmp; mv {hung}.tmp {hung}; exec sleep 600; }}");
        await using ViewerProcess viewer = await ViewerProcess.StartWithAsync(
            programs, film.At("cache"), dataset, "--source", $"film={film.Path}");
        using HttpClient client = viewer.NewClient();
        JsonNode rejected = (await client.GetFromJsonAsync<JsonNode>("api/samples?kept=false&count=1", cancel))!;
        string id = (string)rejected["rows"]![0]!["id"]!;

        JsonNode job = await AskAsync(client, id);
        await Deadline.UntilAsync(() => File.Exists(hung), "ffmpeg is at work");
        string process = (await File.ReadAllTextAsync(hung, cancel)).Trim();
        Assert.True(Directory.Exists($"/proc/{process}"));
        using HttpResponseMessage taken = await client.DeleteAsync($"api/decodes/{job["job"]}", cancel);
        Assert.True(taken.IsSuccessStatusCode);
        Assert.Equal("cancelled", (string?)(await EndOfAsync(client, job))["state"]);
        await Deadline.UntilAsync(() => !Directory.Exists($"/proc/{process}"), "ffmpeg has ended");

        job = await EndOfAsync(client, await AskAsync(client, id));
        Assert.True((string?)job["state"] == "done", job.ToJsonString());
    }

    [Theory]
    [InlineData("--source", "other=x.mkv", "--source")]
    [InlineData("--source", "film=/no/such.mkv", "/no/such.mkv")]
    [InlineData("--flags", "DIR/flags.jsonl", "lies inside the dataset")]
    [InlineData("--flags", "DIR.link/flags.jsonl", "lies inside the dataset")]
    [InlineData("--flags", "DIR.link.jsonl", "lies inside the dataset")]
    [InlineData("--flags", "/", "is a folder")]
    [InlineData("--port", "70000", "--port")]
    public async Task View_WrongFlag_StartsNothing(string flag, string value, string named)
    {
        string dataset = await film.ExtractedAsync("wrong");
        File.Delete($"{dataset}.link");
        File.Delete($"{dataset}.link.jsonl");
        Directory.CreateSymbolicLink($"{dataset}.link", Path.Combine(dataset, "ledger"));
        File.CreateSymbolicLink($"{dataset}.link.jsonl", Path.Combine(dataset, "flags.jsonl"));
        DateTime before = Directory.GetLastWriteTimeUtc(dataset);

        CommandResult result = await CommandLine.RunAsync(
            "view", dataset, flag, value.Replace("DIR", dataset, StringComparison.Ordinal));

        Assert.Equal(2, result.Code);
        Assert.Contains(named, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Empty(result.Output);

        // Not even a trial file was there for a moment.
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(dataset));
    }

    private static async Task<JsonNode> AskAsync(HttpClient client, string id)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HttpResponseMessage asked = await client.PostAsJsonAsync("api/decodes", new { id }, cancel);
        return (await asked.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
    }

    private static async Task<JsonNode> EndOfAsync(HttpClient client, JsonNode job)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string address = $"api/decodes/{job["job"]}";
        await Deadline.UntilAsync(
            async () =>
            {
                job = (await client.GetFromJsonAsync<JsonNode>(address, cancel))!;
                return (string?)job["state"] is not ("queued" or "running");
            },
            "the decode ends");
        return job;
    }
}
