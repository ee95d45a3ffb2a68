using MovieData.Media.Reading;
using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>Presentation order, labels, and how damage spreads.</summary>
public class OrderTests
{
    [Fact]
    public void Add_PyramidThenIdr_ComesOutByOrderCountRunByRun()
    {
        var order = new PresentationOrder();
        order.StartRun();
        foreach ((int unit, int count) in ((int, int)[])[(0, 0), (1, 8), (2, 4), (3, 2), (4, 6)])
        {
            order.Add(Frame(unit), count);
        }

        order.StartRun();
        order.Add(Frame(5), 0);
        order.Finish();

        Assert.Equal([0, 3, 2, 4, 1, 5], Taken(order).Select(frame => frame.AccessUnit));
    }

    [Fact]
    public void Add_EqualCountsAndUnknownOnes_KeepDecodingOrder()
    {
        var order = new PresentationOrder();
        order.StartRun();
        order.Add(Frame(0), 5);
        order.Add(Frame(1), 5);
        order.Add(Frame(2), null);
        order.Add(Frame(3), 4);
        order.Finish();

        List<MvcFrame> taken = Taken(order);
        Assert.Equal([3, 0, 1, 2], taken.Select(frame => frame.AccessUnit));
        Assert.Equal([0, 1, 2, 3], taken.Select(frame => frame.Number));
    }

    [Fact]
    public void Add_EndlessRun_HoldsBackABoundedNumber()
    {
        var order = new PresentationOrder();
        order.StartRun();
        for (int unit = 0; unit < 100; unit++)
        {
            order.Add(Frame(unit), unit);
        }

        // 16 pictures of two views are 8 access units.
        Assert.Equal(92, Taken(order).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(259_199)]
    [InlineData(691_199)]
    public void Label_OfAnyPicture_ReadsBackFromTheDecodersWords(int unit)
    {
        foreach (MergedPicture kind in Enum.GetValues<MergedPicture>())
        {
            int label = PictureLabel.Of(unit, kind);
            string line = "[Parsed_showinfo_0 @ 0x5] [info]   side data - timecode - "
                + $"{label / 86400:00}:{label / 1440 % 60:00}:{label / 24 % 60:00}:{label % 24:00}";

            Assert.True(PictureLabel.TryParse(line, out int parsed));
            Assert.Equal(label, parsed);
        }

        Assert.False(PictureLabel.TryParse("side data - timecode - 00:00:xx:01", out _));
        Assert.False(PictureLabel.TryParse("n: 0 pts: 0", out _));
    }

    [Fact]
    public void Gate_CorruptPicturePresentedLate_TaintsWhatWasDecodedAfterIt()
    {
        // Decoded 0 (anchor) 1 2 3 4 (anchor), presented 0 2 1 3 4; 1 is corrupt, 2 referred to it and is presented
        // first.
        using var gate = new PairGate(0);
        var faults = new Dictionary<int, MvcFault>();
        foreach ((int unit, bool isAnchor) in ((int, bool)[])[(0, true), (2, false), (1, false), (3, false), (4, true)])
        {
            gate.Add(Pair(unit, isAnchor), isCorrupt: unit == 1);
            Drain(gate, false, faults);
        }

        Drain(gate, true, faults);

        Assert.Equal([0, 2, 1, 3, 4], faults.Keys);
        Assert.Equal([1, 2, 3], faults.Keys.Where(unit => faults[unit] == MvcFault.Damaged).Order());
    }

    [Fact]
    public void Gate_NothingWrong_HoldsBackOnlyWhatIsPresentedEarly()
    {
        using var gate = new PairGate(7);

        gate.Add(Pair(7, true), false);
        Assert.True(gate.TryTake(false, out _));
        gate.Add(Pair(9, false), false);
        Assert.False(gate.TryTake(false, out _));
        gate.Add(Pair(8, false), false);
        Assert.True(gate.TryTake(false, out _));
        Assert.True(gate.TryTake(false, out _));
    }

    private static MvcFrame Frame(int unit) => new(0, unit, true, false, true, false, MvcFault.None);

    private static MvcPair Pair(int unit, bool isAnchor) =>
        new(new MvcFrame(unit, unit, true, false, true, isAnchor, MvcFault.None), null, null);

    private static List<MvcFrame> Taken(PresentationOrder order)
    {
        var frames = new List<MvcFrame>();
        while (order.TryTake(out MvcFrame frame))
        {
            frames.Add(frame);
        }

        return frames;
    }

    private static void Drain(PairGate gate, bool ended, Dictionary<int, MvcFault> faults)
    {
        while (gate.TryTake(ended, out MvcPair? pair))
        {
            faults[pair!.Frame.AccessUnit] = pair.Fault;
        }
    }
}
