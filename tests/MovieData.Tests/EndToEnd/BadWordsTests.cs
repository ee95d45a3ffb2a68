namespace MovieData.Tests.EndToEnd;

/// <summary>Words that can be no path and no name: one line that names the flag or argument, exit code 2.</summary>
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
}
