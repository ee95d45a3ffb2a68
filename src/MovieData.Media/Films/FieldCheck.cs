namespace MovieData.Media.Films;

/// <summary>How the scan makes sure that no picture holds rows of two instants; later ones are stricter.</summary>
public enum FieldCheck
{
    /// <summary>No picture may be flagged as interlaced.</summary>
    Flags,

    /// <summary>As <see cref="Flags"/>, and no picture may be combed: the container says interlaced.</summary>
    FlagsAndCombing,

    /// <summary>No picture may be combed, whatever its flag says: <c>--progressive</c>.</summary>
    Combing,
}
