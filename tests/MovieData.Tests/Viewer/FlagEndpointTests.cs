using System.Diagnostics;
using System.Text.Json.Nodes;
using MovieData.Export;

namespace MovieData.Tests.Viewer;

/// <summary>Flags reach the file that <c>curate</c> and <c>export</c> read, and nothing else does.</summary>
public class FlagEndpointTests
{
    private const string Flagged = "film/00000010";

    [Fact]
    public async Task Flag_Posted_StandsInTheFileWhenTheAnswerComes()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        (int status, JsonNode answer) = await viewer.PostAsync(
            "/api/flags", $$"""{"id": "{{Flagged}}", "reason": "swapped", "note": "a \"b\"\n<c> 日本"}""");

        Assert.Equal(200, status);
        Assert.Equal(1, (int)answer["flagged"]!);
        SampleFlag flag = Assert.Single(Curation.Read(viewer.FlagsFile).Flags[Flagged]);
        Assert.Equal(("swapped", "a \"b\"\n<c> 日本", "ann"), (flag.Reason, flag.Note, flag.Who));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", flag.Time);
        JsonNode row = (await viewer.GetAsync("/api/samples?flagged=true"))["rows"]!.AsArray().Single()!;
        Assert.Equal((Flagged, true), ((string?)row["id"], (bool)row["flagged"]!));
        JsonNode sample = await viewer.GetAsync($"/api/samples/{Flagged}");
        Assert.Equal("a \"b\"\n<c> 日本", (string?)sample["flags"]![0]!["note"]);
    }

    [Fact]
    public async Task Undo_TakesAllFlagsOfTheSampleBack()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string[] bodies = ["\"reason\": \"a\"", "\"reason\": \"b\", \"who\": \"bob\"", "\"undo\": true"];
        foreach (string body in bodies)
        {
            Assert.Equal(200, (await viewer.PostAsync("/api/flags", $$"""{"id": "{{Flagged}}", {{body}}}""")).Status);
        }

        Assert.Equal(3, File.ReadAllLines(viewer.FlagsFile).Length);
        Assert.Empty(Curation.Read(viewer.FlagsFile).Flags);
        Assert.Equal(0, (int)(await viewer.GetAsync("/api/samples?flagged=true"))["total"]!);
    }

    [Fact]
    public async Task Counts_TellReasonsFilmsAndWhatIsUnknown()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        await viewer.PostAsync("/api/flags", """{"id": "film/00000010", "reason": "a"}""");
        await viewer.PostAsync("/api/flags", """{"id": "film/00000016", "reason": "a"}""");
        await viewer.PostAsync("/api/flags", """{"id": "film/00000016"}""");

        // Another viewer, or an editor.
        await File.AppendAllTextAsync(
            viewer.FlagsFile, "{\"id\": \"gone/00000001\"}\n", TestContext.Current.CancellationToken);
        JsonNode flags = await viewer.GetAsync("/api/flags?count=2");

        Assert.Equal((3, 3, 1), ((int)flags["flagged"]!, (int)flags["total"]!, (int)flags["unknown"]!));
        Assert.Equal((2, 2), ((int)flags["reasons"]!["a"]!, (int)flags["reasons"]![""]!));
        Assert.Equal(2, (int)flags["films"]!["film"]!);
        Assert.Equal(
            ["film/00000010", "film/00000016"], flags["rows"]!.AsArray().Select(row => (string?)row!["id"]));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"id": 1}""", 400)]
    [InlineData("""{"id": "film/00000010", "id": "film/00000016"}""", 400)]
    [InlineData("""{"id": "film/00000010", "path": "/etc/passwd"}""", 400)]
    [InlineData("""{"id": "film/00000010", "reason": 5}""", 400)]
    [InlineData("""{"id": "film/00000010", "reason": "a\u0000"}""", 400)]
    [InlineData("""{"id": "film/00000010", "reason": "\ud800"}""", 400)]
    [InlineData("""{"id": "film/00000010", "undo": "yes"}""", 400)]
    [InlineData("""{"id": "film/00000011"}""", 404)]
    [InlineData("""{"id": "film/10"}""", 404)]
    [InlineData("""{"id": "../film/00000010"}""", 404)]
    public async Task Flag_ThatIsNone_IsRefusedAndWritesNothing(string body, int status)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        Assert.Equal(status, (await viewer.PostAsync("/api/flags", body)).Status);
        Assert.False(File.Exists(viewer.FlagsFile));
    }

    [Fact]
    public async Task Flag_TooLongOrTooLarge_IsRefused()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string Body(int chars) => $$"""{"id": "{{Flagged}}", "note": "{{new string('x', chars)}}"}""";

        Assert.Equal(200, (await viewer.PostAsync("/api/flags", Body(2000))).Status);
        Assert.Equal(400, (await viewer.PostAsync("/api/flags", Body(2001))).Status);
        Assert.Equal(413, (await viewer.PostAsync("/api/flags", Body(70_000))).Status);
        Assert.Single(File.ReadAllLines(viewer.FlagsFile));
    }

    [Fact]
    public async Task Flag_OfAnotherType_IsRefused()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        using var content = new StringContent($$"""{"id": "{{Flagged}}"}""");
        using HttpResponseMessage answer =
            await viewer.Client.PostAsync("/api/flags", content, TestContext.Current.CancellationToken);
        Assert.Equal(415, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Flag_CutOffLineBeforeIt_IsRemovedAndTold()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        const string Cut = "{\"id\": \"film/00000016\"}\n{\"id\": \"film/000";
        await File.WriteAllTextAsync(viewer.FlagsFile, Cut, TestContext.Current.CancellationToken);
        (int status, JsonNode answer) = await viewer.PostAsync("/api/flags", $$"""{"id": "{{Flagged}}"}""");

        Assert.Equal(200, status);
        Assert.Equal("{\"id\": \"film/000", (string?)answer["repaired"]);
        Assert.Contains(viewer.Said, line => line.Contains("{\"id\": \"film/000", StringComparison.Ordinal));
        Assert.Equal(["film/00000010", "film/00000016"], Curation.Read(viewer.FlagsFile).Flags.Keys.Order());
    }

    [Fact]
    public async Task Flag_FileThatCannotBeWritten_IsAnErrorAndNoFlag()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync(
            change: options => options with { FlagsFile = options.FlagsFile + "/below/flags.jsonl" });
        (int status, JsonNode answer) = await viewer.PostAsync("/api/flags", $$"""{"id": "{{Flagged}}"}""");

        Assert.Equal(500, status);
        Assert.Contains("the flag is not written", (string?)answer["error"]);
        Assert.Equal(0, (int)(await viewer.GetAsync("/api/flags"))["flagged"]!);
    }

    /// <summary>A real disk that is really full: no half line stays, what stood stands, and there is one clear line
    /// (needs root).</summary>
    [Fact]
    public async Task Flag_DiskFull_IsOneClearLineAndEarlierFlagsStand()
    {
        using var disk = new TemporaryFolder();
        Skips.Unless(Run("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", disk.Path) == 0, Skips.Mount);
        try
        {
            await using RunningViewer viewer = await RunningViewer.StartAsync(
                change: options => options with { FlagsFile = disk["flags.jsonl"] });
            string body = $$"""{"id": "{{Flagged}}", "note": "{{new string('x', 1500)}}"}""";
            int written = 0;
            (int status, JsonNode answer) = await viewer.PostAsync("/api/flags", body);
            for (; status == 200 && written < 10; written++)
            {
                (status, answer) = await viewer.PostAsync("/api/flags", body);
            }

            Assert.Equal(500, status);
            Assert.InRange(written, 1, 9);
            string error = (string)answer["error"]!;
            Assert.Contains("the flag is not written: No space left", error, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error);
            string[] lines = await File.ReadAllLinesAsync(viewer.FlagsFile, TestContext.Current.CancellationToken);
            Assert.Equal(written, lines.Length);
            Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)));
            Assert.Equal(written, (await viewer.GetAsync($"/api/samples/{Flagged}"))["flags"]!.AsArray().Count);

            // With room again the next one goes well.
            Assert.Equal(0, Run("mount", "-o", "remount,size=64k", disk.Path));
            Assert.Equal(200, (await viewer.PostAsync("/api/flags", body)).Status);
        }
        finally
        {
            Run("umount", disk.Path);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
