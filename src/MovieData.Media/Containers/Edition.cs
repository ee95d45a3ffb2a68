namespace MovieData.Media.Containers;

/// <summary>
/// One ChapterAtom of an edition, its nested atoms left out: a mark, and in an ordered edition a stretch that plays.
/// </summary>
/// <param name="StartS">ChapterTimeStart in seconds on the segment's clock.</param>
/// <param name="EndS">ChapterTimeEnd; null when the file states none.</param>
/// <param name="Title">String of the first ChapterDisplay; empty when there is none.</param>
public sealed record ChapterAtom(double StartS, double? EndS, string Title)
{
    /// <summary>ChapterFlagHidden: no mark that a viewer sees. (It plays all the same.)</summary>
    public bool IsHidden { get; init; }

    /// <summary>ChapterFlagEnabled; false: it is no mark, and an ordered edition does not play it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>ChapterSegmentUUID in lower-case hex: the stretch lies in another file; null: in this one.</summary>
    public string? SegmentUid { get; init; }

    /// <summary>Line of the file it stands in, for XML; 0 for a container.</summary>
    public int Line { get; init; }
}

/// <summary>
/// One edition of a Matroska file or of <c>mkvextract chapters</c>: a list of chapters (RFC 9559, section 5.1.7).
/// </summary>
/// <param name="Atoms">Chapters of the top level, in the file's order.</param>
public sealed record Edition(IReadOnlyList<ChapterAtom> Atoms)
{
    /// <summary>EditionFlagDefault.</summary>
    public bool IsDefault { get; init; }

    /// <summary>EditionFlagHidden: not offered to a viewer.</summary>
    public bool IsHidden { get; init; }

    /// <summary>EditionFlagOrdered: the chapters say what plays, in which order, not only where marks are.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Nested atoms that are no chapters of their own here.</summary>
    public int NestedAtoms { get; init; }

    /// <summary>What a viewer sees as chapters: enabled, not hidden, by time.</summary>
    public IEnumerable<ChapterAtom> Marks =>
        Atoms.Where(atom => atom is { IsEnabled: true, IsHidden: false }).OrderBy(atom => atom.StartS);

    /// <summary>
    /// The edition that a player starts with: the first one flagged default, else the first; hidden ones only when
    /// there are no others. Null when there is none.
    /// </summary>
    public static Edition? Played(IReadOnlyList<Edition> editions)
    {
        Edition[] offered = [.. editions.Where(edition => !edition.IsHidden)];
        offered = offered.Length > 0 ? offered : [.. editions];
        return offered.FirstOrDefault(edition => edition.IsDefault) ?? offered.FirstOrDefault();
    }
}
