using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Scan;

namespace MovieData.Tests.Scan;

/// <summary>Films that exist only as the numbers a planner sees.</summary>
internal static class InventedScan
{
    /// <summary>A side-by-side film with these chapters.</summary>
    public static Film Film(Rational fps, IReadOnlyList<Chapter> chapters) => new()
    {
        Id = "test",
        Paths = ["test.mkv"],
        Layout = StereoLayout.SbsFull,
        ViewOrder = ViewOrder.LeftFirst,
        CodedSize = new PixelSize(3840, 1080),
        ViewSize = new PixelSize(1920, 1080),
        StreamIndexes = [0],
        TimeBases = [new Rational(1, 24)],
        Fps = fps,
        Frames = 240,
        FramesExact = false,
        Colour = new ColourCoding(YuvMatrix.Bt709, false),
        PixelFormat = "yuv420p",
        Chapters = chapters,
        Evidence = [],
        Warnings = [],
    };

    /// <summary>Pictures at these times, none of them a key frame.</summary>
    public static FrameTimes Times(IEnumerable<long> pts)
    {
        long[] all = [.. pts];
        return new FrameTimes(all, new bool[all.Length]);
    }

    /// <summary>Scores with a clear cut at each of these frames.</summary>
    public static double[] Cuts(int frames, IEnumerable<int> cuts)
    {
        double[] scores = new double[frames];
        foreach (int cut in cuts)
        {
            scores[cut] = 0.5;
        }

        return scores;
    }
}
