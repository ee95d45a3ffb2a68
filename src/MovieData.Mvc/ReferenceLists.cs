namespace MovieData.Mvc;

/// <summary>
/// Builds the reference lists of a slice of frames: initial lists (H.264 8.2.4.2.1, 8.2.4.2.3, inter-view H.8.2.1) and
/// their modification (8.2.4.3, inter-view H.8.2.2.3).
/// </summary>
internal static class ReferenceLists
{
    /// <summary>Sort keys of the second group of a list start here; order counts have 32 bits.</summary>
    private const long SecondGroup = 1L << 34;

    /// <summary>Sort keys of long-term references start here: they always come last.</summary>
    private const long LongGroup = 1L << 40;

    /// <summary>Fills <see cref="SliceHeader.References"/>.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="current">Its picture, for the order count.</param>
    /// <param name="view">References of its view.</param>
    /// <param name="interView0">The base picture where list 0 of a dependent slice may refer to it, else null.</param>
    /// <param name="interView1">The same for list 1.</param>
    /// <returns>False when a command names a picture that is not there: something is lost.</returns>
    public static bool Build(
        SliceHeader slice, Picture current, ViewReferences view, Picture? interView0 = null, Picture? interView1 = null)
    {
        if (slice.Kind == SliceKind.I)
        {
            return true;
        }

        int count0 = Initial(slice, current, view, 0);
        int count1 = slice.Kind == SliceKind.B ? Initial(slice, current, view, 1) : 0;
        Picture?[] list1 = slice.References[1];
        if (count1 > 1 && slice.References[0].AsSpan(0, count0).SequenceEqual(list1.AsSpan(0, count1)))
        {
            // 8.2.4.2.3: two equal lists would waste one. The rule applies before the inter-view reference is appended.
            (list1[0], list1[1]) = (list1[1], list1[0]);
        }

        Append(slice, 0, count0, interView0);
        Append(slice, 1, count1, interView1);
        bool found0 = Modify(slice, 0, view, interView0);
        bool found1 = Modify(slice, 1, view, interView1);
        return found0 && found1;
    }

    /// <summary>
    /// The temporal references in initial order; returns how many, which may exceed the active entries.
    /// </summary>
    private static int Initial(SliceHeader slice, Picture current, ViewReferences view, int list)
    {
        Picture?[] entries = slice.References[list];
        Span<long> keys = stackalloc long[SliceHeader.ReferencesMax];
        int count = 0;
        foreach (Picture picture in view.Items)
        {
            // 8.2.4.2.3 leaves out frames that only fill a gap: they have no order count.
            if (slice.Kind == SliceKind.B && picture.IsGap)
            {
                continue;
            }

            long key = Key(slice, current, picture, list);
            int place = count++;
            for (; place > 0 && keys[place - 1] > key; place--)
            {
                keys[place] = keys[place - 1];
                entries[place] = entries[place - 1];
            }

            keys[place] = key;
            entries[place] = picture;
        }

        return count;
    }

    /// <summary>
    /// Sort key: in P slices by falling <c>PicNum</c>; in B slices list 0 has the past backwards, then the future, list
    /// 1 the other way round; long-term references by index behind.
    /// </summary>
    private static long Key(SliceHeader slice, Picture current, Picture picture, int list)
    {
        if (picture.Source == ReferenceKind.Long)
        {
            return LongGroup + picture.LongIndex;
        }

        if (slice.Kind == SliceKind.P)
        {
            return -ViewReferences.PictureNumber(picture, slice.FrameNumber, slice.Sequence);
        }

        long ahead = (long)picture.Order - current.Order;
        bool isFirstGroup = list == 0 ? ahead <= 0 : ahead > 0;
        return Math.Abs(ahead) + (isFirstGroup ? 0 : SecondGroup);
    }

    /// <summary>Truncates to the active entries, and puts the inter-view reference in the first free one.</summary>
    private static void Append(SliceHeader slice, int list, int count, Picture? interView)
    {
        // One entry more than active: modification needs it while it shifts.
        int active = slice.ReferenceCounts[list];
        Span<Picture?> free = slice.References[list].AsSpan(Math.Min(count, active)..(active + 1));
        free.Clear();
        if (count < active)
        {
            free[0] = interView;
        }
    }

    private static bool Modify(SliceHeader slice, int list, ViewReferences view, Picture? interView)
    {
        int range = slice.Sequence.FrameNumberMax;
        int predicted = slice.FrameNumber;
        int place = 0;
        bool allFound = true;
        foreach (SliceCommand command in slice.Modifications[list].Items)
        {
            Picture? chosen;
            if (command.Operation < 2)
            {
                int difference = (int)(command.First % (uint)range) + 1;
                predicted += command.Operation == 0 ? range - difference : difference;
                predicted %= range;
                int number = predicted > slice.FrameNumber ? predicted - range : predicted;
                chosen = view.FindShort(number, slice.FrameNumber, slice.Sequence);
            }
            else
            {
                // With two views operations 4 and 5 can only mean the base picture.
                chosen = command.Operation == 2 ? view.FindLong((int)command.First) : interView;
            }

            allFound &= chosen is not null && place < slice.ReferenceCounts[list];
            if (place < slice.ReferenceCounts[list])
            {
                Insert(slice.References[list].AsSpan(0, slice.ReferenceCounts[list] + 1), place++, chosen);
            }
        }

        return allFound;
    }

    /// <summary>Puts a picture at a place and removes it behind (8.2.4.3.1).</summary>
    private static void Insert(Span<Picture?> entries, int place, Picture? chosen)
    {
        entries[place..^1].CopyTo(entries[(place + 1)..]);
        entries[place] = chosen;
        int kept = place + 1;
        for (int index = place + 1; index < entries.Length; index++)
        {
            if (chosen is null || !ReferenceEquals(entries[index], chosen))
            {
                entries[kept++] = entries[index];
            }
        }
    }
}
