namespace MovieData.Mvc;

/// <summary>
/// Picture order counts of one view: H.264 8.2.1, types 0 (8.2.1.1), 1 (8.2.1.2) and 2 (8.2.1.3), frames only.
/// </summary>
internal sealed class OrderCounter
{
    private int _previousHigh;
    private int _previousLow;
    private int _previousFrameNumber;
    private int _previousOffset;

    /// <summary>Forgets everything, as before the first picture.</summary>
    public void Reset() => _previousHigh = _previousLow = _previousFrameNumber = _previousOffset = 0;

    /// <summary>Copies the state of another counter.</summary>
    public void CopyFrom(OrderCounter other) =>
        (_previousHigh, _previousLow, _previousFrameNumber, _previousOffset) =
        (other._previousHigh, other._previousLow, other._previousFrameNumber, other._previousOffset);

    /// <summary>Counts of the picture that <paramref name="slice"/> belongs to, as it is decoded.</summary>
    public (int Top, int Bottom) Next(SliceHeader slice)
    {
        if (slice.Nal.IsIdr)
        {
            Reset();
        }

        (int top, int bottom) = slice.Sequence.OrderCount.Type switch
        {
            0 => FromLowBits(slice),
            1 => FromCycle(slice),
            _ => FromDecodingOrder(slice),
        };
        if (slice.ResetsMarking)
        {
            // After operation 5 the picture counts as one with frame_num 0 and the lower of its counts 0 (8.2.1).
            Reset();
            _previousLow = top - Math.Min(top, bottom);
        }

        return (top, bottom);
    }

    /// <summary>Passes over a frame number that no picture carries (8.2.5.2): types 1 and 2 count its wrap.</summary>
    public void PassGap(SequenceParameters sequence, int frameNumber)
    {
        _previousOffset = Offset(sequence, frameNumber);
        _previousFrameNumber = frameNumber;
    }

    private (int Top, int Bottom) FromLowBits(SliceHeader slice)
    {
        int range = 1 << slice.Sequence.OrderCount.LowBits;
        int low = slice.OrderLow;
        int high = _previousHigh;
        if (low < _previousLow && _previousLow - low >= range / 2)
        {
            high += range;
        }
        else if (low > _previousLow && low - _previousLow > range / 2)
        {
            high -= range;
        }

        if (slice.Nal.RefIdc != 0)
        {
            (_previousHigh, _previousLow) = (high, low);
        }

        return (high + low, high + low + slice.OrderDeltaBottom);
    }

    private (int Top, int Bottom) FromCycle(SliceHeader slice)
    {
        OrderCountCoding coding = slice.Sequence.OrderCount;
        Advance(slice);
        int count = coding.Cycle.Length == 0 ? 0 : _previousOffset + slice.FrameNumber;
        if (slice.Nal.RefIdc == 0 && count > 0)
        {
            count--;
        }

        int expected = 0;
        if (count > 0)
        {
            int cycles = (count - 1) / coding.Cycle.Length;
            int within = (count - 1) % coding.Cycle.Length;
            expected = cycles * coding.Cycle.Sum();
            for (int index = 0; index <= within; index++)
            {
                expected += coding.Cycle[index];
            }
        }

        if (slice.Nal.RefIdc == 0)
        {
            expected += coding.OffsetNonReference;
        }

        int top = expected + slice.OrderDelta.First;
        return (top, top + coding.OffsetTopToBottom + slice.OrderDelta.Second);
    }

    private (int Top, int Bottom) FromDecodingOrder(SliceHeader slice)
    {
        Advance(slice);
        int order = 2 * (_previousOffset + slice.FrameNumber);
        order -= slice.Nal.RefIdc == 0 ? 1 : 0;
        order = slice.Nal.IsIdr ? 0 : order;
        return (order, order);
    }

    private void Advance(SliceHeader slice)
    {
        _previousOffset = slice.Nal.IsIdr ? 0 : Offset(slice.Sequence, slice.FrameNumber);
        _previousFrameNumber = slice.FrameNumber;
    }

    /// <summary><c>FrameNumOffset</c>: one more round whenever the frame number falls.</summary>
    private int Offset(SequenceParameters sequence, int frameNumber) =>
        _previousFrameNumber > frameNumber ? _previousOffset + sequence.FrameNumberMax : _previousOffset;
}
