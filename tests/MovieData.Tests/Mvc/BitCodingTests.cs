using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>The bit reader against the bit writer, and both against codes worked out by hand.</summary>
public class BitCodingTests
{
    [Fact]
    public void Ue_CodesOfTable9Dash2_ReadAndWriteAsTheStandardSays()
    {
        // 1 010 011 00100 00111, table 9-2: 0 1 2 3 6; then a stop bit.
        byte[] codes = [0b1010_0110, 0b0100_0011, 0b1100_0000];
        var reader = new BitReader(codes);

        Assert.Equal([0u, 1, 2, 3, 6], (uint[])[reader.Ue(), reader.Ue(), reader.Ue(), reader.Ue(), reader.Ue()]);
        Assert.False(reader.MoreData);

        var writer = new BitWriter();
        foreach (uint value in (uint[])[0, 1, 2, 3, 6])
        {
            writer.Ue(value);
        }

        writer.TrailingBits();
        Assert.Equal(codes, writer.Written.ToArray());
    }

    [Fact]
    public void Values_OfEveryKindAndSize_ComeBack()
    {
        var writer = new BitWriter();
        uint[] unsigned = [0, 1, 7, 8, 255, 65535, 1 << 20, uint.MaxValue - 1];
        int[] signed = [0, 1, -1, 2, -2, 32767, -32768, int.MaxValue / 2];
        foreach ((uint u, int s) in unsigned.Zip(signed))
        {
            writer.Ue(u);
            writer.Se(s);
            writer.Bits(u, 32);
            writer.Flag(true);
        }

        writer.TrailingBits();
        var reader = new BitReader(writer.Written);
        foreach ((uint u, int s) in unsigned.Zip(signed))
        {
            Assert.Equal(u, reader.Ue());
            Assert.Equal(s, reader.Se());
            Assert.Equal(u, reader.Bits(32));
            Assert.True(reader.Flag());
        }

        Assert.False(reader.MoreData);
    }

    [Fact]
    public void Read_PastTheEnd_ThrowsWithoutReadingStrayMemory()
    {
        Assert.Throws<MvcSyntaxException>(() => new BitReader([0xFF], 3).Bits(6));
        Assert.Throws<MvcSyntaxException>(() => new BitReader([0, 0, 0, 0, 0, 0]).Ue());
        Assert.Throws<MvcSyntaxException>(() => new BitReader([0b0000_0001]).Ue());
        Assert.Throws<MvcSyntaxException>(() => new BitReader([0b0001_1000]).Ue(max: 1));
        Assert.Throws<MvcSyntaxException>(() => new BitReader([]).Flag());
    }

    [Fact]
    public void CopyBits_AnyOffsetAndLength_EqualsBitByBit()
    {
        var random = new Random(1);
        var source = new byte[64];
        random.NextBytes(source);
        for (int lead = 0; lead < 9; lead++)
        {
            for (int start = 0; start < 20; start++)
            {
                int end = start + random.Next((source.Length * 8) - start + 1);
                var fast = new BitWriter();
                var slow = new BitWriter();
                fast.Bits(0x155, lead);
                slow.Bits(0x155, lead);

                fast.CopyBits(source, start, end);
                for (int bit = start; bit < end; bit++)
                {
                    slow.Bits((uint)(source[bit / 8] >> (7 - (bit % 8))), 1);
                }

                Assert.Equal(lead + end - start, fast.Position);
                fast.TrailingBits();
                slow.TrailingBits();
                Assert.Equal(slow.Written.ToArray(), fast.Written.ToArray());
            }
        }
    }

    [Fact]
    public void AlignOnes_InsideAByte_FillsItWithOnes()
    {
        var writer = new BitWriter();
        writer.Bits(0, 3);

        writer.AlignOnes();
        writer.AlignOnes();

        Assert.Equal([0b0001_1111], writer.Written.ToArray());
    }
}
