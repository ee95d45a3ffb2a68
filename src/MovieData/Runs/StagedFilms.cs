using MovieData.Media.Films;
using MovieData.Scratch;

namespace MovieData.Runs;

/// <summary>
/// The copies of a run's films on a disk of this machine: each is taken with the first of its segments and let go with
/// the last, so that a run over many films needs room for those at work. Safe for many threads.
/// </summary>
internal sealed class StagedFilms : IDisposable
{
    private readonly FilmScratch? _scratch;
    private readonly Dictionary<string, Copy> _copies = new(StringComparer.Ordinal);

    /// <summary>Copies of a run's films.</summary>
    /// <param name="scratch">The disk; null: films are read where they lie.</param>
    /// <param name="films">Id of the film of each segment of the run.</param>
    public StagedFilms(FilmScratch? scratch, IEnumerable<string> films)
    {
        _scratch = scratch;
        foreach (IGrouping<string, string> segments in films.GroupBy(film => film, StringComparer.Ordinal))
        {
            _copies.Add(segments.Key, new Copy { SegmentsLeft = segments.Count() });
        }
    }

    /// <summary>The film to read: its copy, or itself where there is none. Waits while it is copied.</summary>
    /// <exception cref="MovieDataException">The film changed since it was probed.</exception>
    public FilmPlan Of(FilmPlan film, CancellationToken cancel)
    {
        if (_scratch is null)
        {
            return film;
        }

        Copy copy = _copies[film.Film.Id];
        lock (copy)
        {
            if (!copy.IsAsked)
            {
                copy.Staged ??= film.Copied is { } files ? _scratch.Take(files, cancel) : null;
                copy.Stamp = copy.Staged is { } taken ? FilmStamp.Of(taken.Of(film.Film).Paths) : null;
                copy.IsAsked = true;
            }

            return copy.Staged is { } staged ? film with { Film = staged.Of(film.Film), Stamp = copy.Stamp! } : film;
        }
    }

    /// <summary>A message that names a film's own files, not their copies.</summary>
    public string Named(string film, string message) => _copies[film].Staged?.Named(message) ?? message;

    /// <summary>One of a film's segments is done with.</summary>
    public void SegmentDone(string film)
    {
        Copy copy = _copies[film];
        if (Interlocked.Decrement(ref copy.SegmentsLeft) == 0)
        {
            lock (copy)
            {
                copy.Staged?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Copy copy in _copies.Values)
        {
            copy.Staged?.Dispose();
        }
    }

    private sealed class Copy
    {
        public int SegmentsLeft;

        public bool IsAsked { get; set; }

        public StagedFiles? Staged { get; set; }

        public FilmStamp? Stamp { get; set; }
    }
}
