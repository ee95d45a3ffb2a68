namespace MovieData.Mvc;

/// <summary>
/// Turns an H.264 MVC stream of two views into one plain H.264 High stream that any decoder takes: base picture,
/// dependent picture, base picture … One pass, memory of a few access units, slice data copied bit by bit (README.md,
/// "The algorithm").
/// </summary>
/// <remarks>
/// Call <see cref="Read"/> until it returns false; after each call hand <see cref="Written"/> to the decoder and take
/// what <see cref="TryTakeFrame"/> has. Nothing is dropped in silence: every access unit appears as one
/// <see cref="MvcFrame"/>. After damage nothing is written before the next anchor access unit. Not thread-safe.
/// </remarks>
public sealed class MvcRewriter
{
    /// <summary>
    /// Room below an IDR picture that is not written as one: pictures behind it may have slightly negative order
    /// counts.
    /// </summary>
    private const int OrderGap = 64;

    private readonly AccessUnitReader _reader;
    private readonly AccessUnit _unit = new();
    private readonly PicturePool _pool = new();
    private readonly ViewChain _base;
    private readonly ViewChain _dependent;
    private readonly MergedStream _merged;
    private readonly PresentationOrder _presentation = new();
    private int _number;
    private int _orderOffset;
    private int? _startOrder;
    private bool _isUnitRead;

    /// <summary>A rewriter at the start of a stream.</summary>
    /// <param name="input">
    /// An Annex B byte stream with both views (NAL types 1, 5, 7, 8, 15, 20); read to its end, not disposed.
    /// </param>
    /// <param name="dependentViewId">
    /// The second view wanted when there are more than two; null takes the first dependent one.
    /// </param>
    public MvcRewriter(Stream input, int? dependentViewId = null)
        : this(new AccessUnitReader(input, new ParameterSets(), dependentViewId), 0)
    {
    }

    /// <summary>A rewriter in the middle of a stream.</summary>
    /// <param name="reader">
    /// Access units, the first of which is number <paramref name="firstNumber"/> of the stream.
    /// </param>
    /// <param name="firstNumber">Number of the first access unit.</param>
    public MvcRewriter(AccessUnitReader reader, int firstNumber)
    {
        _reader = reader;
        _number = firstNumber;
        _base = new ViewChain(_pool);
        _dependent = new ViewChain(_pool);
        _merged = new MergedStream(_pool);
    }

    /// <summary>
    /// What the last <see cref="Read"/> wrote: whole NAL units, perhaps none. Valid until the next call.
    /// </summary>
    public ReadOnlyMemory<byte> Written => _merged.Output.Written;

    /// <summary>Access units read so far.</summary>
    public int AccessUnits { get; private set; }

    /// <summary>Pictures written so far.</summary>
    public long Pictures { get; private set; }

    /// <summary>The last thing found wrong, with its access unit; null when all was fine.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Where set, frames get their numbers from it: those of a decode from the beginning.</summary>
    public MvcIndex? Index { get; init; }

    /// <summary>The access unit read last.</summary>
    public AccessUnit Unit => _unit;

    /// <summary>True when decoding can start at the access unit read last.</summary>
    public bool IsStart { get; private set; }

    /// <summary>Number of the access unit that <see cref="Read"/> takes next.</summary>
    public int NextAccessUnit => _number;

    /// <summary>Nothing can come before the access unit read last: it is the first of the film or of a clip.</summary>
    private bool IsFirst => _number == 0 || _unit.StartsClip;

    /// <summary>ffmpeg's name of the coded pixel format: <c>yuvj420p</c> for full range, else <c>yuv420p</c>.</summary>
    public string PixelFormat => _merged.Sequence is { Usability.FullRange: true } ? "yuvj420p" : "yuv420p";

    /// <summary>Parameters of the merged stream, null before its first picture.</summary>
    public SequenceParameters? Sequence => _merged.Sequence;

    /// <summary>Reads one access unit and writes it.</summary>
    /// <returns>False at the end of the stream; all frames can be taken then.</returns>
    /// <exception cref="MvcException">
    /// Field pictures, a format outside the stereo profiles, or nothing decodable in the whole stream.
    /// </exception>
    public bool Read()
    {
        _merged.Output.Clear();
        bool isThere = _isUnitRead || _reader.Read(_unit);
        _isUnitRead = false;
        if (!isThere)
        {
            if (Pictures == 0)
            {
                throw new MvcException(
                    $"the stream has no picture to start from ({LastFault ?? _reader.SetFault ?? "no H.264 slice"})");
            }

            _presentation.Finish();
            return false;
        }

        AccessUnits++;
        Rewrite();
        _pool.ReleaseCurrent();
        _number++;
        return true;
    }

    /// <summary>Takes the next access unit in presentation order, if it is known by now.</summary>
    public bool TryTakeFrame(out MvcFrame frame)
    {
        bool taken = _presentation.TryTake(out frame);
        if (taken && Index is { } index)
        {
            frame = frame with { Number = index.NumberOf(frame.AccessUnit) };
        }

        return taken;
    }

    /// <summary>
    /// Passes over access units up to the one that looks like <paramref name="fingerprint"/>; <see cref="Read"/> takes
    /// it next.
    /// </summary>
    /// <param name="fingerprint">See <see cref="MvcIndex.Fingerprint"/>.</param>
    /// <param name="accessUnitsMax">Give up after so many.</param>
    public bool SkipTo(ulong fingerprint, int accessUnitsMax)
    {
        for (int passed = 0; passed < accessUnitsMax && _reader.Read(_unit); passed++)
        {
            if (_unit.Base.Count > 0 && MvcIndex.Fingerprint(_unit) == fingerprint)
            {
                _isUnitRead = true;
                return true;
            }
        }

        return false;
    }

    private void Rewrite()
    {
        IsStart = false;
        if (_unit.StartsClip)
        {
            StartClip();
        }

        string? fault = ViewChain.Check(_unit.Base, _unit.BaseFault);
        if (_unit.Base.Count == 0)
        {
            _base.Lose(fault!);
            _dependent.Lose(fault!);
            AddLost(fault!, null);
            return;
        }

        SliceHeader first = _unit.Base[0];
        Picture picture = _base.Begin(first);
        IsStart = fault is null && CanStart();
        bool isFresh = IsStart && !_base.IsWhole;
        if (isFresh)
        {
            _base.Start(first.Nal.IsIdr || IsFirst);
            _dependent.Lose("the base view starts anew");
            _startOrder = first.Nal.IsIdr ? null : picture.Order;
        }
        else if (first.Nal.IsIdr)
        {
            _startOrder = null;
        }

        bool isLeading = picture.Order < _startOrder;
        if (_base.IsWhole && !isLeading && (fault is not null || !_base.BuildLists(_unit.Base, picture, null)))
        {
            _base.Lose(fault ?? "it refers to a picture that is missing");
        }

        if (!_base.IsWhole || isLeading)
        {
            FollowLost(picture, _base.Loss ?? "it comes before the picture where decoding starts");
        }
        else
        {
            Write(picture, isFresh);
        }
    }

    /// <summary>A clip is read as if it were alone, and all of it is presented behind the clip before.</summary>
    private void StartClip()
    {
        _base.Forget();
        _dependent.Forget();
        _presentation.StartRun();
        _orderOffset = 0;
        _startOrder = null;
    }

    /// <summary>
    /// A picture to start from: all intra, and nothing behind it refers to what is before it (README.md, "Random
    /// access").
    /// </summary>
    private bool CanStart()
    {
        SliceHeader first = _unit.Base[0];
        bool isAnchor = IsAnchor(_unit.Base) || IsAnchor(_unit.Dependent);
        for (int index = 0; index < _unit.Base.Count && isAnchor; index++)
        {
            isAnchor = _unit.Base[index].Kind == SliceKind.I;
        }

        return isAnchor && (_merged.Sequence is null || first.Sequence.FitsWith(_merged.Sequence));
    }

    private static bool IsAnchor(IReadOnlyList<SliceHeader> slices) =>
        slices.Count > 0 && (slices[0].Nal.IsIdr || slices[0].Nal.IsAnchor);

    private void Write(Picture picture, bool isFresh)
    {
        SliceHeader first = _unit.Base[0];
        bool isIdr = isFresh || (first.Nal.IsIdr && !DependentGoesOn());
        if (isIdr)
        {
            _presentation.StartRun();
            _orderOffset = -picture.Order;
        }
        else if (first.Nal.IsIdr)
        {
            _orderOffset = _presentation.HighestOrder + OrderGap - picture.Order;
        }

        (int Top, int Bottom) order = (picture.TopOrder + _orderOffset, picture.BottomOrder + _orderOffset);
        MvcFault fault = TakeDependent(picture, isIdr, out Picture? dependent);
        InterViewMode mode = dependent is null ? InterViewMode.None : MergedStream.ModeOf(_unit, picture);
        _orderOffset += first.ResetsMarking ? picture.Order : 0;
        _base.End(picture, first, IsStart);
        _merged.WriteBase(_unit, picture, isIdr, order, mode, _number);
        if (dependent is not null)
        {
            _dependent.End(dependent, _unit.Dependent[0], IsAnchor(_unit.Dependent));
            _merged.WriteDependent(_unit, dependent, picture, _number);
        }

        if (!_base.IsCertain || (dependent is not null && !_dependent.IsCertain))
        {
            fault = MvcFault.Damaged;
        }

        var frame = new MvcFrame(0, _number, true, mode == InterViewMode.Copy, dependent is not null, IsStart, fault);
        Pictures += frame.Pictures;
        _presentation.Add(frame, Math.Min(order.Top, order.Bottom));
    }

    /// <summary>
    /// True when the dependent view keeps its references across an IDR picture of the base view: then that must not be
    /// written as an IDR picture, which would take them away.
    /// </summary>
    private bool DependentGoesOn() =>
        _dependent.IsWhole && _unit.Dependent.Count > 0 && !_unit.Dependent[0].Nal.IsIdr
        && _dependent.References.Items.Length > 0;

    /// <summary>Prepares the dependent picture; null when there is none or it cannot be decoded.</summary>
    private MvcFault TakeDependent(Picture basePicture, bool isIdr, out Picture? dependent)
    {
        dependent = null;
        string? fault = ViewChain.Check(_unit.Dependent, _unit.DependentFault);
        if (_unit.Dependent.Count == 0)
        {
            LastFault = $"access unit {_number} has no picture of the second view";
            if (isIdr || _unit.DependentFault is not null)
            {
                _dependent.Lose(fault!);
            }

            return _unit.DependentFault is null ? MvcFault.MissingView : MvcFault.Damaged;
        }

        SliceHeader first = _unit.Dependent[0];
        Picture picture = _dependent.Begin(first);
        if (isIdr && !first.Nal.IsIdr)
        {
            _dependent.Lose("the base view starts anew");
        }

        fault ??= picture.Order != basePicture.Order ? "the views have pictures of different instants"
            : first.Sequence.FitsWith(_unit.Base[0].Sequence) ? null : "the views differ in size or coding tools";
        if (!_dependent.IsWhole && fault is null && IsAnchor(_unit.Dependent))
        {
            _dependent.Start(first.Nal.IsIdr || IsFirst);
        }

        if (_dependent.IsWhole && (fault is not null || !_dependent.BuildLists(_unit.Dependent, picture, basePicture)))
        {
            _dependent.Lose(fault ?? "it refers to a picture that is missing");
        }

        if (_dependent.IsWhole)
        {
            dependent = picture;
            return MvcFault.None;
        }

        picture.IsPhantom = true;
        _dependent.End(picture, first, isAnchor: false);
        LastFault = $"the second view of access unit {_number} is left out: {_dependent.Loss}";
        return MvcFault.Damaged;
    }

    /// <summary>Follows the numbering through an access unit that is not written.</summary>
    private void FollowLost(Picture picture, string why)
    {
        SliceHeader first = _unit.Base[0];
        if (first.Nal.IsIdr)
        {
            _presentation.StartRun();
            _orderOffset = -picture.Order;
        }

        int order = picture.Order + _orderOffset;
        picture.IsPhantom = true;
        _base.End(picture, first, isAnchor: false);
        if (_unit.Dependent.Count > 0)
        {
            Picture dependent = _dependent.Begin(_unit.Dependent[0]);
            dependent.IsPhantom = true;
            _dependent.End(dependent, _unit.Dependent[0], isAnchor: false);
        }

        AddLost(why, order);
    }

    private void AddLost(string why, int? order)
    {
        LastFault = $"access unit {_number} is left out: {why}";
        _presentation.Add(new MvcFrame(0, _number, false, false, false, false, MvcFault.Damaged), order);
    }
}
