using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using MovieData.Frames;

namespace MovieData.Source.Mvc;

/// <summary>
/// Decodes an MVC stream into pairs of pictures: a rewriter feeds stock ffmpeg on a thread of its own, and what comes
/// out
/// is paired by the order list and by the label each picture carries.
/// </summary>
/// <remarks>
/// Memory: pictures of the pairs not yet taken (at most the reorder depth, 17 pairs) from the pool, and a few access
/// units.
/// One reader only. Disposal kills the child.
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
    private readonly FFmpegProcess _child;
    private readonly MvcDecoderLog _log = new();
    private readonly BlockingCollection<MvcFrame> _frames = new(FramesAheadMax);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<int> _labels = new(LabelsMax);
    private readonly byte[] _unwanted;
    private readonly Task _feeder;
    private readonly PairGate _gate;
    private (int Label, bool IsCorrupt)? _next;
    private ExceptionDispatchInfo? _feederFault;

    /// <summary>Starts decoding.</summary>
    /// <param name="rewriter">The stream; used up.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="pool">Where pictures come from.</param>
    /// <param name="cancel">Kills the child.</param>
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
        _child = FFmpegProcess.Start(
            "ffmpeg",
            Arguments(rewriter.PixelFormat, threads, filter),
            cancel,
            _log.Take,
            _log.End,
            redirectInput: true);
        _feeder = Task.Factory.StartNew(
            () => Feed(more), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
    /// stderr
    /// with its label.
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
        "-f", "rawvideo", "pipe:1",
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
            Plane<byte>? baseView = null;
            Plane<byte>? dependentView = null;
            bool isWhole = !frame.HasBase || TryRead(frame, MergedPicture.Base, out baseView);
            isWhole &= !frame.HasCopy || TryRead(frame, MergedPicture.Copy, out _);
            isWhole &= !frame.HasDependent || TryRead(frame, MergedPicture.Dependent, out dependentView);
            _gate.Add(new MvcPair(frame, baseView, dependentView), !isWhole);
            IsInDoubt = _threads != 1 && _log.HasComplained;
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
        _feeder.Wait();
        _feederFault?.Throw();
        while (_gate.TryTake(ended: true, out MvcPair? pair))
        {
            yield return pair!;
        }

        _child.WaitForSuccess();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The feeder may wait for room among the frames, or read on where nothing is written: not before that does it
        // notice that the child is gone.
        _stop.Cancel();
        _child.Dispose();
        _feeder.Wait();
        _gate.Dispose();
        _frames.Dispose();
        _log.Dispose();
        _stop.Dispose();
    }

    /// <summary>Reads the picture of one view; false when it did not come, or came damaged.</summary>
    private bool TryRead(MvcFrame frame, MergedPicture kind, out Plane<byte>? picture)
    {
        picture = null;
        int expected = PictureLabel.Of(frame.AccessUnit, kind);
        Remember(expected);
        while (true)
        {
            _next ??= _log.Next(FFmpegProcess.SilenceMax, _child);
            if (_next is null)
            {
                _child.RequireNotLost();
                return false;
            }

            (int label, bool isCorrupt) = _next.Value;
            if (label == expected)
            {
                picture = kind == MergedPicture.Copy ? null : _pool.Rent<byte>(Size.Width, Size.Height * 3 / 2);
                ReadPicture(picture is null ? _unwanted : picture.Bytes);
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
        if (_child.ReadFully(picture) != picture.Length)
        {
            throw _child.Failure("ended in the middle of a picture");
        }
    }

    private void Feed(bool more)
    {
        try
        {
            using Stream input = _child.Input;
            while (true)
            {
                // The order first: the write may block until a picture is taken that the order must place.
                _stop.Token.ThrowIfCancellationRequested();
                while (_rewriter.TryTakeFrame(out MvcFrame frame))
                {
                    _frames.Add(frame, _stop.Token);
                }

                if (!TryWrite(input) || !more)
                {
                    return;
                }

                more = _rewriter.Read();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody takes pairs any more.
        }
        catch (Exception fault)
        {
            // Of whatever kind: the stream did not come to its end, and whoever takes pairs must hear of it.
            _feederFault = ExceptionDispatchInfo.Capture(fault);
        }
        finally
        {
            _frames.CompleteAdding();
        }
    }

    private bool TryWrite(Stream input)
    {
        try
        {
            input.Write(_rewriter.Written.Span);
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The child is gone: whoever reads its output hears why.
            return false;
        }
    }
}
