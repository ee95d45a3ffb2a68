namespace MovieData.Audit.Evaluate;

/// <summary>What a protocol says of one sample.</summary>
/// <param name="Id">FILM/frame, or the name of a picture.</param>
/// <param name="Film">Its film; empty for pictures of a folder.</param>
/// <param name="Split">Its split; empty for pictures of a folder.</param>
/// <param name="Pixels">Pixels that were used.</param>
/// <param name="Area">Pixels of the sample.</param>
/// <param name="IsConstant">The prediction has one value in all pixels used: it says nothing.</param>
/// <param name="IsReversed">The prediction falls where the truth rises: larger is farther, as in depth.</param>
/// <param name="Values">A number a metric; NaN where it is not defined.</param>
public sealed record SampleScore(
    string Id, string Film, string Split, int Pixels, int Area, bool IsConstant, bool IsReversed, double[] Values);
