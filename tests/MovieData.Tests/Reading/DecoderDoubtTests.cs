using MovieData.Media.Reading;

namespace MovieData.Tests.Reading;

public sealed class DecoderDoubtTests
{
    /// <summary>Each decoder goes on where the one before it was in doubt; none that is not needed is asked for.
    /// </summary>
    [Fact]
    public void Settle_DoubtAfterDoubt_EveryItemComesOnceFromTheFirstThatIsSure()
    {
        var asked = new List<(string Decoder, int Given)>();
        IEnumerable<string> decoders = ((string[])["gpu", "threads", "thread", "never"]).TakeWhile(name =>
            name == "never" ? throw new InvalidOperationException("nobody is in doubt any more") : true);

        IEnumerable<string?> Attempt(string decoder, int count)
        {
            asked.Add((decoder, count));
            string?[] given = decoder switch
            {
                "gpu" => ["gpu 0", null],
                "threads" => ["threads 1", "threads 2", null],
                _ => ["thread 3"],
            };
            return given;
        }

        IEnumerable<string> items = DecoderDoubt.Settle<string, string>(decoders, Attempt);

        Assert.Equal(["gpu 0", "threads 1", "threads 2", "thread 3"], items);
        Assert.Equal([("gpu", 0), ("threads", 1), ("thread", 3)], asked);
    }

    [Fact]
    public void Settle_LastDecoderInDoubt_IsABug() => Assert.Throws<InvalidOperationException>(
        () => DecoderDoubt.Settle<string>(4, (_, _) => [null]).ToList());
}
