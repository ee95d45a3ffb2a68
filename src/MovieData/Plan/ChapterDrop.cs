using System.Globalization;

namespace MovieData.Plan;

/// <summary>
/// Which chapters are dropped as first and last (logos, credits; MiDaS §4). A chapter shorter than
/// <see cref="SecondsMin"/> is no chapter of its own: it goes with the one behind it, those at the end with the one
/// before them. Most discs have a mark about a second before their end; without this it would be dropped in place of
/// the credits. Chapters keep the numbers of the disc.
/// </summary>
internal static class ChapterDrop
{
    /// <summary>Shorter chapters, in seconds, are no chapters of their own. Real ones last minutes.</summary>
    public const double SecondsMin = 2;

    /// <summary>Films with fewer chapters keep all of them (CONTRACT.md).</summary>
    public const int ChaptersMin = 3;

    /// <summary>Short chapters named one by one in a warning.</summary>
    private const int NamedMax = 5;

    /// <summary>Finds the chapters that are kept.</summary>
    /// <param name="frames">Frames that each chapter shows, in order.</param>
    /// <param name="fps">Frames per second.</param>
    /// <param name="warnings">Takes a sentence about short chapters, or about too few to drop any.</param>
    /// <returns>1-based numbers of the first and the last chapter that is kept; null: none is dropped.</returns>
    public static (int First, int Last)? Kept(IReadOnlyList<int> frames, double fps, List<string> warnings)
    {
        // Half a frame of tolerance, since containers round the times of marks.
        int[] own = [.. Enumerable.Range(0, frames.Count).Where(chapter => frames[chapter] + 0.5 >= SecondsMin * fps)];
        int[] shorter = [.. Enumerable.Range(0, frames.Count).Except(own)];
        if (own.Length < ChaptersMin)
        {
            string apart = shorter.Length == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture, $" ({shorter.Length} of them shorter than {SecondsMin} s)");
            warnings.Add($"{frames.Count} chapters{apart}, fewer than {ChaptersMin}: no first and last chapter "
                + "dropped, so logos and credits may be sampled");
            return null;
        }

        if (shorter.Length > 0)
        {
            string named = string.Join(", ", shorter.Take(NamedMax).Select(chapter => string.Create(
                CultureInfo.InvariantCulture, $"{chapter + 1} ({frames[chapter] / fps:F1} s)")));
            string more = shorter.Length > NamedMax ? $" and {shorter.Length - NamedMax} more" : "";
            int last = own[^1] + 1;
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"of {frames.Count} chapters {named}{more} are shorter than {SecondsMin} s and go with their ")
                + $"neighbours: dropped as first {Range(1, own[0] + 1)}, as last {Range(last, frames.Count)}");
        }

        return (own[0] + 2, own[^1]);
    }

    private static string Range(int first, int last) => first == last ? $"{first}" : $"{first}…{last}";
}
