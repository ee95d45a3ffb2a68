namespace MovieData.Source;

/// <summary>
/// What a source had to read a whole film, or its beginning, to find out: read once, and shared by all copies of a
/// <see cref="Film"/>, so that it lives as long as one of them. Says nothing of what the film is: films that differ in
/// it alone are equal.
/// </summary>
public sealed class FilmIndex : IEquatable<FilmIndex>
{
    private readonly Lock _reading = new();
    private object? _found;

    /// <summary>Nothing is known yet.</summary>
    public FilmIndex()
    {
    }

    private FilmIndex(object found) => _found = found;

    /// <summary>An index of what the probe has found already.</summary>
    internal static FilmIndex Holding(object found) => new(found);

    /// <summary>What was found, or is found now. Nothing is kept of a reading that throws.</summary>
    /// <param name="read">Reads it.</param>
    internal T Of<T>(Func<T> read)
        where T : class
    {
        lock (_reading)
        {
            if (_found is not T found)
            {
                _found = found = read();
            }

            return found;
        }
    }

    /// <inheritdoc/>
    public bool Equals(FilmIndex? other) => other is not null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FilmIndex);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
