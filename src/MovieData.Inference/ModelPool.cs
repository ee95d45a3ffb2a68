namespace MovieData.Inference;

/// <summary>
/// The networks of one run, loaded once on each GPU (once on a CPU), so that segments are spread over them. All places
/// are alike, so that it does not matter which one takes a segment. Owns all sets.
/// </summary>
public sealed class ModelPool : IDisposable
{
    private readonly IReadOnlyList<ModelSet> _sets;
    private readonly int[] _segments;

    /// <param name="sets">One a place, at least one; they pass to the pool.</param>
    public ModelPool(IReadOnlyList<ModelSet> sets)
    {
        _sets = sets;
        _segments = new int[sets.Count];
    }

    /// <summary>The first set, for what is done once.</summary>
    public ModelSet First => _sets[0];

    /// <summary>Places.</summary>
    public int Count => _sets.Count;

    /// <summary>Loads the same networks in several places; the first one that fails stops all.</summary>
    public static ModelPool Load(IEnumerable<ModelPlace> places, Func<ModelPlace, ModelSet> load)
    {
        var sets = new List<ModelSet>();
        try
        {
            sets.AddRange(places.Select(load));
            return new ModelPool(sets);
        }
        catch
        {
            sets.ForEach(set => set.Dispose());
            throw;
        }
    }

    /// <summary>Does a segment's work with the set that has the fewest segments in work.</summary>
    public async Task<T> UseAsync<T>(Func<ModelSet, Task<T>> work)
    {
        int place;
        lock (_segments)
        {
            place = _segments.IndexOf(_segments.Min());
            _segments[place]++;
        }

        try
        {
            return await work(_sets[place]).ConfigureAwait(false);
        }
        finally
        {
            lock (_segments)
            {
                _segments[place]--;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ModelSet set in _sets)
        {
            set.Dispose();
        }
    }
}
