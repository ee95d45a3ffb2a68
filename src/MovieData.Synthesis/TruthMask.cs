namespace MovieData.Synthesis;

/// <summary>Mask codes of CONTRACT.md as the truth knows them; there is no code 1 (inconsistent) in truth.</summary>
internal static class TruthMask
{
    /// <summary>Seen in both cropped views, not sky.</summary>
    public const byte Valid = 0;

    /// <summary>Hidden in the right view.</summary>
    public const byte Occluded = 2;

    /// <summary>Out of the right view's crop.</summary>
    public const byte OutOfView = 3;

    /// <summary>Sky.</summary>
    public const byte Sky = 4;

    /// <summary>Black bar.</summary>
    public const byte Bar = 5;
}
