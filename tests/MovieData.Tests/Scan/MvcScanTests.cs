using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Mvc;
using MovieData.Tests.Mvc;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

/// <summary>Blu-ray 3D: the scan must number frames as the decoder does, or say that it cannot.</summary>
[Slow]
public sealed class MvcScanTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Run_WholeStream_CountsAccessUnits() => Assert.Equal(48, Scan(MvcUnits.Of("b_hier")).Frames);

    /// <summary>The access unit is there, and its picture is not: every frame behind would be one too few.</summary>
    [Fact]
    public void Run_BasePictureMissing_IsRefusedWithBothCounts()
    {
        List<byte[]> units = MvcUnits.Of("b_hier");
        int[] noReferences = [.. MvcUnits.Indexes(units, NalType.Slice).Where(index => (units[index][0] & 0x60) == 0)];
        units.RemoveAt(noReferences[6]);

        var error = Assert.Throws<ScanException>(() => Scan(units));

        Assert.Contains(_films.At("film.264"), error.Message, StringComparison.Ordinal);
        Assert.Contains("decodes to 47 pictures, but it has 48 access units", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Leading pictures of an open GOP refer to what was cut off: ffmpeg drops them.</summary>
    [Fact]
    public void Run_StreamStartsAtAnOpenGop_IsRefusedWithBothCounts()
    {
        List<byte[]> units = MvcUnits.Of("q1_jmvc_ivfirst");
        int anchor = Enumerable.Range(1, units.Count - 2).First(index => (units[index][0] & 31) == NalType.Prefix
            && (units[index][3] & 4) != 0 && (units[index + 1][0] & 31) == NalType.Slice);
        IEnumerable<byte[]> sets = units.Take(anchor).Where(unit =>
            (unit[0] & 31) is NalType.Sequence or NalType.SubsetSequence or NalType.Picture);

        var error = Assert.Throws<ScanException>(() => Scan([.. sets, .. units.Skip(anchor)]));

        Assert.Contains("decodes to 25 pictures, but it has 32 access units", error.Message, StringComparison.Ordinal);
    }

    private SceneScores Scan(IEnumerable<byte[]> units)
    {
        File.WriteAllBytes(_films.At("film.264"), MvcUnits.Join(units));
        Film film = SmallFilms.Probe(_films.At("film.264"), new FilmOverrides(StereoLayout.Mvc, ViewOrder.LeftFirst));
        return SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
    }
}
