using System.Numerics;

namespace MovieData.Mvc;

/// <summary>
/// The reference pictures of the merged stream and their marking. Each reference picture carries explicit commands
/// (H.264 7.4.3.3), so that after it exactly those pictures are kept that either view still needs (README.md, "Slices
/// and marking").
/// </summary>
internal sealed class MergedReferences
{
    /// <summary>Most reference frames of any H.264 stream (A.3.1).</summary>
    public const int CountMax = 16;

    /// <summary>Frame numbers count modulo this.</summary>
    public const int FrameNumberRange = 1 << 16;

    private readonly List<Picture> _pictures = new(CountMax + 1);
    private bool _longAllowed;

    /// <summary>
    /// <c>frame_num</c> of the next picture: one more than that of the reference picture before it (7.4.3).
    /// </summary>
    public int NextFrameNumber { get; private set; }

    /// <summary>Pictures held.</summary>
    public int Count => _pictures.Count;

    /// <summary>An IDR picture: all references go, numbers start at 0.</summary>
    public void Reset()
    {
        foreach (Picture picture in _pictures)
        {
            picture.Merged = ReferenceKind.None;
        }

        _pictures.Clear();
        _longAllowed = false;
        NextFrameNumber = 0;
    }

    /// <summary>
    /// Writes down the commands that a reference picture must carry; nothing changes before <see cref="Add"/>, since
    /// the picture's own lists still name what its marking removes.
    /// </summary>
    /// <param name="current">The picture; its <see cref="Picture.MergedFrameNumber"/> is set.</param>
    /// <param name="isLong">True to mark it as long-term at once.</param>
    /// <param name="retained">A picture to keep though no view refers to it: the inter-view reference, or null.</param>
    /// <param name="commands">Cleared and filled.</param>
    public void Plan(Picture current, bool isLong, Picture? retained, SliceCommands commands)
    {
        commands.Clear();
        uint usedIndexes = 0;
        foreach (Picture picture in _pictures)
        {
            bool isLeaving = picture.Source == ReferenceKind.None && picture != retained;
            if (isLeaving)
            {
                commands.Add(picture.Merged == ReferenceKind.Short
                    ? new SliceCommand(1, Difference(current, picture))
                    : new SliceCommand(2, (uint)picture.MergedLongIndex));
            }
            else if (picture.Merged == ReferenceKind.Long)
            {
                usedIndexes |= 1u << picture.MergedLongIndex;
            }
        }

        foreach (Picture picture in _pictures)
        {
            if (picture.Source == ReferenceKind.Long && picture.Merged == ReferenceKind.Short)
            {
                AllowLong(commands);
                picture.MergedLongIndex = TakeIndex(ref usedIndexes);
                commands.Add(new SliceCommand(3, Difference(current, picture), (uint)picture.MergedLongIndex));
            }
        }

        if (isLong)
        {
            AllowLong(commands);
            current.MergedLongIndex = TakeIndex(ref usedIndexes);
            commands.Add(new SliceCommand(6, (uint)current.MergedLongIndex));
        }
    }

    /// <summary>Does what <see cref="Plan"/> wrote down, and adds the picture.</summary>
    /// <exception cref="MvcException">More references than a stereo profile allows.</exception>
    public void Add(Picture current, bool isLong, Picture? retained)
    {
        for (int index = _pictures.Count - 1; index >= 0; index--)
        {
            Picture picture = _pictures[index];
            if (picture.Source == ReferenceKind.None && picture != retained && picture != current)
            {
                picture.Merged = ReferenceKind.None;
                _pictures.RemoveAt(index);
            }
            else if (picture.Source == ReferenceKind.Long)
            {
                picture.Merged = ReferenceKind.Long;
            }
        }

        current.Merged = isLong ? ReferenceKind.Long : ReferenceKind.Short;
        _pictures.Add(current);
        NextFrameNumber = (current.MergedFrameNumber + 1) % FrameNumberRange;
        if (_pictures.Count > CountMax)
        {
            throw new MvcException(
                $"both views together keep {_pictures.Count} reference pictures, more than the {CountMax} that the "
                + "stereo profiles allow: not a conforming stream");
        }
    }

    /// <summary><c>abs_diff_pic_num_minus1</c> seen from the current picture, modulo the range.</summary>
    private static uint Difference(Picture current, Picture other) =>
        (uint)((current.MergedFrameNumber - other.MergedFrameNumber + FrameNumberRange - 1) % FrameNumberRange);

    private void AllowLong(SliceCommands commands)
    {
        if (!_longAllowed)
        {
            commands.Add(new SliceCommand(4, CountMax));
            _longAllowed = true;
        }
    }

    private static int TakeIndex(ref uint used)
    {
        int index = BitOperations.TrailingZeroCount(~used);
        used |= 1u << index;
        return index;
    }
}
