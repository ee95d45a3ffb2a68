using MovieData.Yaml;

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
public sealed record FlowOptions
{
    /// <summary>Entry of the catalogue.</summary>
    [Key("model", Unit = "name", From = "O", PaperNote = "PWC-Net", ScriptNote = "PWC-Net-Plus")]
    public required string Model { get; init; }

    /// <summary>
    /// <c>none</c>; <c>affine</c>: each clip's right view is levelled by a plane v = a + b·x + c·y fitted to its own
    /// flow, before the final flow. Shards hold the levelled view, frames files what was taken out (rectified_…).
    /// </summary>
    [Key("rectify", From = "O")]
    public required Rectify Rectify { get; init; }

    /// <summary>
    /// The network sees the right view with the left view's mean and contrast; the views themselves stay.
    /// </summary>
    [Key("match_exposure", From = "O")]
    public required bool MatchExposure { get; init; }
}
