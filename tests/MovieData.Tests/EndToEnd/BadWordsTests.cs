namespace MovieData.Tests.EndToEnd;

/// <summary>Words that can be no path and no name: one line that names the flag or argument, exit code 2.</summary>
[Slow]
public class BadWordsTests
{
    [Theory]
    [InlineData("DIR", "verify", "")]
    [InlineData("DIR", "status", "")]
    [InlineData("LEFT", "pair", "", "x.png", "--out", "nowhere")]
    [InlineData("RIGHT", "pair", "x.png", "", "--out", "nowhere")]
    [InlineData("--out", "pair", "x.png", "x.png", "--out", "")]
    [InlineData("--pipeline", "pair", "x.png", "x.png", "--out", "nowhere", "--pipeline", "")]
    [InlineData("IMAGE", "sky", "--out", "nowhere", "x.png", "")]
    [InlineData("--out", "sky", "--out", "", "x.png")]
    [InlineData("--models", "models", "list", "--models", "")]
    [InlineData("NAME", "models", "check", "")]
    [InlineData("--to", "export", "nowhere", "--format", "midas", "--to", "")]
    [InlineData("SOURCE", "probe", "")]
    [InlineData("--chapters", "probe", "x.mkv", "--chapters", "")]
    [InlineData("--film", "extract", "--pipeline", "x.yaml", "--out", "nowhere", "--film", "")]
    public async Task Run_EmptyWord_NamesTheFlagOrArgument(string name, params string[] words)
    {
        CommandResult result = await CommandLine.RunAsync(words);

        Assert.Equal(2, result.Code);
        Assert.Contains($"{name}: an empty word", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Path.Exists("nowhere"));
    }

    /// <summary>Where a picture is written, no film and no other picture may be lost.</summary>
    [Theory]
    [InlineData("--sheet film.mkv: expected the name of a PNG", "probe", "--sheet", "film.mkv", "film.mkv")]
    [InlineData("--sheet film.mkv: expected the name of a PNG", "shots", "--sheet", "film.mkv", "film.mkv")]
    [InlineData("--out film.mkv: expected the name of a PNG", "preview", "data", "--out", "film.mkv")]
    [InlineData("a mask could take a picture's place", "sky", "--out", "photos", "photos/beach.jpg")]
    [InlineData("a mask could take a picture's place", "sky", "--out", "photos/", "x.png", "photos/../photos/b.png")]
    [InlineData("--limit 0: expected a whole number", "extract", "--pipeline", "p", "--out", "d", "--limit", "0", "f")]
    [InlineData("--layout unknown: unknown word", "probe", "--layout", "unknown", "f")]
    public async Task Run_WordOutOfPlace_IsRefusedBeforeAnythingIsRead(string fault, params string[] words)
    {
        CommandResult result = await CommandLine.RunAsync(words);

        Assert.Equal(2, result.Code);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WordThatIsNoPath_IsOneLine()
    {
        CommandResult result = await CommandLine.RunAsync("verify", "a\0b");

        Assert.Equal(2, result.Code);
        Assert.StartsWith("movie-data: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>A number that is none, or too large for its type: a fault of its flag like one out of range.</summary>
    [Theory]
    [InlineData("--workers 1.5: expected a whole number from 1 to 64", "extract", "--workers", "1.5", "f")]
    [InlineData("--limit 9999999999: expected a whole number", "extract", "--limit", "9999999999", "f")]
    [InlineData("--memory-mb-max 64GB: expected a whole number from 256", "extract", "--memory-mb-max", "64GB", "f")]
    [InlineData("--flow-pairs 3x: expected a whole number from 1 to 64", "extract", "--flow-pairs", "3x", "f")]
    [InlineData("--playlist 99999999999999: expected a whole number", "probe", "--playlist", "99999999999999")]
    [InlineData("--decoder-threads many: expected a whole number", "decode", "--md5", "--decoder-threads", "many", "f")]
    [InlineData("--rows 500: expected a whole number from 1 to 200", "preview", "--rows", "500")]
    [InlineData("--runs x: expected a whole number from 1 to 1000", "models", "bench", "--runs", "x")]
    [InlineData("--seed -1: expected a whole number from 0 to 4294967295", "synth", "--seed", "-1")]
    [InlineData("--seconds nan: expected a number from 0 to 600", "synth", "--seconds", "nan")]
    [InlineData("--seconds 20,5: expected a number from 0 to 600", "synth", "--seconds", "20,5")]
    [InlineData("--width 32: expected a whole number from 64 to 3840", "synth", "--width", "32")]
    public async Task Run_WordThatIsNoNumber_NamesTheFlagAndItsRange(string fault, params string[] words)
    {
        CommandResult result = await CommandLine.RunAsync(words);

        Assert.Equal(2, result.Code);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    /// <summary>What was misspelt is named, with the name that comes nearest, and nothing else is said of it.</summary>
    [Theory]
    [InlineData("no command prob; did you mean probe? (movie-data --help)", "prob")]
    [InlineData("no command extrct; did you mean extract? (", "extrct", "--pipeline", "p", "--out", "d", "f.mkv")]
    [InlineData("no command help; the commands are: init, probe, shots,", "help")]
    [InlineData("which command? One of: init, probe, shots,")]
    [InlineData("which command? One of: list, check, bench (movie-data models --help)", "models")]
    [InlineData("no command bnech; did you mean bench? (movie-data models --help)", "models", "bnech")]
    [InlineData("unknown flag --layot; did you mean --layout? (movie-data probe --help)", "probe", "--layot=sbs", "f")]
    [InlineData("unknown flag --outt; did you mean --out? (", "extract", "--pipeline", "p", "--outt", "d", "f")]
    [InlineData("unknown flag --seed (", "plan", "--pipeline", "p", "--out", "d", "--seed", "f.mkv")]
    [InlineData("unknown flag --jsno; did you mean --json? (", "status", "d", "--jsno")]
    [InlineData("more: one word too many for status (movie-data status --help)", "status", "d", "more")]
    [InlineData("--split val: unknown word; expected one of: train, validation, test", "plan", "--split", "val", "f")]
    [InlineData("--device gpu: unknown word; expected one of: auto, cpu, cuda, tensorrt", "pair", "--device", "gpu")]
    [InlineData("--format zip: unknown word; expected one of: webdataset, midas", "export", "d", "--format", "zip")]
    [InlineData("--layout mvc: unknown word; expected one of: sbs-full, sbs-half,", "synth", "--layout", "mvc")]
    public async Task Run_MisspeltWord_IsNamedWithTheNearest(string fault, params string[] words)
    {
        CommandResult result = await CommandLine.RunAsync(words);

        Assert.Equal(2, result.Code);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    /// <summary>A file may be named like a flag.</summary>
    [Fact]
    public async Task Run_FileWhoseNameLooksLikeAFlag_IsTakenForTheFile()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder[""], "-film.mkv");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, file);

        CommandResult result = await CommandLine.RunAsync("probe", "--quick", relative);

        Assert.DoesNotContain("unknown flag", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    /// <summary>What can not be read or written is said before a film is probed or a model loaded.</summary>
    [Theory]
    [InlineData("--pipeline no.yaml: no such file", "extract", "--pipeline", "no.yaml", "--out", "d", "f")]
    [InlineData("--pipeline /proc: a folder; expected a file", "extract", "--pipeline", "/proc", "--out", "d", "f")]
    [InlineData("--frame-list no.txt: no such file", "plan", "--frame-list", "no.txt", "--out", "d", "f")]
    [InlineData("--models no.yaml: no such file", "models", "list", "--models", "no.yaml")]
    [InlineData("--chapters no.txt: no such file", "probe", "--chapters", "no.txt", "f")]
    [InlineData("LIST no.txt: no such file", "gaps", "no.txt")]
    [InlineData("RIGHT no.png: no such file", "pair", "/proc/version", "no.png", "--out", "d")]
    [InlineData("no.png: no such file: check the name", "sky", "no.png", "--out", "d")]
    [InlineData("/proc: a folder; expected a picture", "sky", "/proc", "--out", "d")]
    [InlineData("--out /proc/version: /proc/version is a file; expected a folder", "synth", "--out", "/proc/version")]
    [InlineData("--out depth.PNG: the name of a picture; expected a folder", "synth", "--out", "depth.PNG")]
    [InlineData("--to /proc/version/a/b: /proc/version is a file", "export", "d", "--to", "/proc/version/a/b")]
    [InlineData("--out /proc/no: nothing can be written in /proc (", "synth", "--out", "/proc/no")]
    [InlineData("--out /proc/no: nothing can be written in /proc (", "sky", "--out", "/proc/no", "x.png")]
    [InlineData("--out /proc/no: nothing can be written in /proc (", "decode", "--out", "/proc/no", "f.mkv")]
    [InlineData("--sheet /proc: nothing can be written in /proc (", "probe", "--sheet", "/proc/x.png", "f.mkv")]
    [InlineData("--sheet /proc: nothing can be written in /proc (", "shots", "--sheet", "/proc/x.png", "f.mkv")]
    [InlineData("--out /proc: nothing can be written in /proc (", "preview", "d", "--out", "/proc/x.png")]
    [InlineData("no model named sky-plan; did you mean sky-plain? (known: ", "models", "check", "sky-plan")]
    [InlineData("--sheet no/x.png: there is no folder ", "probe", "--sheet", "no/x.png", "f.mkv")]
    [InlineData("--out no/x.png: there is no folder ", "preview", "d", "--out", "no/x.png")]
    [InlineData("decode makes one thing: say --md5 or --out DIR", "decode", "f.mkv")]
    [InlineData("decode makes one thing: say --md5 or --out DIR", "decode", "--md5", "--out", "d", "f.mkv")]
    public async Task Run_PathThatIsNoUse_IsRefusedFirst(string fault, params string[] words)
    {
        CommandResult result = await CommandLine.RunAsync(words);

        Assert.Equal(2, result.Code);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Path.Exists("d"));
    }

    [Theory]
    [InlineData("extract")]
    [InlineData("plan")]
    public async Task Extract_FolderThatTakesNoFiles_IsRefusedBeforeTheFilmIsLookedAt(string command)
    {
        string paper = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");

        CommandResult result = await CommandLine.RunAsync(
            command, "--pipeline", paper, "--out", "/proc/no", "no-such-film.mkv");

        Assert.Equal(2, result.Code);
        Assert.Contains("--out /proc/no: nothing can be written in /proc (not a place for files): give another folder",
            Assert.Single(result.Faults), StringComparison.Ordinal);
    }
}
