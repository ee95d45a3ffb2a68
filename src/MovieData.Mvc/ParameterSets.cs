namespace MovieData.Mvc;

/// <summary>
/// The parameter sets seen so far: sequence sets of the base view, subset sequence sets of the dependent view, and the
/// picture sets that both share. A set repeated with equal bytes keeps its object and allocates nothing.
/// </summary>
public sealed class ParameterSets
{
    private readonly SequenceParameters?[] _sequences = new SequenceParameters?[32];
    private readonly SequenceParameters?[] _subsets = new SequenceParameters?[32];
    private readonly PictureParameters?[] _pictures = new PictureParameters?[256];

    /// <summary>
    /// Any subset sequence parameter set, null before the first: the stream is MVC once there is one.
    /// </summary>
    public SequenceParameters? FirstSubset => Array.Find(_subsets, set => set is not null);

    /// <summary>Counts the changes.</summary>
    public int Version { get; private set; }

    /// <summary>A copy that later sets do not change; the sets themselves are shared.</summary>
    public ParameterSets Snapshot()
    {
        var copy = new ParameterSets();
        _sequences.CopyTo(copy._sequences, 0);
        _subsets.CopyTo(copy._subsets, 0);
        _pictures.CopyTo(copy._pictures, 0);
        return copy;
    }

    /// <summary>Forgets all sets.</summary>
    public void Clear()
    {
        Array.Clear(_sequences);
        Array.Clear(_subsets);
        Array.Clear(_pictures);
        Version++;
    }

    /// <summary>Takes in one set.</summary>
    /// <param name="type">NAL type 7, 8 or 15.</param>
    /// <param name="rbsp">Unit without header and emulation prevention.</param>
    /// <exception cref="MvcSyntaxException">Broken; the set before it with that id stays.</exception>
    /// <exception cref="MvcException">A format that no stereo profile allows.</exception>
    public void Add(int type, ReadOnlySpan<byte> rbsp)
    {
        if (type == NalType.Picture)
        {
            if (FindEqual(_pictures, rbsp, static set => set.Rbsp) < 0)
            {
                PictureParameters set = PictureParameters.Parse(rbsp);
                _pictures[set.Id] = set;
                Version++;
            }

            return;
        }

        SequenceParameters?[] table = type == NalType.SubsetSequence ? _subsets : _sequences;
        if (FindEqual(table, rbsp, static set => set.Rbsp) < 0)
        {
            SequenceParameters set = SequenceParameters.Parse(rbsp, type == NalType.SubsetSequence);
            table[set.Id] = set;
            Version++;
        }
    }

    /// <summary>The picture set of a slice.</summary>
    /// <exception cref="MvcSyntaxException">There is none of that id.</exception>
    internal PictureParameters Picture(uint id) =>
        _pictures[id] ?? throw new MvcSyntaxException($"picture parameter set {id} is missing");

    /// <summary>
    /// The sequence set that <paramref name="picture"/> means in a slice of the base or the dependent view.
    /// </summary>
    /// <exception cref="MvcSyntaxException">There is none of that id.</exception>
    internal SequenceParameters Sequence(PictureParameters picture, bool isDependent) =>
        (isDependent ? _subsets : _sequences)[picture.SequenceId]
        ?? throw new MvcSyntaxException($"sequence parameter set {picture.SequenceId} is missing");

    private static int FindEqual<T>(T?[] table, ReadOnlySpan<byte> rbsp, Func<T, byte[]> bytes)
        where T : class
    {
        for (int index = 0; index < table.Length; index++)
        {
            if (table[index] is { } set && bytes(set).AsSpan().SequenceEqual(rbsp))
            {
                return index;
            }
        }

        return -1;
    }
}
