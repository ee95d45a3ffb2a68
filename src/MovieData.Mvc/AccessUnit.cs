namespace MovieData.Mvc;

/// <summary>
/// The slices of one access unit: those of the base picture, then those of the dependent picture, with their bytes.
/// One object is filled again and again.
/// </summary>
public sealed class AccessUnit
{
    /// <summary>Most bytes of one access unit; level 5.1 allows far fewer.</summary>
    public const int BytesMax = 32 << 20;

    /// <summary>Most slices of one picture; a Blu-ray has 4 to 8.</summary>
    public const int SlicesMax = 1024;

    private readonly List<SliceHeader> _base = [];
    private readonly List<SliceHeader> _dependent = [];
    private readonly Stack<SliceHeader> _idle = new();
    private byte[] _bytes = new byte[1 << 18];
    private int _used;

    /// <summary>Offset of its first unit in the stream, in bytes.</summary>
    public long Offset { get; set; }

    /// <summary>It is the first of a clip that plays after another.</summary>
    public bool StartsClip { get; set; }

    /// <summary>Slices of the base picture in order.</summary>
    internal IReadOnlyList<SliceHeader> Base => _base;

    /// <summary>Sequence parameters of the base picture; null where the access unit has none.</summary>
    public SequenceParameters? BaseSequence => _base.Count > 0 ? _base[0].Sequence : null;

    /// <summary>Slices of the dependent picture in order.</summary>
    internal IReadOnlyList<SliceHeader> Dependent => _dependent;

    /// <summary>What was wrong with a unit of the base picture, else null.</summary>
    public string? BaseFault { get; set; }

    /// <summary>What was wrong with a unit of the dependent picture, else null.</summary>
    public string? DependentFault { get; set; }

    /// <summary>True before anything was added.</summary>
    public bool IsEmpty => _base.Count + _dependent.Count == 0 && BaseFault is null && DependentFault is null;

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        Release(_base);
        Release(_dependent);
        _used = 0;
        BaseFault = DependentFault = null;
        StartsClip = false;
    }

    /// <summary>Bytes of a slice: its unit without header and emulation prevention.</summary>
    internal ReadOnlySpan<byte> Rbsp(SliceHeader slice) => _bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>Reads a slice unit and adds it.</summary>
    /// <param name="nal">The unit with its header.</param>
    /// <param name="header">The header; flags of a base slice as its prefix states them.</param>
    /// <param name="sets">Parameter sets seen so far.</param>
    /// <exception cref="MvcSyntaxException">Broken; nothing is added.</exception>
    /// <exception cref="MvcException">A field picture.</exception>
    internal SliceHeader Add(ReadOnlySpan<byte> nal, in NalHeader header, ParameterSets sets)
    {
        List<SliceHeader> slices = header.Type == NalType.DependentSlice ? _dependent : _base;
        ReadOnlySpan<byte> payload = nal[header.Length..];
        if (slices.Count == SlicesMax || _used + payload.Length > BytesMax)
        {
            throw new MvcSyntaxException("an access unit is larger than any level allows");
        }

        if (_used + payload.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + payload.Length, _bytes.Length * 2));
        }

        SliceHeader slice = _idle.TryPop(out SliceHeader? idle) ? idle : new SliceHeader();
        slice.Nal = header;
        slice.Start = _used;
        slice.Length = NalEscape.Remove(payload, _bytes.AsSpan(_used));
        try
        {
            SliceHeaderReader.Read(slice, Rbsp(slice), sets);
        }
        catch (MovieDataException)
        {
            _idle.Push(slice);
            throw;
        }

        _used += slice.Length;
        slices.Add(slice);
        return slice;
    }

    /// <summary>Takes back the base or dependent slice added last.</summary>
    public void RemoveLast(bool isDependent)
    {
        List<SliceHeader> slices = isDependent ? _dependent : _base;
        _used = slices[^1].Start;
        _idle.Push(slices[^1]);
        slices.RemoveAt(slices.Count - 1);
    }

    private void Release(List<SliceHeader> slices)
    {
        foreach (SliceHeader slice in slices)
        {
            _idle.Push(slice);
        }

        slices.Clear();
    }
}
