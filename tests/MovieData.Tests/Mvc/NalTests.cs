using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>Cutting, escaping and headers of NAL units.</summary>
public class NalTests
{
    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, new byte[] { 0, 0, 3, 0 })]
    [InlineData(new byte[] { 0, 0, 1 }, new byte[] { 0, 0, 3, 1 })]
    [InlineData(new byte[] { 0, 0, 3, 5 }, new byte[] { 0, 0, 3, 3, 5 })]
    [InlineData(new byte[] { 0, 0, 4 }, new byte[] { 0, 0, 4 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 1 }, new byte[] { 0, 0, 3, 0, 0, 3, 1 })]
    [InlineData(new byte[] { 7, 0, 0, 9, 0, 0, 2 }, new byte[] { 7, 0, 0, 9, 0, 0, 3, 2 })]
    public void Insert_BytesOfClause741_EscapesAndComesBack(byte[] rbsp, byte[] payload)
    {
        var escaped = new byte[NalEscape.InsertedLengthMax(rbsp.Length)];
        int length = NalEscape.Insert(rbsp, escaped);
        var back = new byte[length];

        Assert.Equal(payload, escaped[..length]);
        Assert.Equal(rbsp, back[..NalEscape.Remove(payload, back)]);
    }

    [Fact]
    public void Insert_RandomBytesRichInZeros_EqualsByteByByte()
    {
        var random = new Random(3);
        for (int run = 0; run < 2000; run++)
        {
            int length = random.Next(40);
            byte[] rbsp =
                [.. Enumerable.Range(0, length).Select(_ => (byte)(random.Next(3) == 0 ? random.Next(5) : 0)), 0x80];
            var expected = new List<byte>();
            int zeros = 0;
            foreach (byte value in rbsp)
            {
                if (zeros == 2 && value <= 3)
                {
                    expected.Add(3);
                    zeros = 0;
                }

                expected.Add(value);
                zeros = value == 0 ? zeros + 1 : 0;
            }

            var escaped = new byte[NalEscape.InsertedLengthMax(rbsp.Length)];
            int written = NalEscape.Insert(rbsp, escaped);

            Assert.Equal(expected, escaped[..written]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Read_AnyChunkSize_CutsTheSameUnits(int chunk)
    {
        byte[] stream = [9, 9, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 0, 1, 0x68, 3, 0, 0, 1, 0, 0, 1, 0x65, 0, 0, 3, 4, 0];
        var reader = new NalReader(new Trickle(stream, chunk));
        var units = new List<byte[]>();
        var offsets = new List<long>();
        while (reader.Read())
        {
            units.Add(reader.Current.ToArray());
            offsets.Add(reader.Offset);
        }

        Assert.Equal([[0x67, 1, 2], [0x68, 3], [0x65, 0, 0, 3, 4]], units);
        Assert.Equal([2, 10, 18], offsets);
    }

    [Fact]
    public void Read_UnitLongerThanTheLimit_PassesOverItInBoundedMemory()
    {
        var stream = new MemoryStream();
        stream.Write([0, 0, 1, 0x65]);
        byte[] filling = Enumerable.Repeat((byte)0x55, 1 << 20).ToArray();
        for (int megabyte = 0; megabyte < 20; megabyte++)
        {
            stream.Write(filling);
        }

        stream.Write([0, 0, 1, 0x68, 1]);
        stream.Position = 0;
        var reader = new NalReader(stream);

        Assert.True(reader.Read());
        Assert.Equal([0x68, 1], reader.Current.ToArray());
        Assert.Equal(1, reader.Oversized);
        Assert.False(reader.Read());
    }

    [Fact]
    public void Parse_DependentSlice_ReadsTheMvcExtension()
    {
        // nal_ref_idc 2, type 20; svc 0, non_idr 1, priority 5, view 3, temporal 2, anchor 1, inter_view 0, reserved 1
        uint extension = (1u << 22) | (5u << 16) | (3u << 6) | (2u << 3) | (1u << 2) | 1u;
        byte[] nal = [0x54, (byte)(extension >> 16), (byte)(extension >> 8), (byte)extension, 0xFF];

        NalHeader header = NalHeader.Parse(nal);

        Assert.Equal(new NalHeader(20, 2, 4, false, 3, true, false), header);
    }

    [Fact]
    public void Parse_SvcOrCutExtension_Throws()
    {
        Assert.Throws<MvcSyntaxException>(() => NalHeader.Parse([0x54, 0x80, 0, 0, 1]));
        Assert.Throws<MvcSyntaxException>(() => NalHeader.Parse([0x54, 0x40]));
        Assert.Throws<MvcSyntaxException>(() => NalHeader.Parse([0x81]));
        Assert.Throws<MvcSyntaxException>(() => NalHeader.Parse([]));
    }
}
