using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>One view inside a coded picture, and how ffmpeg takes it out.</summary>
/// <param name="Size">Size of the view as it is coded, before unsqueezing.</param>
/// <param name="Filter">ffmpeg filters from coded picture to view, ending in a comma; empty: the picture is the
/// view.</param>
public sealed record CodedView(PixelSize Size, string Filter)
{
    /// <summary>
    /// Coded pictures of HDMI 1.4 frame packing, 1080 and 720 lines a view, and the blank lines between the views.
    /// </summary>
    private static readonly (PixelSize Coded, int Gap)[] FramePackings =
        [(new PixelSize(1920, 2205), 45), (new PixelSize(1280, 1470), 30)];

    /// <summary>Where the view lies in the coded picture; null when its rows or columns are spread over it.</summary>
    public PixelArea? Area { get; init; }

    /// <summary>Lines by which an encoder may have padded or cut frame packing, whose 2205 lines are odd.</summary>
    private const int PaddingMax = 12;

    /// <summary>The frame packing that a coded picture nearly has the size of; null for others.</summary>
    /// <param name="coded">Size of a coded picture.</param>
    public static PixelSize? NearFramePacking(PixelSize coded)
    {
        foreach ((PixelSize size, _) in FramePackings)
        {
            if (size.Width == coded.Width && Math.Abs(size.Height - coded.Height) is > 0 and <= PaddingMax)
            {
                return size;
            }
        }

        return null;
    }

    /// <summary>True for the size of a coded picture that only HDMI frame packing has.</summary>
    public static bool IsFramePacking(PixelSize coded) => GapOf(coded) > 0;

    /// <summary>Blank lines between two views of which one lies above the other.</summary>
    /// <param name="coded">Size of a coded picture.</param>
    public static int GapOf(PixelSize coded) =>
        FramePackings.FirstOrDefault(packing => packing.Coded == coded).Gap;

    /// <summary>
    /// The views in one coded picture of a stream, first view first: two when they are packed, one when each has
    /// pictures or a stream of its own.
    /// </summary>
    /// <param name="layout">How the views lie.</param>
    /// <param name="coded">Size of a coded picture.</param>
    public static IReadOnlyList<CodedView> Of(StereoLayout layout, PixelSize coded) =>
        LayoutTable.Of(layout).Views(coded);

    /// <summary>The halves left and right.</summary>
    public static IReadOnlyList<CodedView> Across(PixelSize coded)
    {
        int half = coded.Width / 2;
        return [Cut(new(0, 0, half, coded.Height)), Cut(new(half, 0, half, coded.Height))];
    }

    /// <summary>The halves above and below, without the blank lines of HDMI frame packing.</summary>
    public static IReadOnlyList<CodedView> Down(PixelSize coded)
    {
        (int gap, int upper) = (GapOf(coded), (coded.Height - GapOf(coded)) / 2);
        return [Cut(new(0, 0, coded.Width, upper)), Cut(new(0, upper + gap, coded.Width, upper))];
    }

    /// <summary>Even and odd rows. Interleaving is undone in each plane, as ITU-T H.264 D.2.26 states it.</summary>
    public static IReadOnlyList<CodedView> Rows(PixelSize coded)
    {
        var size = new PixelSize(coded.Width, coded.Height / 2);
        return [new(size, "field=top,"), new(size, "field=bottom,")];
    }

    /// <summary>Even and odd columns, likewise.</summary>
    public static IReadOnlyList<CodedView> Columns(PixelSize coded)
    {
        var size = new PixelSize(coded.Width / 2, coded.Height);
        return [new(size, "stereo3d=icl:ml,"), new(size, "stereo3d=icl:mr,")];
    }

    /// <summary>One view, which is all of it.</summary>
    public static IReadOnlyList<CodedView> Whole(PixelSize coded) =>
        [new(coded, "") { Area = new(0, 0, coded.Width, coded.Height) }];

    /// <summary>
    /// True where a view has an odd edge, so that chroma of full size is needed to cut it out.
    /// </summary>
    /// <param name="layout">How the views lie.</param>
    /// <param name="coded">Size of a coded picture.</param>
    public static bool NeedFullChroma(StereoLayout layout, PixelSize coded) =>
        Of(layout, coded) is { Count: 2 } views && views.Any(view => view.Area is { } area && HasOddEdge(area));

    private static bool HasOddEdge(PixelArea area) => ((area.X | area.Y | area.Width | area.Height) & 1) != 0;

    /// <summary>
    /// A view that is an area of the coded picture. Chroma of 4:2:0 has no odd edges: such views are cut from a picture
    /// with chroma of full size. A smaller picture in mid-film, which its readers refuse, must not end the subprocess
    /// before they see it.
    /// </summary>
    public static CodedView Cut(PixelArea area) => new(area.Size, string.Create(
        CultureInfo.InvariantCulture,
        $"{(HasOddEdge(area) ? "format=yuv444p|yuvj444p|yuv444p10le|gbrp16le," : "")}"
        + $@"crop=min({area.Width}\,iw):min({area.Height}\,ih):{area.X}:{area.Y},"))
    {
        Area = area,
    };
}
