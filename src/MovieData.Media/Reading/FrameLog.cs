using System.Collections.Concurrent;

namespace MovieData.Media.Reading;

/// <summary>
/// Follows ffmpeg's stderr: which pictures came out (showinfo), which are key frames, and what the decoder complained
/// about. ffmpeg reports a corrupt picture on the line before that picture's showinfo line, so damage is known before
/// the picture itself is read from the pipe. A picture may also refer to one that is shown after it (B pictures): its
/// last word is said by <see cref="Verdict"/>, when so many later pictures went by that none can concern it any more.
/// </summary>
/// <param name="check">The film's description, by which its views are cut out and converted: a picture that is not as
/// described is damaged. Null takes any.</param>
/// <param name="container">The film's container where a GPU decodes it, of which more counts as a complaint
/// (<see cref="DecoderComplaint.IsInOfGpu"/>); null where it is decoded in software.</param>
public sealed class FrameLog(PictureCheck? check = null, string? container = null) : DecoderLog, IDisposable
{
    /// <summary>
    /// More pictures than any film has (23 hours at 24 fps); a stream that goes on is cut off with an error.
    /// </summary>
    public const int FramesMax = 2_000_000;

    /// <summary>
    /// Pictures that may be shown between a picture and one it refers to (H.264 and HEVC: at most 16).
    /// </summary>
    public const int ReorderMax = 16;

    /// <summary>
    /// Pictures that went by and were not asked about yet: of a whole film, where nothing of it is wanted before its
    /// end. (A decoder in a film with one key frame may be that far ahead.) 24 bytes each.
    /// </summary>
    private const int WaitingMax = FramesMax;

    // Clean pictures that were handed out: the last word on each, null while pictures have to go by. As many as asked.
    private readonly Dictionary<int, FrameState?> _verdicts = [];
    private readonly List<int> _undecided = new(ReorderMax);
    private readonly BlockingCollection<Picture> _pictures = new(new ConcurrentQueue<Picture>(), WaitingMax);
    private Picture? _next;
    private Picture? _announced;
    private bool _tainted;
    private bool _corruptNext;
    private bool _keySeen;

    /// <summary>
    /// True once a key frame came by: what precedes it in a run that did not start at 0 may miss references.
    /// </summary>
    public bool KeyFrameSeen => _keySeen;

    /// <summary>Index of the picture awaited last, counted from 0; −1 before the first.</summary>
    public int Position { get; private set; } = -1;

    /// <inheritdoc/>
    protected override bool IsComplaint(string line) =>
        container is null ? base.IsComplaint(line) : DecoderComplaint.IsInOfGpu(line, container);

    /// <inheritdoc/>
    protected override void TakeFrame(string line)
    {
        if (ShowinfoLine.Pts(line) is not { } pts)
        {
            return;
        }

        HandOver(null);
        bool key = ShowinfoLine.IsKey(line);
        _tainted = _tainted && !key;
        bool damaged = _tainted || _corruptNext || Note(check?.OfPicture(line));

        // A key frame that is itself corrupt does not end the damage.
        _tainted = damaged;
        _corruptNext = false;
        _announced = new Picture(pts, key, damaged);
        if (check is null)
        {
            HandOver(null);
        }
    }

    /// <inheritdoc/>
    protected override void TakeColour(string line) => HandOver(check?.OfColour(line));

    /// <inheritdoc/>
    protected override void TakeComplaint(string line)
    {
        // Of bits that are missing without a contradiction the decoder says no more than "concealing" before the
        // picture's own mark.
        _corruptNext |= line.Contains("corrupt decoded frame", StringComparison.Ordinal);
        _tainted |= line.Contains("[error]", StringComparison.Ordinal) || DecoderComplaint.IsBrokenUp(line);
    }

    // A picture is known when its colour is told, which is before it leaves on the pipe.
    private void HandOver(PictureFault? colour)
    {
        if (_announced is { } picture)
        {
            bool damaged = Note(colour) || picture.Damaged;
            _tainted |= damaged;
            _announced = null;
            _pictures.Add(picture with { Damaged = damaged });
        }
    }

    /// <summary>The subprocess's last line came, and its last picture was passed.</summary>
    public bool HasEnded => _pictures.IsCompleted && _next is null;

    /// <summary>No more lines will come.</summary>
    public void End()
    {
        HandOver(null);
        _pictures.CompleteAdding();
    }

    /// <summary>
    /// Waits until the decoder has passed the picture of <paramref name="pts"/> and says what became of it. Ask in
    /// ascending order.
    /// </summary>
    /// <param name="pts">Time stamp of the picture.</param>
    /// <param name="keep">True to look ahead: the picture can be asked for once more.</param>
    public FrameState Await(long pts, bool keep = false) => Await((picture, _) => picture.Pts.CompareTo(pts), keep);

    /// <summary>
    /// Waits for the n-th picture of a subprocess that decodes from the beginning. Ask in ascending order.
    /// </summary>
    public FrameState AwaitFrame(int frame) => Await((_, position) => position.CompareTo(frame), keep: false);

    private FrameState Await(Func<Picture, int, int> compare, bool keep)
    {
        while (TryNext() is { } picture)
        {
            int order = compare(picture, Position + 1);
            if (order > 0)
            {
                return FrameState.NotDecoded;
            }

            _keySeen |= picture.Key;
            if (order == 0 && keep)
            {
                return StateOf(picture);
            }

            _next = null;
            Pass(picture);
            if (order == 0)
            {
                return HandOut(picture);
            }
        }

        return FrameState.NotDecoded;
    }

    /// <summary>
    /// The last word on the picture at <paramref name="index"/>, which was handed out and clean by itself: damaged if a
    /// picture shown soon after it, up to the next key frame, is; null while more pictures have to go by.
    /// </summary>
    public FrameState? Verdict(int index) =>
        _verdicts[index] ?? (HasEnded ? FrameState.Clean : null);

    /// <summary>Lets pictures go by until every earlier one has its last word, or the subprocess has ended.</summary>
    public void Drain()
    {
        while (_undecided.Count > 0 && TryNext() is { } picture)
        {
            _next = null;
            Pass(picture);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pictures.Dispose();

    // The next picture, which stays the next until it is passed; null when no more come.
    private Picture? TryNext() =>
        _next ??= _pictures.TryTake(out Picture picture, Timeout.Infinite) ? picture : null;

    private static FrameState StateOf(Picture picture) =>
        picture.Damaged ? FrameState.Damaged : FrameState.Clean;

    private FrameState HandOut(Picture picture)
    {
        if (!picture.Damaged)
        {
            _verdicts.Add(Position, null);
            _undecided.Add(Position);
        }

        return StateOf(picture);
    }

    // A picture tells of those before it as it goes by: how many do until the next is asked for is the plan's choice.
    private void Pass(Picture picture)
    {
        Position++;
        for (int at = _undecided.Count - 1; at >= 0; at--)
        {
            int index = _undecided[at];
            if (picture.Damaged || picture.Key || Position - index >= ReorderMax)
            {
                _verdicts[index] = picture.Damaged ? FrameState.Damaged : FrameState.Clean;
                _undecided.RemoveAt(at);
            }
        }
    }

    private bool Note(PictureFault? fault)
    {
        if (fault is null)
        {
            return false;
        }

        Complain($"a picture of {fault.What} {fault.Measured}, expected {fault.Expected}");
        return true;
    }

    private readonly record struct Picture(long Pts, bool Key, bool Damaged);
}
