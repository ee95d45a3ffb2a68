namespace MovieData.Mvc;

/// <summary>
/// How the dependent picture reaches the base picture of its access unit (README.md, "The inter-view reference").
/// </summary>
internal enum InterViewMode
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>As a short-term reference.</summary>
    Short,

    /// <summary>
    /// As a long-term reference: the base picture is first in list 1 of a B slice, where H.8.4 wants <c>colZeroFlag</c>
    /// = 0 as only long-term references give; and no later base picture needs it.
    /// </summary>
    Long,

    /// <summary>
    /// The same, but later base pictures need it as it is: a copy picture serves as the long-term reference.
    /// </summary>
    Copy,
}

/// <summary>
/// Writes access units as pictures of one plain H.264 High stream: base, perhaps a copy of it, dependent (README.md,
/// "The algorithm"). Slice data are copied, never decoded.
/// </summary>
/// <param name="pool">Where copy pictures come from.</param>
internal sealed class MergedStream(PicturePool pool)
{
    private readonly MergedParameterSets _sets = new();
    private readonly MergedReferences _references = new();
    private readonly BitWriter _writer = new();
    private readonly MergedPictureState _state = new();
    private readonly SliceHeader _copySlice = new() { Kind = SliceKind.P };
    private uint _idrId;
    private Picture? _copy;

    /// <summary>What was written since <see cref="NalOutput.Clear"/>.</summary>
    public NalOutput Output { get; } = new();

    /// <summary>The sequence parameter set in force, null before the first picture.</summary>
    public SequenceParameters? Sequence => _sets.Sequence;

    /// <summary>Decides how the dependent picture of <paramref name="unit"/> gets its inter-view reference.</summary>
    /// <param name="unit">The access unit; reference lists are built.</param>
    /// <param name="basePicture">Its base picture.</param>
    public static InterViewMode ModeOf(AccessUnit unit, Picture basePicture)
    {
        bool used = false;
        bool critical = false;
        for (int index = 0; index < unit.Dependent.Count; index++)
        {
            SliceHeader slice = unit.Dependent[index];
            used |= slice.ActiveReferences(0).Contains(basePicture) || slice.ActiveReferences(1).Contains(basePicture);
            critical |= slice.Kind == SliceKind.B && slice.References[1][0] == basePicture;
        }

        SliceHeader first = unit.Base[0];
        bool isLongAlready = IsMarkedLong(first);
        return (used, critical && !isLongAlready, first.Nal.RefIdc) switch
        {
            (false, _, _) => InterViewMode.None,
            (_, false, _) => InterViewMode.Short,
            (_, _, 0) => InterViewMode.Long,
            _ => InterViewMode.Copy,
        };
    }

    /// <summary>Writes the base picture, and its copy where the mode asks for one.</summary>
    /// <param name="unit">
    /// The access unit; the source's marking of the base view is done, that of the dependent not.
    /// </param>
    /// <param name="picture">Its base picture.</param>
    /// <param name="isIdr">Write it as an IDR picture.</param>
    /// <param name="order">Picture order counts in the merged stream.</param>
    /// <param name="mode">How the dependent picture refers to it; <see cref="InterViewMode.None"/> without one.</param>
    /// <param name="number">Number of the access unit, for the labels.</param>
    public void WriteBase(
        AccessUnit unit, Picture picture, bool isIdr, (int Top, int Bottom) order, InterViewMode mode, int number)
    {
        SliceHeader first = unit.Base[0];
        _copy = null;
        _state.Order = order;
        _state.Replaced = _state.Replacement = null;
        _state.IsIdr = isIdr;
        _state.IsReference = first.Nal.RefIdc != 0 || mode != InterViewMode.None;
        _state.IsLong = mode == InterViewMode.Long || IsMarkedLong(first);
        Begin(picture, null);
        if (isIdr)
        {
            _sets.SendSequence(first.Sequence, Output);
        }

        WriteSlices(unit, unit.Base, PictureLabel.Of(number, MergedPicture.Base));
        End(picture, null);
        if (mode == InterViewMode.Copy)
        {
            WriteCopy(first, picture, PictureLabel.Of(number, MergedPicture.Copy));
        }
    }

    /// <summary>Writes the dependent picture; the source's marking of both views is done.</summary>
    public void WriteDependent(AccessUnit unit, Picture picture, Picture basePicture, int number)
    {
        SliceHeader first = unit.Dependent[0];
        _state.IsIdr = false;
        _state.IsReference = first.Nal.RefIdc != 0;
        _state.IsLong = IsMarkedLong(first);
        (_state.Replaced, _state.Replacement) = _copy is null ? (null, null) : (basePicture, _copy);
        Begin(picture, null);
        WriteSlices(unit, unit.Dependent, PictureLabel.Of(number, MergedPicture.Dependent));
        End(picture, null);
    }

    private static bool IsMarkedLong(SliceHeader slice)
    {
        bool isLong = slice.Nal.IsIdr && slice.IdrLongTerm;
        foreach (SliceCommand command in slice.Marking.Items)
        {
            isLong |= command.Operation == 6;
        }

        return isLong;
    }

    /// <summary>Starts a picture: its delimiter, its frame number and its marking.</summary>
    private void Begin(Picture picture, Picture? retained)
    {
        Output.Add(0, NalType.Delimiter, [0xF0]);
        if (_state.IsIdr)
        {
            _references.Reset();
            _state.IdrId = _idrId ^= 1;
        }

        _state.Picture = picture;
        _state.Marking.Clear();
        picture.MergedFrameNumber = _references.NextFrameNumber;
        picture.MergedLongIndex = 0;
        if (_state.IsReference && !_state.IsIdr)
        {
            _references.Plan(picture, _state.IsLong, retained, _state.Marking);
        }
    }

    /// <summary>Ends a picture: from here on it is a reference, if it is one at all.</summary>
    private void End(Picture picture, Picture? retained)
    {
        if (_state.IsReference)
        {
            _references.Add(picture, _state.IsLong, retained);
        }
    }

    private void WriteSlices(AccessUnit unit, IReadOnlyList<SliceHeader> slices, int label)
    {
        // Parameter sets and the label stand before the first slice (7.4.1.2.3).
        for (int index = 0; index < slices.Count; index++)
        {
            _sets.Require(slices[index], Output);
        }

        WriteLabel(label);
        for (int index = 0; index < slices.Count; index++)
        {
            SliceHeader slice = slices[index];
            MergedSliceWriter.Write(_writer, slice, unit.Rbsp(slice), _state, _sets.Require(slice, Output));
            AddSlice(slice.Nal.RefIdc);
        }
    }

    private void WriteCopy(SliceHeader source, Picture basePicture, int label)
    {
        _copy = pool.Rent();
        _state.IsIdr = false;
        _state.IsReference = _state.IsLong = true;
        _copySlice.Sequence = source.Sequence;
        _copySlice.ReferenceCounts[0] = 1;
        _copySlice.References[0][0] = basePicture;
        _copySlice.Deblocking = (1, 0, 0);
        Begin(_copy, basePicture);
        int parameterId = _sets.RequireForCopies(source.Sequence, Output);
        WriteLabel(label);
        MergedSliceWriter.WriteCopy(_writer, _copySlice, _state, parameterId);
        AddSlice(1);
        End(_copy, basePicture);
    }

    private void AddSlice(int sourceRefIdc)
    {
        int refIdc = _state.IsReference ? Math.Max(sourceRefIdc, 1) : 0;
        Output.Add(refIdc, _state.IsIdr ? NalType.IdrSlice : NalType.Slice, _writer.Written);
    }

    private void WriteLabel(int label)
    {
        _writer.Clear();
        PictureLabel.Write(_writer, label);
        Output.Add(0, NalType.Message, _writer.Written);
    }
}
