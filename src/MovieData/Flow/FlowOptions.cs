namespace MovieData.Flow;

/// <summary>What is done about views that do not lie level.</summary>
public enum Rectify
{
    /// <summary>Nothing (MiDaS).</summary>
    None,

    /// <summary>
    /// The right view of each clip is corrected by a plane v = a + b·x + c·y fitted to the clip's own flow.
    /// </summary>
    Affine,
}

/// <summary>Section <c>flow</c> of a pipeline file.</summary>
/// <param name="Model">Name of the flow model's entry in the catalogue.</param>
/// <param name="Rectify">What is done about views that do not lie level, before the final flow.</param>
/// <param name="MatchExposure">
/// True: the network sees the right view with the left view's mean and contrast. The views themselves stay.
/// </param>
public sealed record FlowOptions(string Model, Rectify Rectify, bool MatchExposure);
