using MovieData.Imaging.Frames;
using MovieData.Media.Reading;
using MovieData.Mvc;
using MovieData.Tests.Mvc;

namespace MovieData.Tests.Reading;

[Slow]
public class MvcDecoderTests
{
    [Theory]
    [MemberData(nameof(MvcTruth.Streams), MemberType = typeof(MvcTruth))]
    public void Pairs_FileWithThreeThreads_EqualsTheReferenceDecoder(string name)
    {
        using FileStream file = File.OpenRead(MvcTruth.Stream(name));

        Assert.Equal(MvcTruth.Digests(name), MvcTruth.Decode(file, threads: 3));
    }

    /// <summary>Units that end in the middle of a read; the streams' own kinds are held from files.</summary>
    [Theory]
    [LongData("a_ippp")]
    [InlineData("b_hier")]
    [LongData("c_implicit")]
    [LongData("d_wpexp")]
    [LongData("e_temporal")]
    [LongData("f_spatial")]
    [LongData("g_cavlc")]
    [InlineData("h_slices")]
    [LongData("i_idr")]
    [LongData("i2_opengop")]
    [LongData("j_paff")]
    [LongData("j2_mbaff_p")]
    [LongData("k_pocmm")]
    [LongData("l_ltr")]
    [LongData("m_scaling")]
    [LongData("n_poc1")]
    [InlineData("q1_jmvc_ivfirst")]
    [LongData("r1_forceb")]
    [LongData("p_1080")]
    [LongData("MVCDS-4")]
    [LongData("MVCDS-5")]
    public void Pairs_PipeWithOneThread_EqualsTheReferenceDecoder(string name)
    {
        using var pipe = new Trickle(File.ReadAllBytes(MvcTruth.Stream(name)), chunk: 1237);

        Assert.Equal(MvcTruth.Digests(name), MvcTruth.Decode(pipe, threads: 1));
    }

    [Fact]
    public void Pairs_PicturesAndUnitsLargerThanThePipes_NeverWaitForEachOther()
    {
        // Enough that every pipe is full: the order of a picture must be known before the decoder blocks on it.
        byte[] once = File.ReadAllBytes(MvcTruth.Stream("p_1080"));
        using var stream = new MemoryStream([.. once, .. once, .. once]);
        SortedDictionary<(int Frame, int View), string> truth = MvcTruth.Digests("p_1080");

        SortedDictionary<(int Frame, int View), string> digests = MvcTruth.Decode(stream, threads: 2);

        Assert.Equal(3 * truth.Count, digests.Count);
        Assert.All(digests, digest => Assert.Equal(truth[(digest.Key.Frame % 24, digest.Key.View)], digest.Value));
    }

    [Fact]
    public void Pairs_FieldPictures_IsRefusedInOneLine()
    {
        using FileStream file = File.OpenRead(MvcTruth.Stream("j3_field"));

        var refusal = Assert.Throws<MvcException>(() => MvcTruth.Decode(file, threads: 1));

        Assert.Contains("field pictures", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Pairs_NoVideoAtAll_IsRefused()
    {
        using var nothing = new MemoryStream(new byte[5000]);

        Assert.Throws<MvcException>(() => MvcTruth.Decode(nothing, threads: 1));
    }

    [Fact]
    public void Dispose_HalfWay_EndsTheChildAndReturnsEverything()
    {
        var pool = new PlanePool(1L << 30);
        using FileStream file = File.OpenRead(MvcTruth.Stream("p_1080"));

        using (var decoder = new MvcDecoder(new MvcRewriter(file), 1, pool, TestContext.Current.CancellationToken))
        {
            decoder.Pairs().First().Dispose();
        }

        Assert.Equal(0, pool.BytesOutstanding);
    }

    /// <summary>
    /// Access units of which nothing is written fill the order list while no picture comes out: its end must not be
    /// waited for by one who takes no more of it.
    /// </summary>
    [Fact]
    public async Task Dispose_OrderListFull_EndsAtOnce()
    {
        List<byte[]> units = MvcUnits.Of("i_idr");
        int[] dependent = MvcUnits.Indexes(units, NalType.DependentSlice);
        byte[] whole = MvcUnits.Join(units.Take(dependent[0] + 1));
        byte[] lost = MvcUnits.Join([[NalType.Delimiter, 0x10], units[dependent[1]][..20]]);
        byte[] many = [.. Enumerable.Repeat(lost, 300_000).SelectMany(bytes => bytes)];
        using var stream = new MemoryStream([.. whole, .. many]);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var decoder = new MvcDecoder(new MvcRewriter(stream), 1, new PlanePool(1 << 26), cancel);

        // 65,536 of them fit.
        await Deadline.UntilAsync(() => stream.Position > 65_000L * lost.Length, "the order list is full");
        Task disposal = Task.Run(decoder.Dispose, cancel);

        await disposal.WaitAsync(TimeSpan.FromSeconds(30), cancel);
    }
}
