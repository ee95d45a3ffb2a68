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
    /// <summary>Most networks that vote in one pipeline.</summary>
    private const int ModelsMax = 8;

    private const string None = "none";

    /// <summary>Entry of the catalogue, or a list of entries, each with a vote.</summary>
    [Key("model", Unit = "name or [names]", From = "O, Sr", PaperNote = "In-Place ABN", ScriptNote = "In-Place ABN")]
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Every network sees the view mirrored left to right too, which is one vote more.</summary>
    [Key("flips", MayBeAbsent = true, From = "O")]
    public bool Flips { get; init; }

    /// <summary>
    /// A pixel is sky where so many votes (networks, twice with <c>flips</c>) say so; must be written out where there
    /// are several.
    /// </summary>
    [Key("votes_min", Min = 1, Max = 2 * ModelsMax, MayBeAbsent = true, From = "O")]
    public int VotesMin { get; init; } = 1;

    /// <summary>
    /// Entry of the catalogue that finishes what the votes began: a region of its sky (4-connected) is sky as a whole
    /// where the votes call <c>grow_share_min</c> of it sky, and else none of it is on its word. <c>none</c>: the votes
    /// stand alone.
    /// </summary>
    [Key("grow_by", Unit = "name", MayBeAbsent = true, From = "O")]
    public string GrowBy { get; init; } = None;

    /// <summary>Share of a region of <c>grow_by</c> that the votes must call sky.</summary>
    [Key("grow_share_min", Min = 0.01, Max = 1, MayBeAbsent = true, From = "O")]
    public double GrowShareMin { get; init; } = 0.7;

    /// <summary><c>minimum</c>: sky carries the smallest valid disparity; <c>none</c>: no value.</summary>
    [Key("fill", From = "P, Sr")]
    public required SkyFill Fill { get; init; }

    /// <summary>Votes on every pixel.</summary>
    public int Votes => Models.Count * (Flips ? 2 : 1);

    /// <summary>True where <c>grow_by</c> names a network.</summary>
    public bool Grows => GrowBy != None;

    /// <summary>Every network that is asked: those that vote, and last the one that grows their regions.</summary>
    public IReadOnlyList<string> Networks => Grows ? [.. Models, GrowBy] : Models;

    /// <summary>What does not fit together, beginning with the key; null: nothing.</summary>
    public string? Fault =>
        Models.Distinct().Count() != Models.Count ? "sky.model names a network twice; sky.flips gives it a second vote"
        : Models.Count > ModelsMax ? $"sky.model names {Models.Count} networks; at most {ModelsMax} have a vote"
        : VotesMin > Votes ? $"sky.votes_min is {VotesMin}, but sky.model and sky.flips give {Votes} vote(s)"
        : Models.Contains(GrowBy) ? $"sky.grow_by is {GrowBy}, which has a vote in sky.model; it could only repeat it"
        : null;

    /// <summary>The section with one network alone: one vote, nothing grown.</summary>
    public SkyOptions Only(string model) => this with { Models = [model], GrowBy = None };
}
