using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Native;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Scratch;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Scratch;

/// <summary>Two objects stand for two processes: their locks are of open files, as those of processes are.</summary>
public sealed class FilmScratchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Home => _folder["scratch"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Also files of one name in two folders, as two-file films and clips of discs may have.</summary>
    [Fact]
    public void Take_FilmOfSeveralFiles_HasThemAllUnderTheirNamesWithTheirTimes()
    {
        ScratchSource film = Film("l/a.mkv", "r/a.mkv", "00001.ssif");

        using StagedFiles staged = Scratch().Take(film, Cancel)!;

        Assert.Equal(Paths(film).Select(Path.GetFileName), Copies(staged, film).Select(Path.GetFileName));
        Assert.All(Copies(staged, film), path => Assert.StartsWith(Home + "/", path, StringComparison.Ordinal));
        Assert.All(Paths(film).Zip(Copies(staged, film)), pair =>
        {
            Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second));
            Assert.Equal(File.GetLastWriteTimeUtc(pair.First), File.GetLastWriteTimeUtc(pair.Second));
        });
        Film of = InventedScan.Film(new Rational(24, 1), []) with { Paths = Paths(film) };
        Assert.Equal(Paths(film), staged.Back(staged.Of(of)).Paths);
        Assert.Equal($"{Paths(film)[2]}: bad", staged.Named($"{Copies(staged, film)[2]}: bad"));
    }

    [Fact]
    public void Take_TwoProcessesAtOnce_CopyItOnceAndAThirdFindsIt()
    {
        ScratchSource film = Film("a.mkv");

        StagedFiles?[] staged = new StagedFiles?[8];
        Parallel.For(0, staged.Length, i => staged[i] = Scratch().Take(film, Cancel));
        using StagedFiles later = Scratch().Take(film, Cancel)!;

        Assert.All(staged, one => Assert.Equal(Copies(later, film), Copies(one!, film)));
        Assert.Contains("copied", Assert.Single(_said), StringComparison.Ordinal);
        Array.ForEach(staged, one => one!.Dispose());
    }

    /// <summary>What a process leaves that is killed in the middle of a copy, or of a removal.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Take_PartOfACopyLies_IsNotTakenForWholeAndGoes(bool ofThisFilm)
    {
        ScratchSource film = Film("a.mkv");
        string digest = ofThisFilm ? ScratchName.Of(film.Stamp).Digest : new string('0', 32);
        string left = Path.Combine(Home, $"movie-data-tmp-{digest}-1000-{new string('1', 32)}");
        Directory.CreateDirectory(Path.Combine(left, "0"));
        File.WriteAllText(Path.Combine(left, "0", "a.mkv"), "half");

        using StagedFiles staged = Scratch().Take(film, Cancel)!;

        Assert.Equal(1000, new FileInfo(Copies(staged, film)[0]).Length);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void Take_CopyThatSomebodyCut_IsMadeAgain()
    {
        ScratchSource film = Film("a.mkv");
        string copied;
        using (StagedFiles staged = Scratch().Take(film, Cancel)!)
        {
            copied = Copies(staged, film)[0];
        }

        File.WriteAllText(copied, "cut");
        using StagedFiles again = Scratch().Take(film, Cancel)!;

        Assert.Equal(1000, new FileInfo(Copies(again, film)[0]).Length);
    }

    /// <summary>A segment whose film cannot be read from its copy is tried again: with one lock, not two.</summary>
    [Fact]
    public void StagedFilms_FilmThatFailsTwice_IsLetGo()
    {
        ScratchSource film = Film("a.mkv");
        var plan = new FilmPlan(
            InventedScan.Film(new Rational(24, 1), []) with { Paths = [_folder["other.mkv"]] },
            Split.Train,
            new SamplePlan([], [], [], [], []),
            film.Stamp)
        {
            Copied = film,
        };
        using (var staged = new StagedFilms(Scratch(), [plan.Film.Id]))
        {
            Assert.ThrowsAny<Exception>(() => staged.Of(plan, Cancel));
            Assert.ThrowsAny<Exception>(() => staged.Of(plan, Cancel));
        }

        using RangeLock? free = RangeLock.TryTake(
            Path.Combine(Home, "movie-data-locks"), ScratchName.Of(film.Stamp).UsePlace, isShared: false);
        Assert.NotNull(free);
    }

    [Fact]
    public void Take_FilmThatChanged_IsAnotherCopy()
    {
        ScratchSource film = Film("a.mkv");
        using StagedFiles first = Scratch().Take(film, Cancel)!;
        File.SetLastWriteTimeUtc(Paths(film)[0], DateTime.UnixEpoch);

        using StagedFiles second = Scratch().Take(film with { Stamp = FilmStamp.Of(Paths(film)) }, Cancel)!;

        Assert.NotEqual(Copies(first, film), Copies(second, film));
    }

    [Fact]
    public void Take_FilmThatChangedSinceItWasProbed_IsRefusedAndLeavesNothing()
    {
        ScratchSource film = Film("a.mkv");
        File.WriteAllText(Paths(film)[0], "other");

        Assert.Throws<FilmException>(() => Scratch().Take(film, Cancel));
        Assert.Empty(Directory.GetDirectories(Home));
    }

    [Fact]
    public void Take_NoRoom_RemovesWhatWasUsedLongestAgoAndNobodyReads()
    {
        FilmScratch scratch = Scratch(bytesMax: 3000);
        string[] names = ["a.mkv", "b.mkv", "c.mkv"];
        ScratchSource[] films = [.. names.Select(name => Film(name))];
        StagedFiles[] three = [.. films.Select(film => scratch.Take(film, Cancel)!)];
        DateTime first = DateTime.UtcNow.AddMinutes(-films.Length);
        foreach ((int i, StagedFiles one) in three.Index())
        {
            Directory.SetLastWriteTimeUtc(
                Path.GetDirectoryName(Copies(one, films[i])[0])!, first.AddMinutes(i));
        }

        three[1].Dispose();
        three[2].Dispose();
        ScratchSource fourth = Film("d.mkv");

        using StagedFiles? staged = scratch.Take(fourth, Cancel);

        // The oldest is being read, the next is not.
        Assert.Equal(
            [true, false, true], three.Zip(films).Select(one => File.Exists(Copies(one.First, one.Second)[0])));
        Assert.NotNull(staged);
        three[0].Dispose();
    }

    [Fact]
    public void Take_NoRoomAtAll_IsReadWhereItLies()
    {
        ScratchSource film = Film("a.mkv");
        FilmScratch scratch = Scratch(bytesMax: 999);

        Assert.Null(scratch.Take(film, Cancel));
        Assert.StartsWith("warning: a: is read where it lies, not", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Home));
    }

    [Fact]
    public void Take_DiskThatRefuses_IsReadWhereItLies()
    {
        File.WriteAllText(Home, "");
        ScratchSource film = Film("a.mkv");

        Assert.Null(Scratch().Take(film, Cancel));
        Assert.StartsWith("warning: a: is read where it lies", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void Take_OtherFilesInTheFolder_StayThere()
    {
        string[] others =
            ["movie-data-film-x", "holiday", $"movie-data-tmp-{new string('g', 32)}-1-{new string('1', 32)}"];
        Array.ForEach(others, name => Directory.CreateDirectory(Path.Combine(Home, name)));
        ScratchSource film = Film("a.mkv");

        Scratch(bytesMax: 1000).Take(film, Cancel)!.Dispose();

        Assert.All(others, name => Assert.True(Directory.Exists(Path.Combine(Home, name))));
    }

    private FilmScratch Scratch(long? bytesMax = null) => new(Home, bytesMax, word =>
    {
        lock (_said)
        {
            _said.Add(word);
        }
    });

    private static string[] Paths(ScratchSource film) => [.. film.Stamp.Files.Select(file => file.Path)];

    private static IReadOnlyList<string> Copies(StagedFiles staged, ScratchSource film) => staged.Of(
        new SourceArgument("", film.Id, Paths(film), new FilmOverrides(), null)).Paths;

    // A film whose files have 1000 bytes each.
    private ScratchSource Film(params string[] names)
    {
        string[] paths = [.. names.Select(name => _folder[$"share/{name}"])];
        foreach ((int index, string path) in paths.Index())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)index, 1000)]);
            File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        string id = Path.GetFileNameWithoutExtension(paths[0]);
        return ScratchSource.Of(new SourceArgument("", id, paths, new FilmOverrides(), null));
    }
}
