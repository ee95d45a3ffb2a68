namespace MovieData.Mvc;

/// <summary>
/// The MVC extension of a subset sequence parameter set (H.264 H.7.3.2.1.4), reduced to one question: may a picture of
/// the dependent view refer to the base picture of its access unit?
/// </summary>
/// <param name="ViewIds"><c>view_id</c> by view order index; [0] is the base view. At least two.</param>
/// <param name="Anchor">Per view order index: reference view ids of anchor pictures, list 0 and list 1.</param>
/// <param name="NonAnchor">The same for the other pictures.</param>
public sealed record InterViewReferences(int[] ViewIds, int[][][] Anchor, int[][][] NonAnchor)
{
    /// <summary>Most views read; stereo has two, and a list of 1024 would only be an attack.</summary>
    private const int ViewsMax = 64;

    /// <summary>Most reference views of one list (H.7.4.2.1.4: 15).</summary>
    private const int ReferencesMax = 15;

    /// <summary>Reads the extension, which follows the sequence parameters.</summary>
    /// <param name="reader">At <c>bit_equal_to_one</c>.</param>
    /// <exception cref="MvcSyntaxException">Broken, or fewer than two views.</exception>
    public static InterViewReferences Parse(ref BitReader reader)
    {
        // bit_equal_to_one
        reader.Skip(1);
        int count = (int)reader.Ue(ViewsMax - 1) + 1;
        if (count < 2)
        {
            throw new MvcSyntaxException("the MVC extension names one view only");
        }

        var ids = new int[count];
        for (int index = 0; index < count; index++)
        {
            ids[index] = (int)reader.Ue(1023);
        }

        return new InterViewReferences(ids, ParseLists(ref reader, count), ParseLists(ref reader, count));
    }

    /// <summary>
    /// Reference view ids of a picture: <paramref name="list"/> 0 or 1 of view <paramref name="viewId"/>.
    /// </summary>
    public ReadOnlySpan<int> Of(int viewId, bool isAnchor, int list)
    {
        int index = Array.IndexOf(ViewIds, viewId);
        return index < 1 ? [] : (isAnchor ? Anchor : NonAnchor)[index][list];
    }

    private static int[][][] ParseLists(ref BitReader reader, int count)
    {
        var views = new int[count][][];
        views[0] = [[], []];
        for (int view = 1; view < count; view++)
        {
            views[view] = new int[2][];
            for (int list = 0; list < 2; list++)
            {
                var ids = new int[reader.Ue(ReferencesMax)];
                for (int index = 0; index < ids.Length; index++)
                {
                    ids[index] = (int)reader.Ue(1023);
                }

                views[view][list] = ids;
            }
        }

        return views;
    }
}
