using System.Diagnostics;
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
        using (Process first = Start(dataset))
        {
            using HttpClient client = await ClientOfAsync(first);
            JsonNode kept = (await client.GetFromJsonAsync<JsonNode>("api/samples?kept=true&count=1", cancel))!;
            id = (string)kept["rows"]![0]!["id"]!;
            using HttpResponseMessage flagged =
                await client.PostAsJsonAsync("api/flags", new { id, reason = "swapped" }, cancel);
            Assert.True(flagged.IsSuccessStatusCode);

            // SIGKILL: nothing of the process runs any more.
            first.Kill();
            await first.WaitForExitAsync(cancel);
        }

        await File.AppendAllTextAsync(dataset + ".curation.jsonl", "{\"id\": \"", cancel);
        using (Process second = Start(dataset))
        {
            using HttpClient client = await ClientOfAsync(second);
            JsonNode flagged = (await client.GetFromJsonAsync<JsonNode>("api/samples?flagged=true", cancel))!;
            Assert.Equal(id, (string?)Assert.Single(flagged["rows"]!.AsArray())!["id"]);
            using Process kill = Process.Start("bash", ["-c", "kill -INT \"$0\"", $"{second.Id}"]);
            await second.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(30), cancel);
            Assert.Equal(0, second.ExitCode);
        }

        Assert.True(Curation.Read(dataset + ".curation.jsonl").IsFlagged(id));
        CommandResult curate = await CommandLine.RunAsync("curate", dataset, "--json");
        Assert.Equal(1, (int)JsonNode.Parse(curate.Output)!["left_out"]!);
    }

    [Fact]
    public async Task View_RejectedFrame_IsDecodedAsDecodeDoes()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string dataset = await film.ExtractedAsync("decoded");
        using Process process = Start(dataset, "--source", $"film={film.Path}");
        using HttpClient client = await ClientOfAsync(process);
        JsonNode rejected = (await client.GetFromJsonAsync<JsonNode>("api/samples?kept=false&count=1", cancel))!;
        string id = (string)rejected["rows"]![0]!["id"]!;
        using HttpResponseMessage asked = await client.PostAsJsonAsync("api/decodes", new { id }, cancel);
        JsonNode job = (await asked.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
        while ((string?)job["state"] is "queued" or "running")
        {
            job = (await client.GetFromJsonAsync<JsonNode>($"api/decodes/{job["job"]}", cancel))!;
        }

        Assert.True((string?)job["state"] == "done", job.ToJsonString());
        int frame = (int)rejected["rows"]![0]!["frame"]!;
        CommandResult decode = await CommandLine.RunAsync(
            "decode", "--frames", $"{frame}", "--out", film.At("stills"), "--pipeline", film.Pipeline, film.Path);
        Assert.True(decode.Code == 0, decode.Error);
        foreach (string view in (string[])["left", "right"])
        {
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(film.At("stills"), $"{view}_{frame:D8}.png"), cancel),
                await client.GetByteArrayAsync($"api/samples/{id}/{view}", cancel));
        }

        process.Kill();
    }

    [Theory]
    [InlineData("--source", "other=x.mkv", "--source")]
    [InlineData("--source", "film=/no/such.mkv", "/no/such.mkv")]
    [InlineData("--flags", "DIR/flags.jsonl", "--flags")]
    [InlineData("--flags", "/", "is a folder")]
    [InlineData("--port", "70000", "--port")]
    public async Task View_WrongFlag_StartsNothing(string flag, string value, string named)
    {
        string dataset = await film.ExtractedAsync("wrong");
        CommandResult result = await CommandLine.RunAsync(
            "view", dataset, flag, value.Replace("DIR", dataset, StringComparison.Ordinal));
        Assert.Equal(2, result.Code);
        Assert.Contains(named, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private static Process Start(string dataset, params string[] flags)
    {
        // As SignalTests: a shell in the background lets its subprocesses ignore SIGINT.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--default-signal=INT", "dotnet",
            Path.Combine(AppContext.BaseDirectory, "movie-data.dll"), "view", dataset, .. flags])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<HttpClient> ClientOfAsync(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/#token=[A-Za-z0-9_-]{43}$", line);
        var client = new HttpClient { BaseAddress = new Uri(line!.Split('#')[0]) };
        client.DefaultRequestHeaders.Add("X-MovieData-Token", line.Split("#token=")[1]);
        return client;
    }
}
