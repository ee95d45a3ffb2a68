using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>
/// Order counts, marking and lists of one view against examples worked out by hand from H.264 8.2.1, 8.2.4, 8.2.5.
/// </summary>
public class ReferenceTests
{
    private readonly PicturePool _pool = new();

    [Fact]
    public void Next_TypeZeroWhoseLowBitsWrap_CountsOn()
    {
        var counter = new OrderCounter();
        SequenceParameters sequence = Sequence(new OrderCountCoding(0, 4, false, 0, 0, []));

        // Low bits 0, 8, 14 (a picture before: 6), 2: the count goes 0, 8, 14, 18; an intermediate one below wraps
        // back.
        int[] counts = [.. ((int[])[0, 8, 14, 2, 15]).Select((low, index) =>
            counter.Next(Slice(sequence, index, low: low, isIdr: index == 0, refIdc: low == 15 ? 0 : 1)).Top)];

        Assert.Equal([0, 8, 14, 18, 15], counts);
    }

    [Fact]
    public void Next_TypeOne_AddsTheCycleOfExpectedDifferences()
    {
        var counter = new OrderCounter();
        SequenceParameters sequence = Sequence(new OrderCountCoding(1, 0, true, -2, 1, [4, 6]));

        // Reference frames at 0, 4, 10, 14; a picture that is none lies 2 before the count of its predecessor's place.
        (int Top, int Bottom)[] counts =
        [
            counter.Next(Slice(sequence, 0, isIdr: true)),
            counter.Next(Slice(sequence, 1)),
            counter.Next(Slice(sequence, 2)),
            counter.Next(Slice(sequence, 3, refIdc: 0)),
            counter.Next(Slice(sequence, 3)),
        ];

        Assert.Equal([(0, 1), (4, 5), (10, 11), (8, 9), (14, 15)], counts);
    }

    [Fact]
    public void Next_TypeTwo_FollowsDecodingOrderAcrossTheWrapOfFrameNumbers()
    {
        var counter = new OrderCounter();
        SequenceParameters sequence = Sequence(new OrderCountCoding(2, 0, false, 0, 0, []));
        var counts = new List<int>();
        for (int picture = 0; picture < 18; picture++)
        {
            counts.Add(counter.Next(Slice(sequence, picture % 16, isIdr: picture == 0)).Top);
        }

        Assert.Equal(Enumerable.Range(0, 18).Select(picture => 2 * picture), counts);
    }

    [Fact]
    public void Mark_SlidingWindow_DropsTheOldest()
    {
        ViewReferences view = Decode(Sequence(), 5);

        Assert.Equal([2, 3, 4], view.Items.ToArray().Select(picture => picture.FrameNumber));
    }

    [Fact]
    public void Mark_Operations_RemoveAndMakeLongTerm()
    {
        SequenceParameters sequence = Sequence();
        ViewReferences view = Decode(sequence, 3);

        // At frame 3: drop frame 1 (difference 2), make frame 2 long-term with index 1.
        SliceHeader slice = Slice(sequence, 3);
        slice.AdaptiveMarking = true;
        slice.Marking.Add(new SliceCommand(4, 2));
        slice.Marking.Add(new SliceCommand(1, 1));
        slice.Marking.Add(new SliceCommand(3, 0, 1));
        DecodeOne(view, slice);

        Assert.Equal(
            [(0, ReferenceKind.Short), (2, ReferenceKind.Long), (3, ReferenceKind.Short)],
            view.Items.ToArray().Select(picture => (picture.FrameNumber, picture.Source)));
        Assert.Equal(2, view.FindLong(1)!.FrameNumber);
        Assert.Null(view.FindLong(0));
    }

    [Fact]
    public void Advance_MissingNumbers_AreReportedAndFilled()
    {
        SequenceParameters sequence = Sequence();
        ViewReferences view = Decode(sequence, 2);

        Assert.False(view.Advance(Slice(sequence, 4)));

        Assert.Equal(
            [(1, false), (2, true), (3, true)],
            view.Items.ToArray().Select(picture => (picture.FrameNumber, picture.IsPhantom)));
        Assert.True(view.Advance(Slice(sequence, 4)));
    }

    [Fact]
    public void Advance_HugeGap_FillsTheWindowOnly()
    {
        SequenceParameters sequence = Sequence() with { FrameNumberBits = 16, GapsAllowed = true };
        ViewReferences view = Decode(sequence, 2);

        Assert.True(view.Advance(Slice(sequence, 60000)));

        Assert.Equal([59997, 59998, 59999], view.Items.ToArray().Select(picture => picture.FrameNumber));
    }

    [Fact]
    public void Build_PSlice_SortsByFallingNumberAcrossTheWrap()
    {
        SequenceParameters sequence = Sequence();
        ViewReferences view = Decode(sequence, 18);
        SliceHeader slice = Slice(sequence, 2, kind: SliceKind.P, counts: (3, 0));

        Assert.True(ReferenceLists.Build(slice, Current(36), view));

        Assert.Equal([1, 0, 15], slice.ActiveReferences(0).ToArray().Select(picture => picture!.FrameNumber));
    }

    [Fact]
    public void Build_BSlice_PastAndFutureAndInterViewBehind()
    {
        SequenceParameters sequence = Sequence();
        ViewReferences view = new(_pool);
        DecodeOne(view, Slice(sequence, 0, isIdr: true), 0);
        DecodeOne(view, Slice(sequence, 1), 16);
        DecodeOne(view, Slice(sequence, 2), 8);
        Picture other = Current(4);
        SliceHeader slice = Slice(sequence, 3, kind: SliceKind.B, counts: (4, 3));

        Assert.True(ReferenceLists.Build(slice, Current(4), view, other, other));

        Assert.Equal([0, 8, 16], slice.ActiveReferences(0)[..3].ToArray().Select(picture => picture!.Order));
        Assert.Same(other, slice.ActiveReferences(0)[3]);

        // List 1 is full without it.
        Assert.Equal([8, 16, 0], slice.ActiveReferences(1).ToArray().Select(picture => picture!.Order));
    }

    [Fact]
    public void Build_BSliceBehindAllReferences_SwapsTheSecondListBeforeTheInterViewReference()
    {
        SequenceParameters sequence = Sequence();
        ViewReferences view = Decode(sequence, 2);
        Picture other = Current(99);
        SliceHeader slice = Slice(sequence, 2, kind: SliceKind.B, counts: (3, 3));

        ReferenceLists.Build(slice, Current(99), view, other, other);

        Picture?[] list0 = slice.ActiveReferences(0).ToArray();
        Picture?[] list1 = slice.ActiveReferences(1).ToArray();
        Assert.Equal([list0[1], list0[0], other], list1);
        Assert.Same(other, list0[2]);
    }

    [Fact]
    public void Build_Modifications_PutPicturesFirstAndMissingOnesAreTold()
    {
        SequenceParameters sequence = Sequence();
        ViewReferences view = Decode(sequence, 3);
        Picture other = Current(50);
        SliceHeader slice = Slice(sequence, 3, kind: SliceKind.P, counts: (3, 0));
        slice.Modifications[0].Add(new SliceCommand(5, 0));
        slice.Modifications[0].Add(new SliceCommand(0, 2));

        Assert.True(ReferenceLists.Build(slice, Current(60), view, other));

        Picture?[] list = slice.ActiveReferences(0).ToArray();
        Assert.Same(other, list[0]);
        Assert.Equal([0, 2], list[1..].Select(picture => picture!.FrameNumber));

        slice.Modifications[0].Add(new SliceCommand(0, 6));
        Assert.False(ReferenceLists.Build(slice, Current(60), view, other));
    }

    [Fact]
    public void Plan_PicturesNoLongerNeeded_AreRemovedByNumber()
    {
        var merged = new MergedReferences();
        var commands = new SliceCommands();
        Picture[] pictures = [.. Enumerable.Range(0, 3).Select(_ => _pool.Rent())];
        foreach (Picture picture in pictures[..2])
        {
            picture.Source = ReferenceKind.Short;
            picture.MergedFrameNumber = merged.NextFrameNumber;
            merged.Add(picture, isLong: false, null);
        }

        pictures[0].Source = ReferenceKind.None;
        pictures[1].Source = ReferenceKind.Long;
        pictures[2].MergedFrameNumber = merged.NextFrameNumber;
        merged.Plan(pictures[2], isLong: true, null, commands);

        // Frame 0 goes (difference 2), long-term indexes are allowed, frame 1 takes index 0, the picture itself index
        // 1.
        Assert.Equal(
            [new SliceCommand(1, 1), new SliceCommand(4, 16), new SliceCommand(3, 0, 0), new SliceCommand(6, 1)],
            commands.Items.ToArray());
        Assert.Equal(2, merged.Count);
        merged.Add(pictures[2], isLong: true, null);
        Assert.Equal(2, merged.Count);
        Assert.Equal(ReferenceKind.Long, pictures[1].Merged);
        Assert.Equal(3, merged.NextFrameNumber);
    }

    private static SequenceParameters Sequence(OrderCountCoding? order = null) => new()
    {
        Rbsp = [],
        Id = 0,
        Scaling = null,
        FrameNumberBits = 4,
        OrderCount = order ?? new OrderCountCoding(2, 0, false, 0, 0, []),
        ReferencesMax = 3,
        GapsAllowed = false,
        WidthInMacroblocks = 4,
        HeightInMapUnits = 4,
        FrameMacroblocksOnly = true,
        AdaptiveFrameField = false,
        Direct8X8 = true,
        Crop = null,
        Usability = VideoUsability.None,
        Views = null,
    };

    private static SliceHeader Slice(
        SequenceParameters sequence, int frameNumber, int low = 0, bool isIdr = false, int refIdc = 1,
        SliceKind kind = SliceKind.I, (int List0, int List1) counts = default)
    {
        var slice = new SliceHeader
        {
            Sequence = sequence,
            FrameNumber = frameNumber,
            OrderLow = low,
            Kind = kind,
            Nal = new NalHeader(isIdr ? 5 : 1, refIdc, 1, isIdr, 0, false, true),
        };
        (slice.ReferenceCounts[0], slice.ReferenceCounts[1]) = counts;
        return slice;
    }

    private Picture Current(int order)
    {
        Picture picture = _pool.Rent();
        (picture.TopOrder, picture.BottomOrder) = (order, order);
        return picture;
    }

    /// <summary>A view behind n reference pictures with frame numbers from 0 and order counts 0, 2, 4 …</summary>
    private ViewReferences Decode(SequenceParameters sequence, int count)
    {
        var view = new ViewReferences(_pool);
        for (int picture = 0; picture < count; picture++)
        {
            DecodeOne(view, Slice(sequence, picture % sequence.FrameNumberMax, isIdr: picture == 0), 2 * picture);
        }

        return view;
    }

    private void DecodeOne(ViewReferences view, SliceHeader slice, int order = 0)
    {
        view.Advance(slice);
        Picture picture = Current(order);
        picture.FrameNumber = slice.FrameNumber;
        view.Mark(picture, slice);
        _pool.ReleaseCurrent();
    }
}
