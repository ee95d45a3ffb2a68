namespace MovieData.Staging;

/// <summary>
/// Holds an item a stage has taken until the stage's output owns it; disposes it when the work on it fails.
/// </summary>
/// <param name="item">The item taken.</param>
public sealed class ItemGuard<T>(T item) : IDisposable
    where T : class, IDisposable
{
    private T? _item = item;

    /// <summary>The item, until it is passed on.</summary>
    /// <exception cref="ObjectDisposedException">It was passed on.</exception>
    public T Item => _item ?? throw new ObjectDisposedException(typeof(T).Name);

    /// <summary>The item has become part of <paramref name="output"/>, which owns it from here on.</summary>
    public TOut PassOn<TOut>(TOut output)
    {
        _item = null;
        return output;
    }

    /// <summary>Disposes the item unless it was passed on.</summary>
    public void Dispose() => _item?.Dispose();
}
