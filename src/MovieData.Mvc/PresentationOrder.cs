namespace MovieData.Mvc;

/// <summary>
/// Brings access units from decoding into presentation order: by picture order count (H.264 C.4.5.3) within one run
/// from IDR picture to IDR picture, the earlier decoded first among equals, as the decoder's own output does.
/// </summary>
internal sealed class PresentationOrder
{
    /// <summary>
    /// Pictures that may wait: the reorder depth that the merged stream states. The decoder puts a picture out as soon
    /// as more wait, and blocks until it is taken, so the order must be known by then: never hold back more than it
    /// does.
    /// </summary>
    private const int PicturesMax = 16;

    /// <summary>Access units that may wait, those without pictures included.</summary>
    private const int WaitingMax = 16;

    private readonly List<(int Run, int Order, MvcFrame Frame)> _waiting = new(WaitingMax + 1);
    private readonly Queue<MvcFrame> _ready = new();
    private int _pictures;
    private int _run;
    private int _next;

    /// <summary>Highest count of the current run so far.</summary>
    public int HighestOrder { get; private set; } = int.MinValue;

    /// <summary>An IDR picture comes: everything before it goes out first.</summary>
    public void StartRun()
    {
        _run++;
        HighestOrder = int.MinValue;
    }

    /// <summary>Adds the next access unit in decoding order.</summary>
    /// <param name="frame">Its entry; the number is given on the way out.</param>
    /// <param name="order">Its picture order count; null puts it behind all others of the run.</param>
    public void Add(MvcFrame frame, int? order)
    {
        int place = _waiting.Count;
        int count = order ?? Math.Max(HighestOrder, int.MinValue + 1);
        HighestOrder = Math.Max(HighestOrder, count);
        while (place > 0 && _waiting[place - 1].Run == _run && _waiting[place - 1].Order > count)
        {
            place--;
        }

        _waiting.Insert(place, (_run, count, frame));
        _pictures += frame.Pictures;
        while (_pictures > PicturesMax || _waiting.Count > WaitingMax || _waiting[0].Run < _run)
        {
            Release();
        }
    }

    /// <summary>The stream has ended: everything goes out.</summary>
    public void Finish()
    {
        while (_waiting.Count > 0)
        {
            Release();
        }
    }

    /// <summary>Takes the next access unit in presentation order, if it is known by now.</summary>
    public bool TryTake(out MvcFrame frame) => _ready.TryDequeue(out frame);

    private void Release()
    {
        _pictures -= _waiting[0].Frame.Pictures;
        _ready.Enqueue(_waiting[0].Frame with { Number = _next++ });
        _waiting.RemoveAt(0);
    }
}
