namespace MovieData.Mvc;

/// <summary>
/// Follows one view picture by picture: numbers, order counts, lists and marking of the source, and whether all that
/// its pictures refer to is there.
/// </summary>
/// <param name="pool">Where pictures come from.</param>
internal sealed class ViewChain(PicturePool pool)
{
    private bool _isKnown;
    private bool _isSettled;
    private int _referencesSinceStart;

    /// <summary>Reference pictures of the view.</summary>
    public ViewReferences References { get; } = new(pool);

    /// <summary>False once references are lost: pictures cannot be decoded before the next start.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>
    /// False behind a start in mid-stream: lists still hold pictures from before it. No picture really uses those
    /// (H.7.4.1.1, <c>anchor_pic_flag</c>), but they shift the places of the others, and where they are unknown the
    /// pictures must not be trusted. True again behind the next anchor, when the sliding window has moved on.
    /// </summary>
    public bool IsCertain => _isKnown;

    /// <summary>Why the view is not whole.</summary>
    public string? Loss { get; private set; } = "decoding has not started yet";

    /// <summary>The view is broken from here on.</summary>
    public void Lose(string why)
    {
        Loss = IsWhole ? why : Loss;
        IsWhole = _isKnown = false;
    }

    /// <summary>Another clip begins: as before the first picture of the stream.</summary>
    public void Forget()
    {
        Lose("a clip begins with a picture that decoding cannot start from");
        References.Forget();
    }

    /// <summary>The view can be decoded from the coming picture on.</summary>
    /// <param name="isKnown">
    /// True when nothing unknown comes before that picture: an IDR picture, or the first of the stream or of a clip.
    /// </param>
    public void Start(bool isKnown)
    {
        IsWhole = true;
        _isSettled = _isKnown = isKnown;
        _referencesSinceStart = 0;
        Loss = null;
        References.MakePhantoms();
    }

    /// <summary>What is wrong with the slices of a picture as such; null when they look complete.</summary>
    public static string? Check(IReadOnlyList<SliceHeader> slices, string? fault)
    {
        if (fault is not null || slices.Count == 0)
        {
            return fault ?? "a picture is missing";
        }

        if (slices[0].FirstMacroblock != 0)
        {
            return "the first slice of a picture is missing";
        }

        for (int index = 1; index < slices.Count; index++)
        {
            if (slices[index].FirstMacroblock <= slices[index - 1].FirstMacroblock)
            {
                return "slices of a picture are out of order";
            }
        }

        return null;
    }

    /// <summary>Begins the next picture: gaps of frame numbers, then its order counts.</summary>
    /// <param name="first">Its first slice.</param>
    public Picture Begin(SliceHeader first)
    {
        if (!References.Advance(first))
        {
            Lose("pictures before it are missing");
        }

        Picture picture = pool.Rent();
        picture.FrameNumber = first.FrameNumber;
        picture.IsInterView = first.Nal.IsInterView;
        (picture.TopOrder, picture.BottomOrder) = References.Orders.Next(first);
        return picture;
    }

    /// <summary>Ends a picture: marking of the source.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="first">Its first slice.</param>
    /// <param name="isAnchor">Nothing behind it refers to what is before it.</param>
    public void End(Picture picture, SliceHeader first, bool isAnchor)
    {
        References.Mark(picture, first);
        _isKnown |= IsWhole && isAnchor && _referencesSinceStart >= first.Sequence.ReferencesMax;
        _isSettled |= isAnchor && _referencesSinceStart > 0;
        _referencesSinceStart += first.Nal.RefIdc != 0 ? 1 : 0;
    }

    /// <summary>Builds the lists of all slices.</summary>
    /// <param name="slices">Slices of the picture.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="interView">The base picture of the access unit, null in the base view.</param>
    /// <returns>False when a slice refers to a picture that is not there.</returns>
    public bool BuildLists(IReadOnlyList<SliceHeader> slices, Picture picture, Picture? interView)
    {
        bool found = true;
        for (int index = 0; index < slices.Count; index++)
        {
            SliceHeader slice = slices[index];
            (Picture? list0, Picture? list1) = InterView(slice, interView);
            bool named = ReferenceLists.Build(slice, picture, References, list0, list1);
            bool filled = Fill(slice.ActiveReferences(0), interView) & Fill(slice.ActiveReferences(1), interView);
            found &= filled && (named || !_isSettled);
        }

        return found;
    }

    private static (Picture? List0, Picture? List1) InterView(SliceHeader slice, Picture? basePicture)
    {
        if (basePicture is null || slice.Sequence.Views is not { } views)
        {
            return default;
        }

        return (InterView(slice, views, 0, basePicture), InterView(slice, views, 1, basePicture));
    }

    private static Picture? InterView(SliceHeader slice, InterViewReferences views, int list, Picture basePicture)
    {
        ReadOnlySpan<int> ids = views.Of(slice.Nal.ViewId, slice.Nal.IsAnchor, list);
        int other = ids.IndexOfAnyExcept(views.ViewIds[0]);
        return other < 0
            ? ids.IsEmpty || !basePicture.IsInterView ? null : basePicture
            : throw new MvcException(
                $"view {slice.Nal.ViewId} refers to view {ids[other]}: only views that refer to the base view alone "
                + "are supported; choose another view");
    }

    private static bool IsThere(Picture? picture, Picture? interView) =>
        picture is not null && !picture.IsPhantom
        && (picture.Merged != ReferenceKind.None || ReferenceEquals(picture, interView));

    /// <summary>
    /// Puts a picture that the decoder has in every entry that has none: no block uses it, but each must be named.
    /// False when there is nothing to put there.
    /// </summary>
    private bool Fill(Span<Picture?> entries, Picture? interView)
    {
        Picture? stand = null;
        foreach (Picture? entry in entries)
        {
            stand ??= IsThere(entry, interView) ? entry : null;
        }

        foreach (Picture picture in References.Items)
        {
            stand ??= IsThere(picture, interView) ? picture : null;
        }

        stand ??= interView;
        for (int index = 0; index < entries.Length; index++)
        {
            entries[index] = IsThere(entries[index], interView) ? entries[index] : stand;
        }

        return entries.IsEmpty || stand is not null;
    }
}
