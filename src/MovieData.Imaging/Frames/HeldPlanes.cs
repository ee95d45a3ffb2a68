namespace MovieData.Imaging.Frames;

/// <summary>
/// Planes rented one by one for an owner that can only be made when all are there: until <see cref="Release"/> they
/// belong to this list, so that whatever throws on the way leaves none of them outstanding.
/// </summary>
/// <typeparam name="T">Pixel type.</typeparam>
/// <param name="pool">Where the planes come from.</param>
public sealed class HeldPlanes<T>(PlanePool pool) : IDisposable
    where T : unmanaged
{
    private readonly List<Plane<T>> _planes = new(2);

    /// <summary>Planes held.</summary>
    public int Count => _planes.Count;

    /// <summary>Rents one more plane; it stays the list's.</summary>
    /// <param name="width">Pixels in a row, positive.</param>
    /// <param name="height">Rows, positive.</param>
    /// <exception cref="PlanePoolExhaustedException">The pool has no room for it.</exception>
    public Plane<T> Rent(int width, int height)
    {
        // Room first: a list that cannot grow must not lose a plane.
        _planes.EnsureCapacity(_planes.Count + 1);
        Plane<T> plane = pool.Rent<T>(width, height);
        _planes.Add(plane);
        return plane;
    }

    /// <summary>All planes in the order they were rented; from here on they are the caller's.</summary>
    public Plane<T>[] Release()
    {
        Plane<T>[] released = [.. _planes];
        _planes.Clear();
        return released;
    }

    /// <summary>Gives back what was not released.</summary>
    public void Dispose()
    {
        _planes.ForEach(plane => plane.Dispose());
        _planes.Clear();
    }
}
