using MovieData.Media.Colour;

namespace MovieData.Media.Scan;

/// <summary>
/// How much each picture of one view differs from the one before it, on a small copy: what both views of a film have
/// in common in time, whatever their parallax, exposure and noise are.
/// </summary>
/// <param name="Change">Mean absolute difference of luma to the picture before, 0…255, of pictures of 64×36; 0 for
/// frame 0.</param>
/// <param name="IsKey">True for key pictures, which an encoder lets leap a little.</param>
public sealed record PairMotion(IReadOnlyList<double> Change, IReadOnlyList<bool> IsKey)
{
    /// <summary>ffmpeg filters that print the change of each picture, and its mean luma; begins with a comma.</summary>
    /// <param name="colour">The film's.</param>
    public static string Filter(ColourCoding colour) =>
        $",scale=64:36:flags=area:{ColourFilters.Options(colour)},format=yuv420p|yuvj420p,signalstats";
}

/// <summary>Frames of a pair of views that show two instants.</summary>
/// <param name="FirstFrame">First such frame.</param>
/// <param name="EndFrame">Frame after the last.</param>
/// <param name="Frames">The second view's frame n shows what frame n + <paramref name="Frames"/> of the first view
/// shows; never 0. Larger than 0: the second view is ahead.</param>
public sealed record LagStretch(int FirstFrame, int EndFrame, int Frames);
