namespace MovieData.Media.Scan;

/// <summary>How frames' differences become cuts; the word of <c>shots.detector</c> in a pipeline file.</summary>
public enum CutDetector
{
    /// <summary>
    /// <c>ffmpeg-scene</c>: ffmpeg's scene score above the threshold, exactly its <c>select='gt(scene,T)'</c> (MiDaS).
    /// </summary>
    FFmpegScene,

    /// <summary>
    /// <c>adaptive</c>: a frame that differs from its predecessor by more than the threshold, and far more than the
    /// frames around it do (after PySceneDetect's AdaptiveDetector).
    /// </summary>
    Adaptive,
}

/// <summary>Turns the scores of a scan into cuts. Pure.</summary>
public static class CutDetection
{
    /// <summary>Frames to either side that a cut is held against.</summary>
    public const int NeighboursPerSide = 3;

    /// <summary>A cut is at least so many times the mean of its neighbours (PySceneDetect's default).</summary>
    public const double OverMeanMin = 3;

    /// <summary>
    /// A cut is at least so many times its largest neighbour: a flash gives two like differences within three frames.
    /// </summary>
    public const double OverLargestMin = 2;

    /// <summary>The detector of a pipeline file's word.</summary>
    /// <exception cref="ScanException">There is none of that name.</exception>
    public static CutDetector Parse(string word) => word switch
    {
        "ffmpeg-scene" => CutDetector.FFmpegScene,
        "adaptive" => CutDetector.Adaptive,
        _ => throw new ScanException($"shots.detector: {word} is unknown; known: ffmpeg-scene, adaptive"),
    };

    /// <summary>First frames of new shots, ascending, without frame 0.</summary>
    /// <param name="detector">Detector the scores were made for.</param>
    /// <param name="scores">Score of each frame, 0…1.</param>
    /// <param name="threshold">A cut's score is above it.</param>
    public static List<int> Cuts(CutDetector detector, IReadOnlyList<double> scores, double threshold)
    {
        var cuts = new List<int>();
        for (int frame = 1; frame < scores.Count; frame++)
        {
            if (scores[frame] > threshold && (detector == CutDetector.FFmpegScene || StandsOut(scores, frame)))
            {
                cuts.Add(frame);
            }
        }

        return cuts;
    }

    private static bool StandsOut(IReadOnlyList<double> scores, int frame)
    {
        (double sum, double largest, int count) = (0, 0, 0);
        int end = Math.Min(scores.Count - 1, frame + NeighboursPerSide);
        // Frame 0 has no predecessor, so its score of 0 says nothing.
        for (int other = Math.Max(1, frame - NeighboursPerSide); other <= end; other++)
        {
            if (other != frame)
            {
                sum += scores[other];
                largest = Math.Max(largest, scores[other]);
                count++;
            }
        }

        return count == 0
            || (scores[frame] >= OverMeanMin * sum / count && scores[frame] >= OverLargestMin * largest);
    }
}
