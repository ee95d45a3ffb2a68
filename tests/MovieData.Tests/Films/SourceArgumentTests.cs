using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Films;

public sealed class SourceArgumentTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("Hugo.mkv", "Hugo")]
    [InlineData("dir/The Hobbit 1 (2012).3D.mkv", "The-Hobbit-1--2012--3D")]
    [InlineData("../.hidden.mkv", "hidden")]
    [InlineData("-rf.mkv", "rf")]
    [InlineData("映画.mkv", "film")]
    [InlineData("a_b-9.m2ts", "a_b-9")]
    [InlineData("disc/BDMV/", "BDMV")]
    public void IdOf_AnyPath_GivesASafeName(string path, string id)
    {
        Assert.Equal(id, SourceArgument.IdOf(path));
        Assert.True(SourceArgument.IsId(id));
    }

    [Fact]
    public void Resolve_ExistingPathWithPlus_WinsOverTwoFiles()
    {
        Touch("a.mkv", "b.mkv", "a.mkv+b.mkv");

        SourceArgument source = Assert.Single(
            SourceArgument.Resolve([$"{_films.At("a.mkv")}+b.mkv"], new FilmOverrides()));

        Assert.Equal([_films.At("a.mkv+b.mkv")], source.Paths);
    }

    [Fact]
    public void Resolve_TwoFilesOneWithPlusInItsName_FindsTheSplit()
    {
        Touch("x+y.mkv", "b.mkv");

        SourceArgument source = Assert.Single(
            SourceArgument.Resolve([$"{_films.At("x+y.mkv")}+{_films.At("b.mkv")}"], new FilmOverrides()));

        Assert.Equal([_films.At("x+y.mkv"), _films.At("b.mkv")], source.Paths);
        Assert.Equal("x-y", source.Id);
    }

    [Fact]
    public void Resolve_SeveralFaults_ListsAll()
    {
        Touch("one.mkv", "one.mp4");

        var error = Assert.Throws<FilmException>(() => SourceArgument.Resolve(
            [_films.At("one.mkv"), "/nowhere/a.mkv", _films.At("one.mp4"), "l.mkv+r.mkv"], new FilmOverrides()));

        Assert.Equal(3, error.Message.Split('\n').Length);
        Assert.Contains("/nowhere/a.mkv: no such file", error.Message, StringComparison.Ordinal);
        Assert.Contains("l.mkv+r.mkv: no file of that name", error.Message, StringComparison.Ordinal);
        Assert.Contains("film id one is shared by", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_FilmList_TakesRelativeNamesAndFillsGapsFromFlags()
    {
        Touch("a.mkv", "l.mkv", "r.mkv", "marks.txt");
        File.WriteAllText(_films.At("films.yaml"), """
            - source: a.mkv
              id: first_film
              split: validation
              layout: tab-half
              playlist: 800
              chapters: marks.txt
              progressive: true
              stream: 2
              sample_aspect: 64:45
            - source: l.mkv+r.mkv
            """);

        IReadOnlyList<SourceArgument> sources = SourceArgument.Resolve(
            [_films.At("films.yaml")], new FilmOverrides(StereoLayout.SbsFull, ViewOrder.RightFirst));

        Assert.Equal(["first_film", "l"], sources.Select(source => source.Id));
        Assert.Equal([_films.At("l.mkv"), _films.At("r.mkv")], sources[1].Paths);
        Assert.Equal(
            new FilmOverrides(StereoLayout.TabHalf, ViewOrder.RightFirst, 800, _films.At("marks.txt"), null, true)
            {
                Stream = 2,
                SampleAspect = new Rational(64, 45),
            },
            sources[0].Overrides);
        Assert.Equal(("validation", null), (sources[0].Split, sources[1].Split));
    }

    /// <summary>The list shown in README.md is one that can be read.</summary>
    [Fact]
    public void Resolve_ListOfTheReadme_IsReadAsThePageSays()
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md"));
        Assert.Contains("```yaml\n", page, StringComparison.Ordinal);
        Touch("hugo.mkv", "gatsby.left.mkv", "gatsby.right.mkv", "gatsby.txt");
        File.WriteAllText(_films.At("films.yaml"), page.Split("```yaml\n")[1].Split("```")[0]);

        IReadOnlyList<SourceArgument> films =
            SourceArgument.Resolve([_films.At("films.yaml")], new FilmOverrides());

        Assert.Equal(["hugo", "gatsby"], films.Select(film => film.Id));
        Assert.Equal([null, "validation"], films.Select(film => film.Split));
        Assert.Equal([_films.At("gatsby.left.mkv"), _films.At("gatsby.right.mkv")], films[1].Paths);
        Assert.Equal(
            new FilmOverrides(StereoLayout.TwoFiles, ViewOrder.LeftFirst, ChaptersFile: _films.At("gatsby.txt")),
            films[1].Overrides);
    }

    [Theory]
    [InlineData("- source: a.mkv\n  eye: left\n", ":2: unknown key eye")]
    [InlineData("- source: a.mkv\n- id: x\n", ":2: a film needs the key source")]
    [InlineData("- source: a.mkv\n  layout: sbs\n", ":2: layout: 'sbs' is not allowed; expected sbs-full, sbs-half")]
    [InlineData("- source: a.mkv\n  id: -x\n", ":2: id: '-x' is not allowed")]
    [InlineData("- source: a.mkv\n  id: ../x\n", ":2: id: '../x' is not allowed")]
    [InlineData("- source: a.mkv\n  split: dev\n", ":2: split: 'dev' is not allowed; expected train, validation, test")]
    [InlineData("- source: a.mkv\n  playlist: -1\n", ":2: playlist: '-1' is not allowed")]
    [InlineData("- source: a.mkv\n  chapters: none.txt\n", ":2: chapters: 'none.txt' is not allowed")]
    [InlineData("- source: a.mkv\n  stream: v\n", ":2: stream: 'v' is not allowed; expected a number from 0 to 999")]
    [InlineData("- source: a.mkv\n  sample_aspect: 2\n", ":2: sample_aspect: '2' is not allowed; expected W:H")]
    [InlineData("- source: a.mkv\n\n\n- source: nothing.mkv\n", ":4: nothing.mkv: no such file")]
    [InlineData("- source: [a.mkv]\n", ":1: [0].source must be a word")]
    [InlineData("films:\n- source: a.mkv\n", ": a list of mappings (- key: value) is expected")]
    [InlineData("[]\n", ": holds no film")]
    [InlineData("- source: a.mkv\n  ? [b]\n  : c\n", ":2: a mapping or list as a key")]
    [InlineData("- source: a.mkv\n  source: a.mkv\n", ":2: the key source stands here twice")]
    [InlineData("- source: 'a.mkv\n", "films.yaml:")]
    public void Resolve_BadFilmList_NamesFileAndLine(string yaml, string expected)
    {
        Touch("a.mkv");
        File.WriteAllText(_films.At("films.yaml"), yaml);

        var error = Assert.Throws<FilmException>(
            () => SourceArgument.Resolve([_films.At("films.yaml")], new FilmOverrides()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_films.At("films.yaml"), error.Message, StringComparison.Ordinal);
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllText(_films.At(name), "");
        }
    }
}
