namespace MovieData.Sky;

/// <summary>What disparity a sky pixel carries.</summary>
public enum SkyFill
{
    /// <summary>The smallest disparity among the sample's valid pixels (MiDaS §4).</summary>
    Minimum,

    /// <summary>None: code 4 with no value.</summary>
    None,
}

/// <summary>Section <c>sky</c> of a pipeline file.</summary>
/// <param name="Model">Name of the sky model's entry in the catalogue.</param>
/// <param name="Fill">What disparity a sky pixel carries.</param>
public sealed record SkyOptions(string Model, SkyFill Fill);
