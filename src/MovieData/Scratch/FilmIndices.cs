using System.Collections.Concurrent;
using MovieData.Media.Films;

namespace MovieData.Scratch;

/// <summary>
/// What took a pass over copies to find out, by where they lie: the same place is always the same bytes, so that it is
/// found once a process however often a film is let go and taken again. Safe for many threads.
/// </summary>
internal sealed class FilmIndices
{
    private readonly ConcurrentDictionary<string, FilmIndex> _indices = new(StringComparer.Ordinal);

    /// <summary>The index of the copies in a folder.</summary>
    public FilmIndex Of(string root) => _indices.GetOrAdd(root, _ => new FilmIndex());

    /// <summary>Keeps what the probe found.</summary>
    public void Keep(string root, FilmIndex index) => _indices[root] = index;
}
