namespace MovieData.Mvc;

/// <summary>
/// Collects NAL units into access units of two views: H.264 7.4.1.2.3 and 7.4.1.2.4 for the base view, H.7.4.1.2 for
/// the dependent one. Parameter sets may stand anywhere, even between the two pictures.
/// </summary>
/// <param name="input">An Annex B byte stream; not disposed.</param>
/// <param name="sets">Parameter sets known from elsewhere; grows.</param>
/// <param name="dependentViewId">The dependent view wanted; null takes the second of the subset sequence set.</param>
public sealed class AccessUnitReader(Stream input, ParameterSets sets, int? dependentViewId = null)
{
    private readonly NalReader _nals = new(input);
    private byte[] _rbsp = new byte[1 << 12];
    private NalHeader? _prefix;
    private bool _held;
    private bool _delimited;
    private int _snapshotVersion;

    /// <summary>
    /// Parameter sets in force where the unit read last begins; a copy, made anew only when they have changed.
    /// </summary>
    public ParameterSets SetsAtStart { get; private set; } = new();

    /// <summary>What was wrong with a parameter set, with other units between slices; the last such message.</summary>
    public string? SetFault { get; private set; }

    /// <summary>Slices of the dependent view seen so far.</summary>
    public long DependentSlices { get; private set; }

    /// <summary>Fills <paramref name="unit"/> with the next access unit.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="MvcException">The stream is of a kind that cannot be decoded.</exception>
    public bool Read(AccessUnit unit)
    {
        unit.Clear();
        while (_held || _nals.Read())
        {
            _held = false;
            if (unit.IsEmpty)
            {
                unit.Offset = _nals.Offset;
                SnapshotSets();
            }

            if (!Take(unit))
            {
                _held = true;
                return true;
            }
        }

        return !unit.IsEmpty;
    }

    /// <summary>Takes the current unit in; false when it belongs to the next access unit.</summary>
    private bool Take(AccessUnit unit)
    {
        NalHeader header;
        try
        {
            header = NalHeader.Parse(_nals.Current);
        }
        catch (MvcSyntaxException error)
        {
            SetFault = error.Message;
            return true;
        }

        switch (header.Type)
        {
            case NalType.Slice or NalType.IdrSlice:
                return TakeBase(unit, header);
            case NalType.DependentSlice:
                int? wanted = dependentViewId ?? sets.FirstSubset?.Views?.ViewIds[1];
                return header.ViewId != wanted || TakeDependent(unit, header);
            case NalType.Prefix:
                _prefix = header;
                return true;
            case NalType.Sequence or NalType.SubsetSequence or NalType.Picture:
                TakeSet(header);
                return true;
            case NalType.Loss:
                TakeLoss(unit);
                return true;
            case NalType.Join:
                return !_nals.Current[1..].SequenceEqual(NalType.JoinOfClips) || TakeJoin(unit);
            case NalType.Delimiter:
                _delimited = true;
                return true;
            default:
                return true;
        }
    }

    private bool TakeBase(AccessUnit unit, NalHeader header)
    {
        if (!unit.IsEmpty && (_delimited || unit.Dependent.Count > 0 || unit.DependentFault is not null))
        {
            return false;
        }

        if (_prefix is { } prefix)
        {
            header = header with { IsAnchor = prefix.IsAnchor, IsInterView = prefix.IsInterView };
        }

        try
        {
            SliceHeader slice = unit.Add(_nals.Current, header, sets);
            if (slice.RedundantCount > 0)
            {
                unit.RemoveLast(isDependent: false);
            }
            else if (unit.Base.Count > 1 && slice.StartsNewPictureAfter(unit.Base[^2]))
            {
                unit.RemoveLast(isDependent: false);
                return false;
            }
        }
        catch (MvcSyntaxException error)
        {
            unit.BaseFault = error.Message;
        }

        _prefix = null;
        _delimited = false;
        return true;
    }

    private bool TakeDependent(AccessUnit unit, NalHeader header)
    {
        if (!unit.IsEmpty && _delimited)
        {
            return false;
        }

        DependentSlices++;
        try
        {
            SliceHeader slice = unit.Add(_nals.Current, header, sets);
            if (slice.RedundantCount > 0)
            {
                unit.RemoveLast(isDependent: true);
            }
            else if (unit.Dependent.Count > 1 && slice.StartsNewPictureAfter(unit.Dependent[^2]))
            {
                // Its base picture is lost: an access unit of its own, without a base.
                unit.RemoveLast(isDependent: true);
                return false;
            }
        }
        catch (MvcSyntaxException error)
        {
            unit.DependentFault = error.Message;
        }

        _delimited = false;
        return true;
    }

    private void SnapshotSets()
    {
        if (_snapshotVersion != sets.Version)
        {
            _snapshotVersion = sets.Version;
            SetsAtStart = sets.Snapshot();
        }
    }

    private void TakeLoss(AccessUnit unit)
    {
        ReadOnlySpan<byte> payload = _nals.Current[1..];
        unit.BaseFault ??= payload.SequenceEqual(NalType.LossOfBase) ? "its container lacks bytes" : null;
        unit.DependentFault ??= payload.SequenceEqual(NalType.LossOfDependent) ? "its container lacks bytes" : null;
    }

    /// <summary>Forgets what the clip before said; false when its last access unit must go out first.</summary>
    private bool TakeJoin(AccessUnit unit)
    {
        if (!unit.IsEmpty)
        {
            return false;
        }

        sets.Clear();
        _prefix = null;
        _delimited = false;
        unit.StartsClip = true;
        return true;
    }

    private void TakeSet(NalHeader header)
    {
        ReadOnlySpan<byte> payload = _nals.Current[header.Length..];
        if (_rbsp.Length < payload.Length)
        {
            _rbsp = new byte[payload.Length];
        }

        try
        {
            sets.Add(header.Type, _rbsp.AsSpan(0, NalEscape.Remove(payload, _rbsp)));
        }
        catch (MvcSyntaxException error)
        {
            SetFault = error.Message;
        }
    }
}
