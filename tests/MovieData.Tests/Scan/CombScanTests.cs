using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

/// <summary>What containers, coded flags, pictures and the user say of fields, against each other.</summary>
[Slow]
public sealed class CombScanTests : IDisposable
{
    private const string Progressive = "-f lavfi -i testsrc2=s=320x192:r=25:d=2";
    private const string Interlaced = "-f lavfi -i testsrc2=s=320x192:r=50:d=2 -vf tinterlace=interleave_top";
    private const string Coded = "-c:v libx264 -preset ultrafast -crf 20 -pix_fmt yuv420p";
    private const string AsFields = "-flags +ildct+ilme -x264-params tff=1";

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("tt")]
    [LongData("bb")]
    public void Run_ContainerSaysFieldsAndPicturesDoNot_ThePicturesDecide(string order)
    {
        _films.Make($"{Progressive} {Coded} plain.mkv");
        _films.Make($"{Interlaced},setfield=prog {Coded} combed.mkv");
        Film good = Probe(_films.Make($"-i plain.mkv -c copy -field_order {order} good.mkv"));
        Film bad = Probe(_films.Make($"-i combed.mkv -c copy -field_order {order} bad.mkv"));

        Assert.Contains(good.Warnings, line => line.Contains(
            $"the container says interlaced (field order {order}", StringComparison.Ordinal));
        Assert.Equal(50, Scan(good).Frames);
        Assert.Contains(
            "bad.mkv: ", Assert.Throws<ScanException>(() => Scan(bad)).Message, StringComparison.Ordinal);
    }

    /// <summary>What nothing flags: a few stretches are looked at, and the film is told of.</summary>
    [Theory]
    [InlineData("testsrc2=s=320x192:r=50:d=8", "tinterlace=interleave_top,setfield=prog", true)]
    [InlineData("testsrc2=s=320x192:r=24:d=8", "telecine=pattern=23,setfield=prog", true)]
    [InlineData("testsrc2=s=320x192:r=25:d=8", "null", false)]
    public void Run_CombedButFlaggedProgressive_IsTold(string source, string filter, bool isTold)
    {
        string path = _films.Make($"-f lavfi -i {source} -vf {filter} {Coded} film.mkv");

        SceneScores scores = Scan(Probe(path));

        Assert.False(scores.DecoderComplained);
        Assert.All(scores.Warnings, line => Assert.DoesNotContain(_films.Folder, line, StringComparison.Ordinal));
        Assert.Equal(isTold ? 1 : 0, scores.Warnings.Count(line => line.Contains("combed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Run_ProgressiveCodedAsFields_NeedsTheFlagAndIsMeasured()
    {
        string coded = _films.Make($"{Progressive} {Coded} {AsFields} coded.mkv");
        string combed = _films.Make($"{Interlaced} {Coded} {AsFields} combed.mkv");

        Assert.Contains(
            "--progressive", Assert.Throws<FilmException>(() => Probe(coded)).Message, StringComparison.Ordinal);
        Assert.Equal(50, Scan(Probe(coded, isProgressive: true)).Frames);
        var error = Assert.Throws<ScanException>(() => Scan(Probe(combed, isProgressive: true)));
        Assert.Contains("are combed", error.Message, StringComparison.Ordinal);
        Assert.Contains("deinterlace the film first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StatedProgressiveButCombedLater_IsRefused()
    {
        _films.Make($"{Progressive} {Coded} -bf 0 first.h264");
        _films.Make($"{Interlaced} {Coded} -bf 0 {AsFields} second.h264");
        File.WriteAllBytes(
            _films.At("both.h264"),
            [.. File.ReadAllBytes(_films.At("first.h264")), .. File.ReadAllBytes(_films.At("second.h264"))]);
        string both = _films.Make("-r 25 -i both.h264 -c copy both.mkv");

        Assert.Contains(
            "12 interlaced pictures in a row",
            Assert.Throws<ScanException>(() => Scan(Probe(both))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "are combed",
            Assert.Throws<ScanException>(() => Scan(Probe(both, isProgressive: true))).Message,
            StringComparison.Ordinal);
    }

    private static Film Probe(string path, bool isProgressive = false) => SmallFilms.Probe(
        path, new FilmOverrides(StereoLayout.Mono, IsProgressive: isProgressive));

    private static SceneScores Scan(Film film) =>
        SceneScan.Run(film, ScorePicture.View, progress: null, TestContext.Current.CancellationToken);
}
