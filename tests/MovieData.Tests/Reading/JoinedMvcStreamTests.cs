using MovieData.Imaging.Frames;
using MovieData.Media.Reading;
using MovieData.Mvc;
using MovieData.Tests.Mvc;

namespace MovieData.Tests.Reading;

/// <summary>Several clips as one film, against what the reference decoder makes of each.</summary>
[Slow]
public class JoinedMvcStreamTests
{
    [Theory]
    [InlineData("i_idr", "b_hier")]
    [InlineData("b_hier", "r1_forceb")]
    [InlineData("i2_opengop", "i2_opengop")]
    [InlineData("l_ltr", "q1_jmvc_ivfirst")]
    [InlineData("m_scaling", "n_poc1")]
    [InlineData("k_pocmm", "h_slices")]
    public void Decode_TwoClips_GivesOneAfterTheOther(string first, string second)
    {
        MvcReader source = Open(MvcTruth.Stream(first), MvcTruth.Stream(second));
        SortedDictionary<(int Frame, int View), string> truth = Joined(first, second);

        Assert.Equal(truth, MvcTruth.Digest(Decode(source, 0)));
        Assert.Equal([48, (truth.Count / 2) - 48], source.Index(TestContext.Current.CancellationToken).ClipFrames);
        foreach (int from in (int[])[30, 47, 48, 49, 70])
        {
            Assert.Equal(truth.Where(one => one.Key.Frame >= from), MvcTruth.Digest(Decode(source, from)));
        }
    }

    [Fact]
    public void Index_SecondClip_IsReadFromItsOwnFile()
    {
        MvcIndex index = Open(MvcTruth.Stream("i_idr"), MvcTruth.Stream("i_idr"))
            .Index(TestContext.Current.CancellationToken);

        MvcStart start = index.StartFor(95, isUnique: false)!;

        Assert.Equal((1, true), (start.Position.Clip, start.IsIdr));
        Assert.Equal(
            index.Starts.Where(one => one.AccessUnit < 48).Select(one => one.Position with { Clip = 1 }),
            index.Starts.Where(one => one.AccessUnit >= 48).Select(one => one.Position));
    }

    [Fact]
    public void Decode_ClipThatBeginsInAnOpenGop_IsReadAsIfAlone()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(MvcTruth.Stream("q1_jmvc_ivfirst"));
        IReadOnlyList<MvcStart> starts = Open(MvcTruth.Stream("q1_jmvc_ivfirst"))
            .Index(TestContext.Current.CancellationToken).Starts;
        MvcStart cut = starts.First(start => !start.IsIdr && start.AccessUnit > 1);
        Range sets = ..(int)starts[0].Position.First;
        File.WriteAllBytes(folder["cut.264"], [.. whole[sets], .. whole[(int)cut.Position.First..]]);
        var aloneFaults = new Dictionary<int, MvcFault>();
        var alone = MvcTruth.Digest(Decode(Open(folder["cut.264"]), 0), aloneFaults);
        var faults = new Dictionary<int, MvcFault>();

        MvcReader source = Open(MvcTruth.Stream("l_ltr"), folder["cut.264"]);
        var digests = MvcTruth.Digest(Decode(source, 0), faults);

        Assert.NotEmpty(aloneFaults);
        Assert.Equal(aloneFaults.ToDictionary(one => one.Key + 48, one => one.Value), faults);
        Assert.Equal(
            [.. MvcTruth.Digests("l_ltr"), .. alone.Select(one => Later(one, 48))],
            digests.AsEnumerable());
    }

    [Fact]
    public void Decode_ClipWithoutParameterSets_DoesNotUseThoseOfTheClipBefore()
    {
        byte[] clip = File.ReadAllBytes(MvcTruth.Stream("i_idr"));
        IEnumerable<byte[]> bare = MvcUnits.Of("i_idr").Where(unit => (unit[0] & 31)
            is not (NalType.Sequence or NalType.SubsetSequence or NalType.Picture));
        byte[] film = [.. clip, .. MvcUnits.Join([[NalType.Join, .. NalType.JoinOfClips]]), .. MvcUnits.Join(bare)];
        var faults = new Dictionary<int, MvcFault>();

        using var stream = new MemoryStream(film);

        Assert.Equal(MvcTruth.Digests("i_idr"), MvcTruth.Decode(stream, 1, faults));
        Assert.All(faults.Values, fault => Assert.Equal(MvcFault.Damaged, fault));
        Assert.NotEmpty(faults);
    }

    [Fact]
    public void Open_ClipOfAnotherSize_IsRefusedNamingBoth()
    {
        var error = Assert.Throws<MvcException>(
            () => Open(MvcTruth.Stream("i_idr"), MvcTruth.Stream("b_hier"), MvcTruth.Stream("p_1080")));

        Assert.Contains("p_1080.264: picture size 1920×1080, but 320×192 in i_idr.264", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ClipOfOtherCoding_IsRefusedNamingBoth()
    {
        var error = Assert.Throws<MvcException>(
            () => Open(MvcTruth.Stream("i_idr"), MvcTruth.Stream("j2_mbaff_p")));

        Assert.Contains("j2_mbaff_p.264: coding MBAFF", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Digests of two streams, the second's frames behind the first's.</summary>
    internal static SortedDictionary<(int Frame, int View), string> Joined(string first, string second)
    {
        SortedDictionary<(int Frame, int View), string> digests = MvcTruth.Digests(first);
        int frames = digests.Count / 2;
        foreach (KeyValuePair<(int Frame, int View), string> one in MvcTruth.Digests(second))
        {
            digests[(one.Key.Frame + frames, one.Key.View)] = one.Value;
        }

        return digests;
    }

    private static KeyValuePair<(int Frame, int View), string> Later(
        KeyValuePair<(int Frame, int View), string> digest, int frames) =>
        new((digest.Key.Frame + frames, digest.Key.View), digest.Value);

    private static MvcReader Open(params string[] clips) =>
        MvcReader.Open(clips, [.. clips.Select(_ => 1)], TestContext.Current.CancellationToken);

    private static IEnumerable<MvcPair> Decode(MvcReader source, int first) =>
        source.Decode(first, 2, new PlanePool(1L << 30), TestContext.Current.CancellationToken);
}
