using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Reading;

/// <summary>
/// Coded pixels at the edges that a container hides from viewers: Matroska's PixelCrop and MP4's clean aperture
/// (<c>clap</c>), which ffmpeg from 7.1 on calls Frame Cropping. The whole coded picture is read; where the hidden
/// edges differ, packed views do not lie in its halves.
/// </summary>
/// <param name="Left">Hidden columns at the left edge.</param>
/// <param name="Top">Hidden rows at the top.</param>
/// <param name="Right">Hidden columns at the right edge.</param>
/// <param name="Bottom">Hidden rows at the bottom.</param>
public sealed record ShownPart(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Reads it among a stream's side data; null when nothing is hidden.</summary>
    public static ShownPart? Parse(IEnumerable<SideFacts> sideData) => sideData
        .Where(entry => entry.Kind == "Frame Cropping")
        .Select(entry => new ShownPart(
            entry.Number("crop_left"),
            entry.Number("crop_top"),
            entry.Number("crop_right"),
            entry.Number("crop_bottom")))
        .FirstOrDefault(part => part != new ShownPart(0, 0, 0, 0));

    /// <summary>What a person should know of it in a film of a layout.</summary>
    /// <exception cref="FilmException">The views do not lie in the halves of the coded picture.</exception>
    public string Check(string path, StereoLayout layout, PixelSize coded)
    {
        string says = $"the container hides {Left} columns at the left, {Right} at the right, {Top} rows at the top "
            + $"and {Bottom} at the bottom of {coded}";
        LayoutKind kind = LayoutTable.Of(layout);
        bool IsAskew(int before, int behind) =>
            kind.IsInterleaved ? ((before | behind) & 1) != 0 : before != behind;
        bool isAskew = (kind.Axes.HasFlag(ViewAxes.Across) && IsAskew(Left, Right))
            || (kind.Axes.HasFlag(ViewAxes.Down) && IsAskew(Top, Bottom));
        return isAskew
            ? throw new FilmException($"{path}: {says}, so the views of layout {StereoWords.Of(layout)} do not lie in "
                + "its halves, and disparities would be off: re-encode what is shown, or remove a wrong crop")
            : $"{says}: this is not applied, the whole coded picture is read";
    }
}
