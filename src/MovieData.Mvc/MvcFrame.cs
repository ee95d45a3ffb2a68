namespace MovieData.Mvc;

/// <summary>What is wrong with an access unit.</summary>
public enum MvcFault
{
    /// <summary>Nothing: both views are there.</summary>
    None,

    /// <summary>The dependent view has no picture here; the base view is fine.</summary>
    MissingView,

    /// <summary>
    /// Units are broken or missing, or what the picture refers to is: it cannot be trusted, or was not decoded at all.
    /// </summary>
    Damaged,
}

/// <summary>
/// One access unit in presentation order: an entry of the order list by which decoded pictures become pairs.
/// </summary>
/// <param name="Number">
/// Frame number: n-th access unit in presentation order, 0-based, from where the rewriter started.
/// </param>
/// <param name="AccessUnit">Number of the access unit in decoding order, 0-based from the start of the stream.</param>
/// <param name="HasBase">The merged stream has its base picture.</param>
/// <param name="HasCopy">The merged stream has, behind the base picture, a copy of it, which is never shown.</param>
/// <param name="HasDependent">The merged stream has its dependent picture.</param>
/// <param name="IsAnchor">Decoding can start here: nothing presented behind it refers to anything before it.</param>
/// <param name="Fault">What is wrong.</param>
public readonly record struct MvcFrame(
    int Number, int AccessUnit, bool HasBase, bool HasCopy, bool HasDependent, bool IsAnchor, MvcFault Fault)
{
    /// <summary>Pictures that the decoder puts out for it, 0…3, in the order base, copy, dependent.</summary>
    public int Pictures => (HasBase ? 1 : 0) + (HasCopy ? 1 : 0) + (HasDependent ? 1 : 0);
}
