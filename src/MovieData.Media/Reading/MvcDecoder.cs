using System.Collections.Concurrent;
using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Processes;
using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// Decodes an MVC stream into pairs of pictures: a rewriter feeds stock ffmpeg on a thread of its own, and what comes
/// out is paired by the order list and by the label each picture carries.
/// </summary>
/// <remarks>
/// Memory: pictures of the pairs not yet taken (at most the reorder depth, 17 pairs) from the pool, and a few access
/// units. One reader only. Disposal kills the subprocess.
/// </remarks>
public sealed class MvcDecoder : IDisposable
{
    /// <summary>Order list entries ahead of the decoder's output; far more than it can hold back.</summary>
    private const int FramesAheadMax = 1 << 16;

    /// <summary>Labels remembered to tell a picture that came twice from one that never came.</summary>
    private const int LabelsMax = 256;

    private readonly MvcRewriter _rewriter;
    private readonly int _threads;
    private readonly PlanePool _pool;
    private readonly FFmpegProcess _process;
    private readonly MvcDecoderLog _log = new();
    private readonly BlockingCollection<MvcFrame> _frames = new(FramesAheadMax);
    private readonly Queue<int> _labels = new(LabelsMax);
    private readonly byte[] _unwanted;
    private readonly PairGate _gate;
    private (int Label, bool IsCorrupt)? _next;

    /// <summary>Starts decoding.</summary>
    /// <param name="rewriter">The stream; used up.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="pool">Where pictures come from.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    /// <param name="filter">What ffmpeg does to every picture; null: nothing.</param>
    /// <exception cref="MvcException">The stream cannot be decoded at all.</exception>
    /// <exception cref="FFmpegException">ffmpeg is not installed.</exception>
    public MvcDecoder(
        MvcRewriter rewriter, int threads, PlanePool pool, CancellationToken cancel, MvcFilter? filter = null)
    {
        _rewriter = rewriter;
        _threads = threads;
        _pool = pool;
        _gate = new PairGate(rewriter.NextAccessUnit);

        // The first picture tells the size; access units before it have no output.
        bool more = true;
        while (rewriter.Sequence is null && more)
        {
            more = rewriter.Read();
        }

        Size = filter?.Size ?? rewriter.Sequence!.Size;
        _unwanted = new byte[Size.Width * Size.Height * 3 / 2];
        _process = FFmpegProcess.Start(
            "ffmpeg",
            Arguments(rewriter.PixelFormat, threads, filter),
            cancel,
            _log.Take,
            _log.End,
            (input, stop) => Feed(input, more, stop));
    }

    /// <summary>Size of a picture of either view in pixels, cropped and behind the filter.</summary>
    public PixelSize Size { get; }

    /// <summary>The decoder's first complaint; empty when there was none.</summary>
    public string FirstComplaint => _log.FirstComplaint;

    /// <summary>
    /// <see cref="Pairs"/> ended early: the decoder complained, and with several threads it cannot be told about which
    /// picture. What came before is exact; decode the rest again with one thread, whose word is.
    /// </summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>
    /// ffmpeg arguments that decode a merged stream from stdin and write raw pictures to stdout, each announced on
    /// stderr with its label.
    /// </summary>
    /// <param name="pixelFormat">
    /// As the stream has it, so that nothing is converted: <see cref="MvcRewriter.PixelFormat"/>.
    /// </param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="filter">What else it does to every picture; null: nothing.</param>
    public static IReadOnlyList<string> Arguments(string pixelFormat, int threads, MvcFilter? filter = null) =>
    [
        "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info",
        "-threads", threads.ToString(CultureInfo.InvariantCulture), "-f", "h264", "-i", "pipe:0",
        "-vf", "showinfo=checksum=0" + (filter is null ? "" : "," + filter.Graph),
        "-fps_mode", "passthrough", .. filter is null ? (string[])["-pix_fmt", pixelFormat] : [],
        .. FrameReader.AtOnce, "-f", "rawvideo", "pipe:1",
    ];

    /// <summary>
    /// All pairs in presentation order, each once, or those before <see cref="IsInDoubt"/>; the receiver disposes them.
    /// </summary>
    /// <exception cref="MvcException">The stream turned out to be of a kind that cannot be decoded.</exception>
    /// <exception cref="FFmpegException">ffmpeg failed or fell silent, as decoder or in front of it.</exception>
    /// <exception cref="IOException">The film's file cannot be read on.</exception>
    public IEnumerable<MvcPair> Pairs()
    {
        foreach (MvcFrame frame in _frames.GetConsumingEnumerable())
        {
            (MvcPair read, bool isWhole) = ReadPair(frame);
            _gate.Add(read, !isWhole);
            IsInDoubt = _threads != 1 && FirstComplaint.Length > 0;
            if (IsInDoubt)
            {
                yield break;
            }

            while (_gate.TryTake(ended: false, out MvcPair? pair))
            {
                yield return pair!;
            }
        }

        // Where the stream could not be read to its end, what is held back is not certain.
        _process.Input.RequireFed();
        while (_gate.TryTake(ended: true, out MvcPair? pair))
        {
            yield return pair!;
        }

        _process.WaitForSuccess();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _gate.Dispose();
        _frames.Dispose();
        _log.Dispose();
    }

    /// <summary>Reads the pictures of an access unit; not whole when one did not come, or came damaged.</summary>
    private (MvcPair Pair, bool IsWhole) ReadPair(MvcFrame frame)
    {
        using var views = new HeldPlanes<byte>(_pool);
        bool isWhole = !frame.HasBase || TryRead(frame, MergedPicture.Base, views);
        bool hasBase = views.Count == 1;
        isWhole &= !frame.HasCopy || TryRead(frame, MergedPicture.Copy, views);
        isWhole &= !frame.HasDependent || TryRead(frame, MergedPicture.Dependent, views);
        Plane<byte>[] read = views.Release();
        return (new MvcPair(frame, hasBase ? read[0] : null, read.ElementAtOrDefault(hasBase ? 1 : 0)), isWhole);
    }

    /// <summary>Reads the picture of one view; false when it did not come, or came damaged.</summary>
    private bool TryRead(MvcFrame frame, MergedPicture kind, HeldPlanes<byte> views)
    {
        int expected = PictureLabel.Of(frame.AccessUnit, kind);
        Remember(expected);
        while (true)
        {
            _next ??= _process.Listen(_log.Next);
            if (_next is null)
            {
                _process.RequireNotLost();
                return false;
            }

            (int label, bool isCorrupt) = _next.Value;
            if (label == expected)
            {
                ReadPicture(
                    kind == MergedPicture.Copy ? _unwanted : views.Rent(Size.Width, Size.Height * 3 / 2).Bytes);
                return !isCorrupt;
            }

            if (label >= 0 && !_labels.Contains(label))
            {
                // One that belongs behind: the one we wait for never came.
                return false;
            }

            ReadPicture(_unwanted);
        }
    }

    private void Remember(int label)
    {
        if (_labels.Count == LabelsMax)
        {
            _labels.Dequeue();
        }

        _labels.Enqueue(label);
    }

    private void ReadPicture(Span<byte> picture)
    {
        _next = null;
        _process.ReadPicture(picture, "the merged stream");
    }

    private void Feed(ProcessInput input, bool more, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                // The order first: the write may block until a picture is taken that the order must place.
                stop.ThrowIfCancellationRequested();
                while (_rewriter.TryTakeFrame(out MvcFrame frame))
                {
                    _frames.Add(frame, stop);
                }

                if (!input.TryWrite(_rewriter.Written.Span) || !more)
                {
                    return;
                }

                more = _rewriter.Read();
            }
        }
        finally
        {
            _frames.CompleteAdding();
        }
    }
}
