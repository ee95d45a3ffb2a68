using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>How the coded frames of a film's streams become frames of two views.</summary>
public enum Pairing
{
    /// <summary>Each coded frame is a frame.</summary>
    None,

    /// <summary>The views take turns in one stream.</summary>
    InTurn,

    /// <summary>Frame n of two files, each with a clock of its own.</summary>
    OfFiles,

    /// <summary>Frames of two streams on one clock.</summary>
    OfStreams,
}

/// <summary>
/// Where the frames of a film come from: one implementation for each way in which views are stored
/// (<see cref="LayoutTable"/>). What has to be known of a decoder to trust its frames stays inside: damage, doubt
/// (<see cref="DecoderDoubt"/>), and which coded frames are one instant.
/// </summary>
public interface IFrameSource
{
    /// <summary>How coded frames become frames.</summary>
    Pairing Pairing => Pairing.None;

    /// <summary>True where <see cref="ReadStills"/> gives pairs of views.</summary>
    bool HasStills => true;

    /// <summary>True where each coded frame of a file is a frame of one or both views, so that a GPU may decode it
    /// (<see cref="FrameRequest.Gpu"/>).</summary>
    bool MayUseGpu => false;

    /// <summary>Coded frames that decoders gave so far, wanted or not: what seeking keeps small.</summary>
    long FramesDecoded { get; }

    /// <summary>
    /// The decodes by which a scan sees every frame of the film, the one of the first view first. They tell the time
    /// stamps of <see cref="FrameRequest.Positions"/>.
    /// </summary>
    IReadOnlyList<ScanPass> Passes { get; }

    /// <summary>Reads frames.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    /// <returns>Every frame asked for, in order, each final when it is handed out; the receiver owns them. Without
    /// positions the first that does not exist ends them, as a fault: one that was asked for, or frame 0.</returns>
    /// <exception cref="FilmException">The film has changed since it was scanned.</exception>
    /// <exception cref="FFmpegException">A subprocess failed or was lost.</exception>
    IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel);

    /// <summary>Reads pairs of views by seeking, small, for questions that only pictures answer.</summary>
    /// <param name="timesS">Seconds from the film's start, ascending.</param>
    /// <param name="isExact">True for the frames at these times; false for key frames near them where they do.</param>
    /// <param name="scaling">What is made of each view.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    /// <returns>First and second view, coded order, full-range RGB; the receiver owns them. Damaged stretches give
    /// fewer.</returns>
    /// <exception cref="FFmpegException">A subprocess failed or was lost.</exception>
    IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> ReadStills(
        IReadOnlyList<double> timesS, bool isExact, StillScaling scaling, CancellationToken cancel);

    /// <summary>What the source itself knows against a scan; null: nothing.</summary>
    /// <param name="frames">Frames that the scan has found.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    string? Contradiction(int frames, CancellationToken cancel) => null;
}
