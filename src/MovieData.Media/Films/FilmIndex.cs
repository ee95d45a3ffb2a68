namespace MovieData.Media.Films;

/// <summary>
/// What took a pass over a film's files, or over their beginning, to find out: read once, shared by all copies of a
/// <see cref="Film"/>, and gone with the last of them.
/// </summary>
public sealed class FilmIndex
{
    private readonly Lock _reading = new();
    private object? _found;

    /// <summary>What was found, or is found now. Nothing is kept of a reading that throws.</summary>
    /// <param name="read">Reads it.</param>
    internal T Of<T>(Func<T> read)
        where T : class
    {
        lock (_reading)
        {
            T found = _found as T ?? read();
            _found = found;
            return found;
        }
    }

    /// <summary>An index of what the probe has found already.</summary>
    internal static FilmIndex Holding(object found) => new() { _found = found };
}
