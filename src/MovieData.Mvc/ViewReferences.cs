namespace MovieData.Mvc;

/// <summary>
/// The reference pictures of one view in the source's numbering and their marking: H.264 8.2.5, which H.8.3 applies to
/// each view apart. Frames only.
/// </summary>
/// <param name="pool">Where pictures come from.</param>
internal sealed class ViewReferences(PicturePool pool)
{
    private readonly Picture[] _pictures = new Picture[SliceHeader.ReferencesMax];
    private int _count;
    private int _previousFrameNumber = -1;
    private int _longIndexMax = -1;

    /// <summary>Picture order counts of the view.</summary>
    public OrderCounter Orders { get; } = new();

    /// <summary>All references, in the order of decoding.</summary>
    public ReadOnlySpan<Picture> Items => _pictures.AsSpan(0, _count);

    /// <summary>Marks every picture as unused.</summary>
    public void Clear()
    {
        foreach (Picture picture in Items)
        {
            picture.Source = ReferenceKind.None;
        }

        _count = 0;
        _longIndexMax = -1;
    }

    /// <summary>Forgets everything, as before the first picture.</summary>
    public void Forget()
    {
        Clear();
        _previousFrameNumber = -1;
        Orders.Reset();
    }

    /// <summary>
    /// Turns every reference into a phantom: it keeps its numbers and its place in the lists, but the merged stream has
    /// it no more. So lists keep their shape across a fresh start.
    /// </summary>
    public void MakePhantoms()
    {
        foreach (Picture picture in Items)
        {
            picture.IsPhantom = true;
        }
    }

    /// <summary>
    /// Decodes the frame number of the next picture (8.2.5.2): missing numbers become phantoms where the stream allows
    /// gaps; an IDR picture first empties the view.
    /// </summary>
    /// <returns> False when numbers are missing that may not: pictures are lost. The gap is filled all the same.
    /// </returns>
    public bool Advance(SliceHeader slice)
    {
        if (slice.Nal.IsIdr || _previousFrameNumber < 0)
        {
            Clear();
            _previousFrameNumber = slice.FrameNumber;
            return true;
        }

        int range = slice.Sequence.FrameNumberMax;
        int gap = (slice.FrameNumber - _previousFrameNumber + range) % range;
        if (gap <= 1)
        {
            return true;
        }

        // Only the last numbers of a long gap stay in the sliding window.
        int limit = Math.Max(slice.Sequence.ReferencesMax, 1);
        for (int missing = Math.Max(1, gap - limit); missing < gap; missing++)
        {
            Picture phantom = pool.Rent();
            phantom.IsPhantom = phantom.IsGap = true;
            phantom.FrameNumber = (_previousFrameNumber + missing) % range;
            Slide(slice.Sequence, phantom.FrameNumber);
            Add(phantom, ReferenceKind.Short);
            Orders.PassGap(slice.Sequence, phantom.FrameNumber);
            phantom.IsCurrent = false;
        }

        _previousFrameNumber = (slice.FrameNumber + range - 1) % range;
        return slice.Sequence.GapsAllowed;
    }

    /// <summary>
    /// Marks references after <paramref name="current"/> was decoded (8.2.5.1), and adds it if it is one.
    /// </summary>
    public void Mark(Picture current, SliceHeader slice)
    {
        if (slice.Nal.RefIdc == 0)
        {
            return;
        }

        _previousFrameNumber = slice.FrameNumber;
        if (slice.Nal.IsIdr)
        {
            _longIndexMax = slice.IdrLongTerm ? 0 : -1;
            current.LongIndex = 0;
            Add(current, slice.IdrLongTerm ? ReferenceKind.Long : ReferenceKind.Short);
            return;
        }

        ReferenceKind kind = ReferenceKind.Short;
        if (slice.AdaptiveMarking)
        {
            foreach (SliceCommand command in slice.Marking.Items)
            {
                Apply(command, current, slice);
                kind = command.Operation == 6 ? ReferenceKind.Long : kind;
            }
        }
        else
        {
            Slide(slice.Sequence, slice.FrameNumber);
        }

        if (slice.ResetsMarking)
        {
            int lower = current.Order;
            (current.TopOrder, current.BottomOrder) = (current.TopOrder - lower, current.BottomOrder - lower);
            current.FrameNumber = _previousFrameNumber = 0;
        }

        // A broken stream may forget to make room.
        while (_count >= Math.Max(slice.Sequence.ReferencesMax, 1))
        {
            Remove(0);
        }

        Add(current, kind);
    }

    /// <summary>
    /// <c>PicNum</c> of a short-term reference while a picture of <paramref name="frameNumber"/> is decoded (8.2.4.1).
    /// </summary>
    public static int PictureNumber(Picture picture, int frameNumber, SequenceParameters sequence) =>
        picture.FrameNumber > frameNumber ? picture.FrameNumber - sequence.FrameNumberMax : picture.FrameNumber;

    /// <summary>The short-term reference of a <c>PicNum</c>, null when there is none.</summary>
    public Picture? FindShort(int pictureNumber, int frameNumber, SequenceParameters sequence)
    {
        foreach (Picture picture in Items)
        {
            if (picture.Source == ReferenceKind.Short
                && PictureNumber(picture, frameNumber, sequence) == pictureNumber)
            {
                return picture;
            }
        }

        return null;
    }

    /// <summary>The long-term reference of an index, null when there is none.</summary>
    public Picture? FindLong(int index)
    {
        foreach (Picture picture in Items)
        {
            if (picture.Source == ReferenceKind.Long && picture.LongIndex == index)
            {
                return picture;
            }
        }

        return null;
    }

    /// <summary>
    /// One memory management control operation (8.2.5.4). Operations on pictures that are not there do nothing.
    /// </summary>
    private void Apply(SliceCommand command, Picture current, SliceHeader slice)
    {
        switch (command.Operation)
        {
            case 1:
                Remove(FindShort(slice.FrameNumber - (int)command.First - 1, slice.FrameNumber, slice.Sequence));
                break;
            case 2:
                Remove(FindLong((int)command.First));
                break;
            case 3:
                int number = slice.FrameNumber - (int)command.First - 1;
                Picture? chosen = FindShort(number, slice.FrameNumber, slice.Sequence);
                Remove(FindLong((int)command.Second));
                if (chosen is not null)
                {
                    (chosen.Source, chosen.LongIndex) = (ReferenceKind.Long, (int)command.Second);
                }

                break;
            case 4:
                _longIndexMax = (int)command.First - 1;
                RemoveLongAbove(_longIndexMax);
                break;
            case 5:
                Clear();
                break;
            default:
                Remove(FindLong((int)command.First));
                current.LongIndex = (int)command.First;
                break;
        }
    }

    /// <summary>Sliding window (8.2.5.3): when all places are taken the oldest short-term reference goes.</summary>
    private void Slide(SequenceParameters sequence, int frameNumber)
    {
        if (_count < Math.Max(sequence.ReferencesMax, 1))
        {
            return;
        }

        int oldest = 0;
        int lowest = int.MaxValue;
        for (int index = 0; index < _count; index++)
        {
            int number = PictureNumber(_pictures[index], frameNumber, sequence);
            if (_pictures[index].Source == ReferenceKind.Short && number < lowest)
            {
                (oldest, lowest) = (index, number);
            }
        }

        Remove(oldest);
    }

    private void RemoveLongAbove(int index)
    {
        for (int place = _count - 1; place >= 0; place--)
        {
            if (_pictures[place].Source == ReferenceKind.Long && _pictures[place].LongIndex > index)
            {
                Remove(place);
            }
        }
    }

    private void Add(Picture picture, ReferenceKind kind)
    {
        picture.Source = kind;
        _pictures[_count++] = picture;
    }

    private void Remove(Picture? picture)
    {
        if (picture is not null)
        {
            Remove(Items.IndexOf(picture));
        }
    }

    private void Remove(int place)
    {
        _pictures[place].Source = ReferenceKind.None;
        _count--;
        Array.Copy(_pictures, place + 1, _pictures, place, _count - place);
    }
}
