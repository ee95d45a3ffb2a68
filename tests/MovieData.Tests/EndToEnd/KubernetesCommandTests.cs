using System.Diagnostics;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>submit kubernetes</c>: its file, what it refuses, and what its pods run, as processes here.</summary>
[Slow]
public sealed class KubernetesCommandTests(ShortFilm film) : IClassFixture<ShortFilm>
{
    [Fact]
    public async Task Submit_AFilmList_WritesOneFileAndNeverOverAnother()
    {
        string list = film.At("films.yaml");
        File.WriteAllText(list, "- source: /films/a.mkv\n  split: test\n- source: /films/b+c.mkv\n");
        string file = film.At("jobs.yaml");

        CommandResult written = await SubmitAsync([list], "--to", file);
        CommandResult printed = await SubmitAsync([list], "--to", file, "--dry-run");
        CommandResult again = await SubmitAsync([list], "--to", file);

        Assert.True(written.Code == 0, written.Error);
        Assert.Equal(File.ReadAllText(file), printed.Output);
        Assert.Contains("completions: 2\n", printed.Output, StringComparison.Ordinal);
        Assert.Contains("- /etc/movie-data/films.yaml\n", printed.Output, StringComparison.Ordinal);
        Assert.Equal(2, again.Code);
        Assert.Contains("is there already", Assert.Single(again.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name", "Movie_Data")]
    [InlineData("--namespace", "-x")]
    [InlineData("--image", "a b")]
    [InlineData("--claim", "data")]
    [InlineData("--claim", "data:/etc/movie-data")]
    [InlineData("--claim", "data:/")]
    [InlineData("--claim", "data:/a/../b")]
    [InlineData("--mem", "16")]
    [InlineData("--mem", "16 Gi")]
    [InlineData("--mem", "16m")]
    [InlineData("--cpus", "0")]
    [InlineData("--cpus", "four")]
    [InlineData("--node-selector", "gpu")]
    [InlineData("--node-selector", "a=b c")]
    [InlineData("--create-claim", "lots")]
    [InlineData("--s3-endpoint", "https://key:secret@store.example")]
    [InlineData("--s3-endpoint", "ftp://store.example")]
    [InlineData("--s3-secret", "My Secret")]
    [InlineData("--user", "0:0")]
    [InlineData("--tasks", "0")]
    [InlineData("--name", "x\ny: z")]
    public Task Submit_ValueThatIsNoneOfKubernetes_IsRefused(string flag, string value) =>
        RefusesAsync(flag, ["/films/a.mkv"], flag, value);

    [Fact]
    public Task Submit_MissingList_IsRefused() => RefusesAsync("no-films.yaml", [film.At("no-films.yaml")]);

    [Theory]
    [InlineData("- source: hugo.mkv\n", "full name")]
    [InlineData("- source: /elsewhere/hugo.mkv\n", "lies in no --claim")]
    [InlineData("- source: /films/a.mkv\n  layuot: sbs-half\n", "layuot")]
    [InlineData("- source: /films/a.mkv\n  chapters: marks.txt\n", "chapters")]
    public async Task Submit_ListThatPodsCannotUse_IsRefused(string text, string words)
    {
        string list = film.At("bad.yaml");
        File.WriteAllText(list, text);

        await RefusesAsync(words, [list]);
    }

    /// <summary>Every pod would refuse them.</summary>
    [Theory]
    [InlineData("- source: /films/a.mkv\n- source: /films/other/A.mkv\n", "film id a is shared by")]
    [InlineData("- source: /films/x.mkv\n  id: hugo\n", "film id hugo is shared by")]
    [InlineData("- source: /films/hugo+r.mkv\n- source: /films/hugo-r.mkv\n", null)]
    public async Task Submit_FilmsThatShareAnId_IsRefused(string text, string? words)
    {
        string list = film.At("shared.yaml");
        File.WriteAllText(list, text);
        string[] sources = [list, .. words is null ? (string[])[] : ["/films/hugo.mkv"]];

        CommandResult result = await SubmitAsync(sources, "--dry-run");

        Assert.Equal((words is null ? 0 : 2, words is null ? 0 : 1), (result.Code, result.Faults.Count));
        Assert.All(result.Faults, line => Assert.Contains(words!, line, StringComparison.Ordinal));
    }

    [Fact]
    public Task Submit_StageSizeWithoutItsFolder_IsRefused() =>
        RefusesAsync("--stage-dir", ["/films/a.mkv"], "--stage-gb-max", "5");

    [Theory]
    [InlineData("films/a.mkv", "/data/set", "full name")]
    [InlineData("/films/../etc/x.mkv", "/data/set", "full name")]
    [InlineData("/films/a.mkv", "set", "full name")]
    [InlineData("/films/a.mkv", "/films/set", "can be written")]
    [InlineData("/films/a.mkv", "/data", "below")]
    [InlineData("/films/a.mkv", "s3://bucket/set", "--s3-secret")]
    public async Task Submit_NameThatPodsDoNotSee_IsRefused(string source, string output, string words)
    {
        CommandResult result = await CommandLine.RunAsync(
            "submit", "kubernetes", source, "--pipeline", film.Pipeline, "--out", output, "--image", "i", "--claim",
            "data:/data", "--claim", "films:/films:ro", "--to", film.At("none.yaml"));

        Assert.Equal(2, result.Code);
        Assert.Contains(words, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(File.Exists(film.At("none.yaml")));
    }

    /// <summary>
    /// Two pods of one part, begun before the film has its plan: both wait for it, both do all of the work, and the
    /// dataset is that of one.
    /// </summary>
    [Fact]
    public async Task ExtractPlanned_TwoProcessesOfOnePart_WaitForThePlanAndMakeOneDataset()
    {
        string dataset = film.At("twice");
        string[] words =
        [
            "extract", "--planned-only", "--patience", "10", "--partition", "1/1", "--pipeline", film.Pipeline, "--out",
            dataset, film.Path,
        ];
        using Process one = Start(words), other = Start(words);
        Process[] both = [one, other];
        CancellationToken cancel = TestContext.Current.CancellationToken;
        foreach (Process process in both)
        {
            string? line;
            do
            {
                line = await process.StandardError.ReadLineAsync(cancel);
            }
            while (line is not (null or "waiting for the plans of 1 of 1 films, 10 min after the last that comes"));

            Assert.NotNull(line);
        }

        Task<string[]> said = Task.WhenAll(both.Select(process => process.StandardError.ReadToEndAsync(cancel)));
        await film.PlannedAsync("twice");
        await Task.WhenAll(both.Select(process => process.WaitForExitAsync(cancel)));

        string errors = string.Join('\n', await said);
        Assert.True((one.ExitCode, other.ExitCode) == (0, 0), errors);
        Assert.DoesNotContain("nothing to do", errors, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Digests(await film.ExtractedAsync("once")), CommandLine.Digests(dataset));
        Assert.Equal(0, (await CommandLine.RunAsync("verify", dataset)).Code);
        CommandResult left = await CommandLine.RunAsync(
            "submit", "kubernetes", "--left", film.Path, "--pipeline", film.Pipeline, "--out", dataset);
        Assert.True(left.Code == 0, left.Output + left.Error);
    }

    /// <summary>A film that is planned while others are extracted: the run goes on with it, under one limit and with
    /// the models that are loaded.</summary>
    [Fact]
    public async Task ExtractPlanned_FilmPlannedMeanwhile_IsTakenUpByTheSameRun()
    {
        string dataset = await film.PlannedAsync("meanwhile");
        string second = film.At("film/second.mkv");
        File.Copy(film.Path, second);
        string first = Path.GetFileNameWithoutExtension(film.Path);
        string films = Path.Combine(dataset, "films");

        Task<CommandResult> run = CommandLine.RunAsync(
            "extract", "--planned-only", "--patience", "10", "--limit", "1", "--pipeline", film.Pipeline, "--out",
            dataset, film.Path, second);
        await Deadline.UntilAsync(() => Directory.Exists(Path.Combine(dataset, "ledger", first)), "it extracts");
        string made = Directory.CreateDirectory(film.At("made")).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(films, first)))
        {
            File.Copy(file, Path.Combine(made, Path.GetFileName(file)));
        }

        Directory.Move(made, Path.Combine(films, "second"));
        CommandResult result = await run;

        Assert.True(result.Code == 0, result.Error);
        Assert.Single(Directory.GetFiles(Path.Combine(dataset, "ledger"), "*.json", SearchOption.AllDirectories));
        Assert.InRange(
            result.Error.Split('\n').Count(line => line.StartsWith("models run on", StringComparison.Ordinal)), 0, 1);
    }

    [Fact]
    public async Task Left_NothingComesForItsPatience_SaysWhatIsMissing()
    {
        string dataset = await film.PlannedAsync("planned");

        CommandResult left = await CommandLine.RunAsync(
            "submit", "kubernetes", "--left", "--patience", "0", film.Path, "--pipeline", film.Pipeline, "--out",
            dataset);

        Assert.Equal(1, left.Code);
        Assert.Contains("planned segments are not extracted", left.Output, StringComparison.Ordinal);
    }

    private async Task RefusesAsync(string words, string[] sources, params string[] further)
    {
        string file = film.At("refused.yaml");

        CommandResult result = await SubmitAsync(sources, [.. further, "--to", file]);

        Assert.Equal(2, result.Code);
        Assert.Contains(words, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    // What is given twice is the test's: it stands last.
    private Task<CommandResult> SubmitAsync(string[] sources, params string[] further)
    {
        (string Flag, string Value)[] usual =
            [("--image", "registry.example/movie-data:1.0"), ("--claim", "data:/data"), ("--claim", "films:/films:ro")];
        string[] flags = [.. usual.Where(pair => pair.Flag == "--claim" || !further.Contains(pair.Flag))
            .SelectMany(pair => (string[])[pair.Flag, pair.Value])];
        return CommandLine.RunAsync(
        [
            "submit", "kubernetes", .. sources, "--pipeline", film.Pipeline, "--out", "/data/set", .. flags, .. further,
        ]);
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "movie-data.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
