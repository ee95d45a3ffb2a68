using MovieData.Media.Films;
using MovieData.Native;

namespace MovieData.Scratch;

/// <summary>A source whose files lie on a disk of this machine, and stay there until it is disposed.</summary>
public sealed class StagedFiles : IDisposable
{
    private readonly ScratchSource _source;
    private readonly string _root;
    private readonly FilmIndices _indices;
    private readonly RangeLock _use;

    internal StagedFiles(ScratchSource source, string root, FilmIndices indices, RangeLock use)
    {
        _source = source;
        _root = root;
        _indices = indices;
        _use = use;
    }

    /// <summary>The source, read here.</summary>
    public SourceArgument Of(SourceArgument source) => source with
    {
        Paths = _source.Folder is null ? [.. source.Paths.Select(There)] : [_source.HomeOfFolder(_root)],
    };

    /// <summary>A film of this source, read here.</summary>
    public Film Of(Film film) => film with
    {
        Paths = [.. film.Paths.Select(There)],
        Index = _indices.Of(_root),
    };

    /// <summary>A film that was probed here, where its files lie for good; what was found out about the copies is kept
    /// for the next time they are read.</summary>
    public Film Back(Film film)
    {
        _indices.Keep(_root, film.Index);
        return film with { Paths = [.. film.Paths.Select(Here)], Index = new FilmIndex() };
    }

    /// <summary>A message that names the source's own files, not their copies.</summary>
    public string Named(string message) => _source.Stamp.Files.Aggregate(message, (text, file) => text.Replace(
        _source.PathIn(_root, file.Path), file.Path, StringComparison.Ordinal));

    /// <summary>Does some work on the copies, whose faults name the source's own files.</summary>
    /// <exception cref="FilmException">The work failed.</exception>
    public T Naming<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (MovieDataException fault) when (Named(fault.Message) is var message && message != fault.Message)
        {
            throw new FilmException(message, fault);
        }
    }

    /// <summary>It is read no more: others may take its room.</summary>
    public void Dispose() => _use.Dispose();

    private string There(string path) => _source.PathIn(_root, path);

    private string Here(string copy) =>
        _source.Stamp.Files.Select(file => file.Path).First(path => There(path) == copy);
}
