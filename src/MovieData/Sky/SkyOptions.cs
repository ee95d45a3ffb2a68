using MovieData.Yaml;

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
public sealed record SkyOptions
{
    /// <summary>Entry of the catalogue.</summary>
    [Key("model", Unit = "name", From = "O, Sr", PaperNote = "In-Place ABN", ScriptNote = "In-Place ABN")]
    public required string Model { get; init; }

    /// <summary><c>minimum</c>: sky carries the smallest valid disparity; <c>none</c>: no value.</summary>
    [Key("fill", From = "P, Sr")]
    public required SkyFill Fill { get; init; }
}
