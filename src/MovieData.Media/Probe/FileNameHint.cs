using MovieData.Media.Films;

namespace MovieData.Media.Probe;

/// <summary>
/// What a file's name says of its packing, by the words release names and players use: HSBS, Half-SBS, SBS, HOU, HTAB,
/// OU, TAB, LRF, _LR, _RL, _TB, _BT, 3dh, 3dv. A hint only: it counts after everything the stream itself says.
/// </summary>
/// <param name="Word">The word as found, for messages.</param>
/// <param name="SideBySide">True: side by side; false: top and bottom.</param>
/// <param name="Half">Squeezed or not; null when the word does not say.</param>
/// <param name="Order">View order; unknown for most words.</param>
internal sealed record FileNameHint(string Word, bool SideBySide, bool? Half, ViewOrder Order)
{
    private static readonly FileNameHint[] Words =
    [
        new("HSBS", true, true, ViewOrder.Unknown),
        new("HALFSBS", true, true, ViewOrder.Unknown),
        new("FSBS", true, false, ViewOrder.Unknown),
        new("FULLSBS", true, false, ViewOrder.Unknown),
        new("SBS", true, null, ViewOrder.Unknown),
        new("LRF", true, false, ViewOrder.LeftFirst),
        new("LR", true, null, ViewOrder.LeftFirst),
        new("RL", true, null, ViewOrder.RightFirst),
        new("HOU", false, true, ViewOrder.Unknown),
        new("HALFOU", false, true, ViewOrder.Unknown),
        new("HTAB", false, true, ViewOrder.Unknown),
        new("HALFTAB", false, true, ViewOrder.Unknown),
        new("FOU", false, false, ViewOrder.Unknown),
        new("FULLOU", false, false, ViewOrder.Unknown),
        new("FTAB", false, false, ViewOrder.Unknown),
        new("OU", false, null, ViewOrder.Unknown),
        new("TAB", false, null, ViewOrder.Unknown),
        new("TB", false, null, ViewOrder.LeftFirst),
        new("BT", false, null, ViewOrder.RightFirst),
        new("3DH", true, null, ViewOrder.Unknown),
        new("3DV", false, null, ViewOrder.Unknown),
    ];

    /// <summary>
    /// The hint in a file's name; null when there is none or when words disagree. OU, TAB, TB, BT, LR and RL also occur
    /// in ordinary titles: they count only in capitals and after another word.
    /// </summary>
    public static FileNameHint? Find(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        string[] words = stem.Split(
            [' ', '.', '_', '-', '(', ')', '[', ']', '+', ','], StringSplitOptions.RemoveEmptyEntries);
        var found = new List<FileNameHint>();
        for (int at = 0; at < words.Length; at++)
        {
            // "Half-SBS", "H-SBS": the squeeze may be a word of its own.
            string before = at > 0 ? words[at - 1].ToUpperInvariant() : "";
            string squeeze = before is "H" or "HALF" or "F" or "FULL" ? before : "";
            FileNameHint? hint = Match(squeeze + words[at].ToUpperInvariant()) ?? Match(words[at].ToUpperInvariant());
            bool isPlain = hint is { Word: "OU" or "TAB" or "TB" or "BT" or "LR" or "RL" };
            if (hint is not null && (!isPlain || (at > 0 && !words[at].Any(char.IsAsciiLetterLower))))
            {
                found.Add(hint);
            }
        }

        return found.Count > 0 && found.All(hint => hint.SideBySide == found[0].SideBySide) ? found[0] : null;
    }

    private static FileNameHint? Match(string word) => Array.Find(Words, hint => hint.Word == word);
}
