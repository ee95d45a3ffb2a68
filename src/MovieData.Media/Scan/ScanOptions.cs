namespace MovieData.Media.Scan;

/// <summary>Which picture the scene score is measured on.</summary>
public enum ScorePicture
{
    /// <summary>The first view alone (the paper's words).</summary>
    View,

    /// <summary>The packed picture with both views (the authors' script).</summary>
    Packed,
}

/// <summary>What the scan measures of every frame.</summary>
/// <param name="Picture">Picture the score is measured on; the detector <c>adaptive</c> always looks at the first view
/// alone.</param>
/// <param name="Detector">Detector the scores are for.</param>
/// <param name="MeasuresLuma">True to measure the mean luma as well.</param>
public sealed record ScanOptions(ScorePicture Picture, CutDetector Detector, bool MeasuresLuma);
