namespace MovieData.Mvc;

/// <summary>
/// Both views of a transport stream as one elementary stream: one file with both in one or two streams (m2ts, SSIF), or
/// two files. Pictures of the two views are paired by equal decoding time stamps, never by their order.
/// </summary>
public sealed class TransportMvcStream : MvcStream
{
    /// <summary>Memory of one view that may wait for the other; extents of an SSIF file are smaller.</summary>
    private const long WaitingBytesMax = 128 << 20;

    /// <summary>
    /// Share of that from which on units wait in buffers of their own size. Reuse makes all as large as the largest
    /// picture.
    /// </summary>
    private const int LooseShare = 4;

    /// <summary>Time stamps count modulo this.</summary>
    private const long TimeRange = 1L << 33;

    private static readonly byte[] BaseLoss = [0, 0, 1, NalType.Loss, .. NalType.LossOfBase];

    private static readonly byte[] DependentLoss = [0, 0, 1, NalType.Loss, .. NalType.LossOfDependent];

    private readonly List<FileStream> _files = [];
    private readonly PesReader _baseReader;
    private readonly PesReader _dependentReader;
    private readonly int _basePid;
    private readonly bool _hasTwoStreams;
    private readonly MvcPosition _start;
    private readonly long _waitingBytesMax;
    private readonly Queue<PesUnit> _base = new();
    private readonly Queue<PesUnit> _dependent = new();
    private readonly Queue<(long Offset, MvcPosition Position)> _positions = new();
    private readonly List<ReadOnlyMemory<byte>> _output = [];
    private PesUnit? _basePicture;
    private PesUnit? _dependentPicture;
    private MvcPosition _last;
    private long _waitingBytes;
    private long _written;
    private int _next;

    /// <summary>Opens one file, or the two files of a pair.</summary>
    /// <param name="paths">Base (or only) file, dependent file.</param>
    /// <param name="program">Streams of the base file.</param>
    /// <param name="dependentProgram">Streams of the dependent file; null when one file has all.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="waitingBytesMax">Overrides the memory of what may wait.</param>
    public TransportMvcStream(
        IReadOnlyList<string> paths,
        TransportProgram program,
        TransportProgram? dependentProgram,
        MvcPosition start,
        long waitingBytesMax = WaitingBytesMax)
    {
        _waitingBytesMax = waitingBytesMax;
        _start = start;
        _last = start;
        _basePid = program.BasePid;
        int dependentPid = (dependentProgram ?? program).DependentPid;
        bool hasTwoFiles = dependentProgram is not null;
        _hasTwoStreams = hasTwoFiles || (dependentPid >= 0 && dependentPid != _basePid);
        _baseReader = hasTwoFiles || !_hasTwoStreams
            ? Open(paths[0], program, start.First, [_basePid])
            : Open(paths[0], program, Math.Min(start.First, start.Second), [_basePid, dependentPid]);
        _dependentReader = hasTwoFiles ? Open(paths[1], dependentProgram!, start.Second, [dependentPid]) : _baseReader;
    }

    /// <inheritdoc/>
    public override MvcPosition PositionOf(long offset)
    {
        while (_positions.TryPeek(out (long Offset, MvcPosition Position) next) && next.Offset <= offset)
        {
            _last = _positions.Dequeue().Position;
        }

        return _last;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_next == _output.Count)
        {
            if (!Pair())
            {
                return 0;
            }
        }

        ReadOnlyMemory<byte> bytes = _output[_next];
        int taken = Math.Min(count, bytes.Length);
        bytes.Span[..taken].CopyTo(buffer.AsSpan(offset));
        _output[_next] = bytes[taken..];
        _next += taken == bytes.Length ? 1 : 0;
        return taken;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _files.ForEach(file => file.Dispose());
        Release();
        _base.Clear();
        _dependent.Clear();
        _baseReader.Trim();
        _dependentReader.Trim();
        base.Dispose(disposing);
    }

    private PesReader Open(string path, TransportProgram program, long offset, IReadOnlyList<int> pids)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        _files.Add(file);
        file.Position = offset;
        return new PesReader(new TransportPackets(file, program.PacketBytes), pids);
    }

    /// <summary>Puts out the next base picture, and the dependent one of the same time; false at the end.</summary>
    private bool Pair()
    {
        Release();
        while (_base.Count == 0)
        {
            if (!ReadMore(_baseReader))
            {
                return false;
            }

            // No base picture for so long: the first ones of the other view have none.
            while (_base.Count == 0 && _waitingBytes > _waitingBytesMax)
            {
                _dependentReader.Release(Dequeue(_dependent));
            }
        }

        _basePicture = Dequeue(_base);
        _dependentPicture = _hasTwoStreams ? FindDependent(_basePicture.DecodingTime) : null;
        _positions.Enqueue((_written, new MvcPosition(_basePicture.Offset, _dependentPicture?.Offset ?? _last.Second)));
        Put(_basePicture, isDependent: false);
        if (_dependentPicture is not null)
        {
            Put(_dependentPicture, isDependent: true);
        }

        return true;
    }

    private void Release()
    {
        _output.Clear();
        _next = 0;
        if (_basePicture is not null)
        {
            _baseReader.Release(_basePicture);
        }

        if (_dependentPicture is not null)
        {
            _dependentReader.Release(_dependentPicture);
        }

        _basePicture = _dependentPicture = null;
    }

    /// <summary>
    /// The dependent picture of a time; pictures of earlier times have no base picture and are dropped.
    /// </summary>
    private PesUnit? FindDependent(long time)
    {
        while (time >= 0 && (_dependent.Count > 0 || (_waitingBytes < _waitingBytesMax && ReadMore(_dependentReader))))
        {
            if (_dependent.Count == 0)
            {
                continue;
            }

            long ahead = (_dependent.Peek().DecodingTime - time + TimeRange) % TimeRange;
            if (ahead == 0)
            {
                return Dequeue(_dependent);
            }

            if (ahead < TimeRange / 2)
            {
                return null;
            }

            _dependentReader.Release(Dequeue(_dependent));
        }

        return null;
    }

    /// <summary>Reads one unit into the queue of its view; false at the end.</summary>
    private bool ReadMore(PesReader reader)
    {
        if (reader.Read() is not { } unit)
        {
            return false;
        }

        bool isBase = reader == _baseReader && unit.Pid == _basePid;
        if (unit.Offset < (isBase ? _start.First : _start.Second))
        {
            // One file, opened where the view that comes first needs it.
            reader.Release(unit);
            return true;
        }

        if (_waitingBytes > _waitingBytesMax / LooseShare)
        {
            unit.Trim();
        }

        _waitingBytes += unit.MemoryBytes;
        (isBase ? _base : _dependent).Enqueue(unit);
        return true;
    }

    private PesUnit Dequeue(Queue<PesUnit> queue)
    {
        PesUnit unit = queue.Dequeue();
        _waitingBytes -= unit.MemoryBytes;
        return unit;
    }

    private void Put(PesUnit unit, bool isDependent)
    {
        AddOutput(unit.Bytes.AsMemory(0, unit.Length));
        if (unit.IsDamaged)
        {
            // A parser cannot see that bytes inside a slice are missing: tell it.
            AddOutput(isDependent ? DependentLoss : BaseLoss);
        }
    }

    private void AddOutput(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _output.Add(bytes);
            _written += bytes.Length;
        }
    }
}
