using MovieData.Imaging.Frames;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>Time stamps and key marks of every picture of one stream, in presentation order.</summary>
/// <param name="Pts">Presentation time stamps in ticks of the stream's time base, strictly ascending; as
/// <c>ffmpeg -copyts</c> gives them, so that a decoder that seeks with <c>-copyts</c> finds its frames by them.</param>
/// <param name="IsKey">True where decoding may start: frame f is decodable from the last key frame at or before f in
/// presentation order. (Leading pictures of an open GOP come before their key frame, so the rule holds for
/// them.)</param>
public sealed record FrameTimes(IReadOnlyList<long> Pts, IReadOnlyList<bool> IsKey)
{
    /// <summary>
    /// Time stamp of the key frame to start decoding at for <paramref name="frame"/>, or
    /// <see cref="FramePosition.FromTheStart"/>.
    /// </summary>
    /// <param name="frame">Wanted frame.</param>
    /// <param name="keysEarlier">0: the last key frame at or before the frame; 1: the one before that, for containers
    /// without an index, where ffmpeg may land one key frame too late (MPEG-TS, MPEG-PS).</param>
    public long SeekPts(int frame, int keysEarlier)
    {
        for (int key = frame; key >= 0; key--)
        {
            if (IsKey[key] && keysEarlier-- == 0)
            {
                return Pts[key];
            }
        }

        return FramePosition.FromTheStart;
    }
}

/// <summary>
/// What one fast decode of a film tells: a scene score and the time stamps of every frame. Index = frame number.
/// </summary>
/// <param name="Score">How frame n differs from frame n − 1, 0…1; 0 for frame 0. For the detector <c>ffmpeg-scene</c>
/// ffmpeg's scene score, for <c>adaptive</c> the mean absolute difference of luma (ffmpeg's mafd / 100).</param>
/// <param name="Pictures">Time stamps, one list per path, for alternating views one per view; all lists have the
/// length of <paramref name="Score"/>.</param>
/// <param name="TimeBase">Seconds per tick of the first list.</param>
public sealed record SceneScores(
    IReadOnlyList<double> Score, IReadOnlyList<FrameTimes> Pictures, Rational TimeBase)
{
    /// <summary>
    /// Mean luma of each frame, 0…255 in the stream's own range, over the picture the score was measured on; empty
    /// unless the scan was asked for it (<c>skip_black</c>).
    /// </summary>
    public IReadOnlyList<double> Luma { get; init; } = [];

    /// <summary>
    /// Frames of two files or two streams whose views show two instants, ascending; empty for other films.
    /// </summary>
    public IReadOnlyList<LagStretch> Lags { get; init; } = [];

    /// <summary>
    /// The decoder complained (<see cref="DecoderComplaint"/>) of one frame or more; also true where nobody listened.
    /// False: it decoded every frame of every stream of the film without a word of damage.
    /// </summary>
    public bool DecoderComplained { get; init; } = true;

    /// <summary>What a person should know of the film's frames and times, without the names of its files: the same film
    /// has the same plan wherever it lies.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Frames by which the second view runs ahead at a frame; null where both show one instant.</summary>
    public int? LagOf(int frame) =>
        Lags.FirstOrDefault(lag => lag.FirstFrame <= frame && frame < lag.EndFrame)?.Frames;

    /// <summary>Number of frames; exact, it was counted by decoding.</summary>
    public int Frames => Score.Count;

    /// <summary>Presentation time of a frame in seconds from the first picture.</summary>
    public double TimeS(int frame) => (Pictures[0].Pts[frame] - Pictures[0].Pts[0]) * TimeBase.Value;

    /// <summary>
    /// Presentation time of a frame in seconds on the container's own clock, the one chapters are stated on.
    /// </summary>
    public double ContainerTimeS(int frame) => Pictures[0].Pts[frame] * TimeBase.Value;

    /// <summary>Mean frame rate by the time stamps; null for fewer than two frames.</summary>
    public double? MeanFps => Frames < 2 ? null : (Frames - 1) / TimeS(Frames - 1);

    /// <summary>
    /// True when frame distances differ by more than a container's rounding (Matroska writes whole milliseconds):
    /// the longest is more than 1.5 times the shortest.
    /// </summary>
    public bool IsVariableRate
    {
        get
        {
            IReadOnlyList<long> pts = Pictures[0].Pts;
            long shortest = long.MaxValue;
            long longest = 0;
            for (int frame = 1; frame < pts.Count; frame++)
            {
                shortest = Math.Min(shortest, pts[frame] - pts[frame - 1]);
                longest = Math.Max(longest, pts[frame] - pts[frame - 1]);
            }

            return longest > 1.5 * shortest;
        }
    }
}
