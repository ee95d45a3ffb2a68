namespace MovieData.Inference;

/// <summary>
/// Tensors of one network that wait for the next segment: those of a segment are hundreds of megabytes, and making them
/// anew for every one would leave as much for the garbage collector. Safe for many threads. Owns what waits.
/// </summary>
/// <param name="place">Where the network runs: for a GPU they lie in page-locked memory, if there is any; null: nowhere
/// yet.</param>
public sealed class TensorPool(ModelPlace? place = null) : IDisposable
{
    /// <summary>Bytes that may wait; what is given back beyond them is dropped.</summary>
    public const long IdleBytesMax = 2L << 30;

    private readonly List<OnnxTensor> _idle = [];
    private bool _isDisposed;

    /// <summary>Tensors made so far.</summary>
    public int Made { get; private set; }

    /// <summary>Those of them that lie in page-locked memory.</summary>
    public int Locked { get; private set; }

    /// <summary>Bytes that wait.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_idle)
            {
                return _idle.Sum(tensor => tensor.Bytes);
            }
        }
    }

    /// <summary>A zeroed tensor; the caller's until it is given back.</summary>
    /// <exception cref="OnnxException">It would be larger than one array, or than the memory.</exception>
    public OnnxTensor Rent(OnnxElement element, int[] shape)
    {
        if (Take(element, shape) is { } waiting)
        {
            // What an earlier segment left must not be seen, even where nobody should look.
            waiting.Clear();
            return waiting;
        }

        try
        {
            return Make(element, shape);
        }
        catch (OnnxException error) when (error.IsOutOfMemory && IdleBytes > 0)
        {
            Trim();
            return Make(element, shape);
        }
    }

    /// <summary>Takes a tensor back that nothing is bound to any more.</summary>
    public void Return(OnnxTensor tensor)
    {
        lock (_idle)
        {
            if (!_isDisposed && _idle.Sum(idle => idle.Bytes) + tensor.Bytes <= IdleBytesMax)
            {
                _idle.Add(tensor);
                return;
            }
        }

        tensor.Dispose();
    }

    /// <summary>Drops what waits: its memory is needed.</summary>
    public void Trim()
    {
        lock (_idle)
        {
            _idle.ForEach(tensor => tensor.Dispose());
            _idle.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_idle)
        {
            _isDisposed = true;
        }

        Trim();
    }

    private OnnxTensor? Take(OnnxElement element, int[] shape)
    {
        lock (_idle)
        {
            int i = _idle.FindIndex(t => t.Element == element && t.Shape.SequenceEqual(shape.Select(s => (long)s)));
            if (i < 0)
            {
                return null;
            }

            OnnxTensor waiting = _idle[i];
            _idle.RemoveAt(i);
            return waiting;
        }
    }

    private OnnxTensor Make(OnnxElement element, int[] shape)
    {
        int? gpu = place is { Device: not OnnxDevice.Cpu } ? place.Gpu : null;
        var made = OnnxTensor.For(gpu, element, shape);
        lock (_idle)
        {
            Made++;
            Locked += made.IsLocked ? 1 : 0;
        }

        return made;
    }
}
