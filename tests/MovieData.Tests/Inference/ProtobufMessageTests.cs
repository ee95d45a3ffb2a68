using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <summary>Messages as the encoding's own documentation writes them.</summary>
public class ProtobufMessageTests
{
    // "Encoding": test1 { a: 150 }, test2 { b: "testing" }, test3 { c: test1 }; then a fixed32 and a fixed64.
    private static readonly byte[] Message = Convert.FromHexString(
        "089601" + "120774657374696E67" + "1A03089601" + "2500000001" + "290000000000000001");

    [Fact]
    public void Add_TheDocumentationsExamples_WritesTheirBytes()
    {
        ProtobufMessage inner = new ProtobufMessage().Add(1, 150);

        byte[] bytes = new ProtobufMessage().Add(1, 150).Add(2, "testing").Add(3, inner).ToBytes();

        Assert.Equal(Message[..bytes.Length], bytes);
        Assert.Equal(17, bytes.Length);
    }

    [Fact]
    public void Fields_OfAMessage_AreItsPartsInOrder()
    {
        IReadOnlyList<ProtobufField> fields = ProtobufMessage.Fields(Message);

        Assert.Equal([1, 2, 3, 4, 5], fields.Select(field => field.Number));
        Assert.Equal(150u, fields[0].Value);
        Assert.Equal("testing", fields[1].Text);
        Assert.Equal(Message[..3], fields[2].Content.ToArray());
        Assert.Equal(Message, fields.SelectMany(field => field.Whole.ToArray()));
        Assert.Equal(fields[1].Whole.ToArray(), new ProtobufMessage().Add(fields[1]).ToBytes());
    }

    [Theory]
    [InlineData("0896")]                        // ends within a number
    [InlineData("1207746573")]                  // ends within a text
    [InlineData("12FFFFFFFFFFFFFFFFFF01")]      // longer than anything
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01")]    // more than 64 bits
    [InlineData("0B")]                          // a group
    public void Fields_OfNoMessage_AreRefused(string hex)
    {
        Assert.Throws<InvalidDataException>(() => ProtobufMessage.Fields(Convert.FromHexString(hex)));
    }
}
