using System.Globalization;
using MovieData.Media.Probe;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>
/// Views that follow each other in one stream: picture 2n is the first view of frame n, picture 2n + 1 the second. One
/// lost picture would exchange left and right from there on, so the distances in time are checked.
/// </summary>
internal static class AlternatingPictures
{
    /// <summary>
    /// A distance that differs from the usual one by more than this share of a frame's length is a lost picture, which
    /// changes it by half a frame.
    /// </summary>
    private const double DistanceChangeMax = 0.25;

    /// <summary>
    /// The pictures of a pair are of one instant: they stand as far from each other as from their neighbours, or
    /// nearer. Containers round (Matroska to milliseconds: 20 and 21 at 48 pictures a second).
    /// </summary>
    private const double PairDistanceMax = 1.5;

    /// <summary>
    /// Pairs the two views' pictures. A last picture without a partner is no frame. Decoding may start at a key picture
    /// of either view: one of a second view counts for the frame after it.
    /// </summary>
    /// <param name="path">File, for messages.</param>
    /// <param name="first">Pictures of the first view.</param>
    /// <param name="second">Pictures of the second view, as many or one less.</param>
    /// <exception cref="ScanException">A picture is missing.</exception>
    public static (FrameTimes First, FrameTimes Second) Pair(string path, FrameTimes first, FrameTimes second)
    {
        int frames = second.Pts.Count;
        if (first.Pts.Count - frames is not (0 or 1))
        {
            throw new ScanException($"{path}: {first.Pts.Count} pictures of the first view and {frames} of the second "
                + "came out of two decodes of one stream: damaged; get a whole copy");
        }

        long[] within = [.. first.Pts.Zip(second.Pts, (one, other) => other - one)];
        long[] between = [.. first.Pts.Skip(1).Zip(second.Pts, (next, other) => next - other)];
        double usualWithin = Median(within);
        double usualBetween = between.Length == 0 ? usualWithin : Median(between);
        if (usualWithin > PairDistanceMax * usualBetween)
        {
            throw new ScanException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: the pictures of a pair stand {usualWithin} ticks apart, those of two pairs {usualBetween}: "
                + $"the stream begins with the second view of a pair; cut its first picture off"));
        }

        double change = DistanceChangeMax * (usualWithin + usualBetween);
        for (int frame = 0; frame < frames; frame++)
        {
            bool lostWithin = Math.Abs(within[frame] - usualWithin) > change;
            if (lostWithin || (frame < between.Length && Math.Abs(between[frame] - usualBetween) > change))
            {
                int picture = (2 * frame) + (lostWithin ? 0 : 1);
                throw new ScanException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: frame {frame}: picture {picture + 1} stands "
                    + $"{(lostWithin ? within[frame] : between[frame])} ticks after picture {picture}, usual are "
                    + $"{(lostWithin ? usualWithin : usualBetween)}: a picture is missing or the rate changes, so "
                    + $"left and right cannot be told apart from there on; get a whole copy"));
            }
        }

        bool[] keys = [.. Enumerable.Range(0, frames)
            .Select(frame => first.IsKey[frame] || (frame > 0 && second.IsKey[frame - 1]))];
        return (new FrameTimes([.. first.Pts.Take(frames)], keys), second);
    }

    /// <summary>
    /// Holds the pairs against the messages of the pictures, which say of each which view it is of.
    /// </summary>
    /// <param name="path">File, for messages.</param>
    /// <param name="first">Pictures of the first view.</param>
    /// <param name="second">Pictures of the second view, as many.</param>
    /// <param name="coded">All pictures of the stream.</param>
    /// <exception cref="ScanException">A picture is of the other view.</exception>
    public static void CheckViews(
        string path, FrameTimes first, FrameTimes second, IReadOnlyList<CodedPicture> coded)
    {
        Dictionary<long, bool> isFirst = [];
        foreach (CodedPicture picture in coded)
        {
            if (picture.Pts is { } pts && Alternation.IsFirstView(picture) is { } view)
            {
                isFirst[pts] = view;
            }
        }

        bool? Of(long pts) => isFirst.TryGetValue(pts, out bool view) ? view : null;
        if (first.Pts.Concat(second.Pts).Select(Of).Where(view => view is not null).Distinct().Count() == 1
            && first.Pts.Any(pts => Of(pts) is not null) && second.Pts.Any(pts => Of(pts) is not null))
        {
            // Messages that call every picture one of the same view say nothing; the probe warns of them.
            return;
        }

        for (int frame = 0; frame < first.Pts.Count; frame++)
        {
            if (Of(first.Pts[frame]) == false || Of(second.Pts[frame]) == true)
            {
                throw new ScanException($"{path}: frame {frame}: its frame-packing message says that the "
                    + (Of(first.Pts[frame]) == false
                        ? "first picture is of the second"
                        : "second picture is of the first")
                    + " view: views stop taking turns there (a cut between the pictures of a pair, or a lost one), so "
                    + "left and right are exchanged from there on; cut the film there into two");
            }
        }
    }

    private static double Median(long[] values) => values.Order().ElementAt(values.Length / 2);
}
