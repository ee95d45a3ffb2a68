using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Runs;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>init</c> into a folder of its own.</summary>
public sealed class InitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("midas-3d-movies")]
    [InlineData("midas-3d-movies-code")]
    [InlineData("vdw")]
    [InlineData("stereo4d-style")]
    [InlineData("strict")]
    public async Task Init_EveryShippedPipeline_IsTheSameWithEveryKeyExplained(string name)
    {
        CommandResult result = await CommandLine.RunAsync("init", "--to", _folder.Path, "--from", name);

        Assert.True(result.Code == 0, result.Error);

        string shipped = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", $"{name}.yaml");
        string[] lines = File.ReadAllLines(_folder["pipeline.yaml"]);
        Assert.Equal(
            DatasetRun.DigestOf(PipelineFile.Read(shipped)),
            DatasetRun.DigestOf(PipelineFile.Read(_folder["pipeline.yaml"])));
        foreach (PipelineKey key in PipelineKey.All)
        {
            int line = Array.FindIndex(
                lines, one => one.StartsWith($"  {key.Facts.Name}:", StringComparison.Ordinal));
            if (line >= 0 || !key.Facts.MayBeAbsent)
            {
                Assert.StartsWith("  #", lines[line - 1], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Init_Films_AreListedWhateverTheirNames()
    {
        string[] names = ["plain.mkv", "it's \"quoted\" \\ # x: y.mkv", "- dash.mkv", "line\n  and\ttab\u2028.mkv"];
        Array.ForEach(names, name => File.WriteAllText(_folder[name], "x"));

        CommandResult result = await CommandLine.RunAsync(
            ["init", "--to", _folder.Path, "--", .. names.Select(name => _folder[name])]);

        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(
            names.Select(name => _folder[name]), FilmList.Read(_folder["films.yaml"]).Select(film => film.Paths[0]));
    }

    [Fact]
    public async Task Init_FileThatIsThere_StaysAndIsNamed()
    {
        File.WriteAllText(_folder["films.yaml"], "mine");

        CommandResult result = await CommandLine.RunAsync("init", "--to", _folder.Path);

        Assert.Equal(2, result.Code);
        Assert.Contains("films.yaml is there already", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["films.yaml"]));
        Assert.False(File.Exists(_folder["pipeline.yaml"]));
    }
}
