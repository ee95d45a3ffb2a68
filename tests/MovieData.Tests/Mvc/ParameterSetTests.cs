using MovieData.Imaging.Frames;
using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>Parameter sets: those of real streams, and what is written for the merged stream, read back.</summary>
public class ParameterSetTests
{
    [Fact]
    public void Parse_BothViewsOfARealStream_SeesSizeAndInterViewReferences()
    {
        ParameterSets sets = Sets("p_1080");
        PictureParameters picture = sets.Picture(0);
        SequenceParameters baseSet = sets.Sequence(picture, isDependent: false);
        SequenceParameters dependentSet = sets.FirstSubset!;

        Assert.Equal(new PixelSize(1920, 1080), baseSet.Size);
        Assert.Equal(120 * 68, baseSet.FrameMacroblocks);
        Assert.True(dependentSet.FitsWith(baseSet));
        Assert.Null(baseSet.Views);
        Assert.Equal([0, 1], dependentSet.Views!.ViewIds);
        Assert.Equal([0], dependentSet.Views.Of(1, isAnchor: true, list: 0).ToArray());
        Assert.Equal([], dependentSet.Views.Of(7, isAnchor: true, list: 0).ToArray());
    }

    [Fact]
    public void WriteMerged_Sequence_KeepsGeometryAndDoublesTheRate()
    {
        var usability = new BitReader(UsabilityBits());
        SequenceParameters source = Sets("p_1080").FirstSubset!;
        source = source with { Usability = VideoUsability.Parse(ref usability) };
        var writer = new BitWriter();

        source.WriteMerged(writer);
        SequenceParameters merged = SequenceParameters.Parse(writer.Written, isSubset: false);

        Assert.True(merged.FitsWith(source));
        Assert.Equal(16, merged.ReferencesMax);
        Assert.Equal(65536, merged.FrameNumberMax);
        Assert.Equal(0, merged.OrderCount.Type);
        Assert.Equal(16, merged.OrderCount.LowBits);
        Assert.Equal((1001u, 96000u), merged.Usability.Timing);
        Assert.Equal((40, 33), (merged.Usability.SampleWidth, merged.Usability.SampleHeight));
        Assert.Equal(0x010101u, merged.Usability.Colour);
        Assert.True(merged.Usability.FullRange);
    }

    [Fact]
    public void WriteMerged_Picture_StatesTheEffectiveScalingLists()
    {
        ParameterSets sets = Sets("m_scaling");
        PictureParameters source = sets.Picture(0);
        SequenceParameters sequence = sets.Sequence(source, isDependent: false);
        var writer = new BitWriter();

        source.WriteMerged(writer, 77, sequence.Scaling);
        PictureParameters merged = PictureParameters.Parse(writer.Written);

        Assert.Equal(77, merged.Id);
        Assert.Equal(source.Cabac, merged.Cabac);
        Assert.True(merged.BottomOrderPresent);
        Assert.Equal(source.ChromaOffset, merged.ChromaOffset);
        byte[][] expected = ScalingLists.Effective(sequence.Scaling, source.Scaling);
        byte[][] written = ScalingLists.Effective(null, merged.Scaling);
        int count = source.Transform8X8 ? 8 : 6;
        Assert.False(ScalingLists.IsFlat(expected));
        Assert.Equal(expected[..count], written[..count]);
    }

    [Fact]
    public void Effective_AbsentLists_FallBackByRuleAAndB()
    {
        // Table 7-2. A sequence set with list 1 only (all 20); a picture set with list 2 only (all 30).
        ScalingLists sequence = Lists(1, 20);
        ScalingLists picture = Lists(2, 30);

        byte[][] ruleA = ScalingLists.Effective(sequence, null);
        byte[][] ruleB = ScalingLists.Effective(sequence, picture);
        byte[][] flat = ScalingLists.Effective(null, null);

        Assert.Equal((6, 20, 20, 10), (ruleA[0][0], ruleA[1][0], ruleA[2][0], ruleA[3][0]));
        Assert.Equal((6, 6, 30, 10), (ruleB[0][0], ruleB[1][0], ruleB[2][0], ruleB[3][0]));
        Assert.Equal(9, ruleA[7][0]);
        Assert.True(ScalingLists.IsFlat(flat));
        Assert.False(ScalingLists.IsFlat(ruleA));
    }

    [Fact]
    public void Add_EqualBytesAgain_KeepsTheObjectAndTheVersion()
    {
        ParameterSets sets = Sets("a_ippp");
        PictureParameters picture = sets.Picture(0);
        int version = sets.Version;

        sets.Add(NalType.Picture, picture.Rbsp);

        Assert.Same(picture, sets.Picture(0));
        Assert.Equal(version, sets.Version);
    }

    [Fact]
    public void Add_OtherChromaOrDepth_IsRefusedInWords()
    {
        var writer = new BitWriter();
        writer.Bits(122, 8);
        writer.Bits(0, 16);
        writer.Ue(0);
        writer.Ue(2);
        writer.TrailingBits();
        byte[] rbsp = writer.Written.ToArray();

        var refusal = Assert.Throws<MvcException>(() => new ParameterSets().Add(NalType.Sequence, rbsp));

        Assert.Contains("chroma_format_idc 2", refusal.Message, StringComparison.Ordinal);
    }

    private static ParameterSets Sets(string name)
    {
        using FileStream file = File.OpenRead(MvcTruth.Stream(name));
        var sets = new ParameterSets();
        Assert.True(new AccessUnitReader(file, sets).Read(new AccessUnit()));
        return sets;
    }

    private static ScalingLists Lists(int present, int scale)
    {
        var writer = new BitWriter();
        for (int index = 0; index < 8; index++)
        {
            writer.Flag(index == present);
            for (int entry = 0; index == present && entry < 16; entry++)
            {
                writer.Se(entry == 0 ? scale - 8 : 0);
            }
        }

        writer.TrailingBits();
        var reader = new BitReader(writer.Written);
        return ScalingLists.Parse(ref reader, 8);
    }

    private static byte[] UsabilityBits()
    {
        var writer = new BitWriter();
        writer.Flag(true);
        writer.Bits(255, 8);
        writer.Bits(40, 16);
        writer.Bits(33, 16);
        writer.Flag(false);
        writer.Flag(true);
        writer.Bits(5, 3);
        writer.Flag(true);
        writer.Flag(true);
        writer.Bits(0x010101, 24);
        writer.Flag(false);
        writer.Flag(true);
        writer.Bits(1001, 32);
        writer.Bits(48000, 32);
        writer.Flag(true);

        // No HRD, no pic_struct, no restrictions.
        writer.Bits(0, 4);
        writer.TrailingBits();
        return writer.Written.ToArray();
    }
}
