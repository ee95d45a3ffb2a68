using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Reading;
using MovieData.Mvc;
using MovieData.Tests.Mvc;

namespace MovieData.Tests.Reading;

[Slow]
public class MvcReaderTests
{
    public static TheoryData<string, string?> Containers => new()
    {
        { "bd_one.m2ts", null },
        { "bd_base.m2ts", "bd_dep.m2ts" },
        { "bd.ssif", null },
        { "single_pid.ts", null },
        { "single_track.mkv", null },
        { "single_track.mp4", null },
    };

    [Theory]
    [MemberData(nameof(Containers))]
    public void Decode_AnyContainer_EqualsTheReferenceDecoder(string first, string? second)
    {
        MvcReader source = Open(first, second);

        Assert.Equal(MvcTruth.Digests("i_idr"), MvcTruth.Digest(Decode(source, 0)));
        Assert.Equal(new PixelSize(320, 192), source.Size);
    }

    [Theory]
    [LongData("bd_one.m2ts", null)]
    [InlineData("bd_base.m2ts", "bd_dep.m2ts")]
    [LongData("bd.ssif", null)]
    [InlineData("single_pid.ts", null)]
    [InlineData("single_track.mkv", null)]
    [LongData("single_track.mp4", null)]
    public void Decode_FromLaterFrames_EqualsTheSequentialDecode(string first, string? second)
    {
        MvcReader source = Open(first, second);

        AssertSeeks(source, MvcTruth.Digests("i_idr"), [1, 13, 30, 47]);
    }

    [Theory]
    [InlineData("i2_opengop")]
    [InlineData("b_hier")]
    [LongData("q1_jmvc_ivfirst")]
    [LongData("r1_forceb")]
    public void Decode_RawFromLaterFrames_EqualsTheSequentialDecode(string name)
    {
        MvcReader source = MvcReader.Open([MvcTruth.Stream(name)], TestContext.Current.CancellationToken);

        AssertSeeks(source, MvcTruth.Digests(name), [2, 17, 25, 31]);
    }

    [Theory]
    [InlineData("b_hier")]
    [LongData("i2_opengop")]
    public void StillPairs_OfAFilm_AreTheFramesOfTheirTimes(string name)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SourceArgument source = SourceArgument.Resolve(
            [MvcTruth.Stream(name)], new FilmOverrides(StereoLayout.Mvc, ViewOrder.LeftFirst))[0];
        Film film = FilmProbe.Probe(source, source.Overrides, quick: false, cancel);
        var pool = new PlanePool(1 << 28);
        foreach (int number in (int[])[0, 17, 30])
        {
            (Plane<Rgb24> first, Plane<Rgb24> second) = StillPairs.ReadAt(
                film, (number + 0.5) / film.Fps.Value, film.ViewSize, cancel)!.Value;

            using MvcPair pair = MvcReader.Open(film.Paths, cancel).Decode(0, 1, pool, cancel)
                .First(frame => frame.Frame.Number == number);
            Assert.Equal(Rgb(pair.BaseView!, film), first.Bytes.ToArray());
            Assert.Equal(Rgb(pair.DependentView!, film), second.Bytes.ToArray());
            Assert.NotEqual(first.Bytes.ToArray(), second.Bytes.ToArray());
        }
    }

    private static byte[] Rgb(Plane<byte> coded, Film film)
    {
        using var view = new Plane<Rgb24>(film.ViewSize.Width, film.ViewSize.Height);
        var frame = new SourceFrame(0, [coded], 1, null);
        frame.ToRgb(0, film.Colour.Coefficients, view);
        return view.Bytes.ToArray();
    }

    [Fact]
    public void Index_HierarchicalStream_NumbersFramesByPresentation()
    {
        MvcReader source = MvcReader.Open([MvcTruth.Stream("b_hier")], TestContext.Current.CancellationToken);

        MvcIndex index = source.Index(TestContext.Current.CancellationToken);

        Assert.Equal(48, index.Frames.Count);
        Assert.Equal(Enumerable.Range(0, 48), index.Frames.Select(frame => frame.Number));
        Assert.NotEqual(Enumerable.Range(0, 48), index.Frames.Select(frame => frame.AccessUnit));
        Assert.Equal(Enumerable.Range(0, 48), index.Frames.Select(frame => frame.AccessUnit).Order());
        Assert.All(index.Frames, frame => Assert.Equal(frame.Number, index.NumberOf(frame.AccessUnit)));
    }

    [Fact]
    public void TryOpen_OneViewOfTwo_IsNull()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;

        Assert.Null(MvcReader.TryOpen([SharedFiles.Committed("mvc/containers/bd_base.m2ts")], cancel));
        Assert.NotNull(MvcReader.TryOpen([SharedFiles.Committed("mvc/containers/bd.ssif")], cancel));
        Assert.Null(MvcReader.TryOpen([SharedFiles.Committed("mvc/i_idr.md5")], cancel));
    }

    private static MvcReader Open(string first, string? second)
    {
        string[] names = second is null ? [first] : [first, second];
        string[] paths = [.. names.Select(name => SharedFiles.Committed("mvc/containers/" + name))];
        return MvcReader.Open(paths, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<MvcPair> Decode(MvcReader source, int first) =>
        source.Decode(first, 2, new PlanePool(1L << 30), TestContext.Current.CancellationToken);

    private static void AssertSeeks(MvcReader source, IDictionary<(int Frame, int View), string> truth, int[] firsts)
    {
        foreach (int first in firsts)
        {
            Assert.Equal(truth.Where(digest => digest.Key.Frame >= first), MvcTruth.Digest(Decode(source, first)));
        }
    }
}
