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

    [Fact]
    public async Task Run_WordThatIsNoPath_IsOneLine()
    {
        CommandResult result = await CommandLine.RunAsync("verify", "a\0b");

        Assert.Equal(2, result.Code);
        Assert.StartsWith("movie-data: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
