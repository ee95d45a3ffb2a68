using System.Runtime.CompilerServices;
using MovieData.Frames;

namespace MovieData.Source.Mvc;

/// <summary>
/// A film with H.264 MVC in whatever container: raw, Matroska or MP4 with both views in one track, transport streams
/// with
/// one or two video streams in one file (m2ts, ts, SSIF) or one in each of two files (MVC.md 9).
/// </summary>
/// <remarks>Immutable once opened; every stream and rewriter it gives is independent of the others.</remarks>
public sealed class MvcSource
{
    /// <summary>Access units at the beginning among which a film must show its second view.</summary>
    private const int ProbeUnitsMax = 64;

    /// <summary>Access units passed over behind a seek in a container before it counts as failed.</summary>
    private const int SeekUnitsMax = 4096;

    /// <summary>Seconds before the start at which a copying child is sought, so that it cannot land behind.</summary>
    private const double SeekLeadS = 1;

    /// <summary>
    /// One source a film, for its index takes a pass over the whole of it; goes with the film's list of paths.
    /// </summary>
    private static readonly ConditionalWeakTable<IReadOnlyList<string>, MvcSource> Sources = [];

    private readonly IReadOnlyList<string> _paths;
    private readonly TransportProgram? _program;
    private readonly TransportProgram? _dependentProgram;
    private readonly bool _isRaw;
    private readonly bool _isCopied;
    private readonly ReadOnlyMemory<byte> _ahead;
    private readonly Lazy<MvcIndex> _index;

    private MvcSource(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        _paths = paths;
        Name = string.Join('+', paths.Select(path => Path.GetFileName(path)));
        _program = TransportProgram.Detect(paths[0]);
        if (paths.Count == 2)
        {
            _dependentProgram = TransportProgram.Detect(paths[1]);
            bool isPair = _program is { BasePid: >= 0 } && _dependentProgram is { DependentPid: >= 0 };
            if (!isPair)
            {
                throw new MvcException($"{Name}: two files hold MVC only as transport streams, the base view first");
            }
        }

        _isRaw = _program is null && IsAnnexB(paths[0]);
        _isCopied = _program is null && !_isRaw;
        _ahead = _isCopied ? MvcPrivateBytes.ParameterSets(MvcPrivateBytes.Read(paths[0], cancel)) : default;
        _index = new Lazy<MvcIndex>(() => Scan(cancel));
    }

    /// <summary>File names, for messages.</summary>
    public string Name { get; }

    /// <summary>Size of either view in pixels, cropped.</summary>
    public PixelSize Size { get; private set; }

    /// <summary>Pairs per second as the stream states it, null when it does not.</summary>
    public Rational? Fps { get; private set; }

    /// <summary>Sample aspect and colour as the stream states them.</summary>
    internal VideoUsability Usability { get; private set; } = VideoUsability.None;

    /// <summary>ffmpeg's name of the coded pixel format.</summary>
    public string PixelFormat { get; private set; } = "yuv420p";

    /// <summary>Every access unit in presentation order; the first use reads the whole film once.</summary>
    /// <exception cref="MvcException">It turned out to be of a kind that cannot be decoded.</exception>
    public MvcIndex Index => _index.Value;

    /// <summary>True when the beginning of a film holds pictures of a second H.264 view.</summary>
    /// <param name="paths">One file, or base and dependent file.</param>
    /// <param name="cancel">Stops the children.</param>
    public static bool IsMvc(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        try
        {
            Of(paths, cancel);
            return true;
        }
        catch (Exception error) when (error is MovieDataException or IOException)
        {
            // Whatever else it is, and whatever is wrong with it, is for the ordinary probe to say.
            return false;
        }
    }

    /// <summary>The source that belongs to a film's own list of paths: opened once, and indexed once.</summary>
    /// <inheritdoc cref="Open"/>
    public static MvcSource Of(IReadOnlyList<string> paths, CancellationToken cancel) =>
        Sources.GetValue(paths, list => Open(list, cancel));

    /// <summary>Opens a film.</summary>
    /// <param name="paths">One file, or the two files base and dependent.</param>
    /// <param name="cancel">Stops the children.</param>
    /// <exception cref="MvcException">No second view at its beginning, or of a kind that cannot be decoded.</exception>
    /// <exception cref="FFmpegException">The container cannot be read.</exception>
    public static MvcSource Open(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var source = new MvcSource(paths, cancel);
        using MvcStream stream = source.OpenStream(default, 0, cancel);
        var reader = new AccessUnitReader(stream, new ParameterSets());
        var unit = new AccessUnit();
        SequenceParameters? sequence = null;
        for (int count = 0; count < ProbeUnitsMax && reader.Read(unit); count++)
        {
            sequence ??= unit.Base.Count > 0 ? unit.Base[0].Sequence : null;
            if (sequence is not null && reader.DependentSlices > 0)
            {
                break;
            }
        }

        if (sequence is null || reader.DependentSlices == 0)
        {
            throw new MvcException(
                $"{source.Name}: its first {ProbeUnitsMax} pictures have no second H.264 view (MVC)");
        }

        source.Describe(sequence);
        return source;
    }

    /// <summary>A rewriter at the beginning.</summary>
    /// <param name="cancel">Stops the children.</param>
    /// <returns>The rewriter and what it reads from, which the caller disposes.</returns>
    public (MvcRewriter Rewriter, IDisposable Stream) OpenRewriter(CancellationToken cancel)
    {
        MvcStream stream = OpenStream(default, 0, cancel);
        return (new MvcRewriter(new AccessUnitReader(stream, new ParameterSets()), 0), stream);
    }

    /// <summary>
    /// A rewriter early enough that frame <paramref name="number"/> and all behind it come out as in a decode from the
    /// beginning. Frames before it come too, with their numbers; they may be marked as damaged.
    /// </summary>
    /// <param name="number">Frame number, 0-based.</param>
    /// <param name="cancel">Stops the children.</param>
    /// <returns>The rewriter and what it reads from, which the caller disposes.</returns>
    public (MvcRewriter Rewriter, IDisposable Stream) OpenRewriterAt(int number, CancellationToken cancel)
    {
        if (Index.StartFor(number, _isCopied) is not { } start)
        {
            MvcStream whole = OpenStream(default, 0, cancel);
            return (new MvcRewriter(new AccessUnitReader(whole, new ParameterSets()), 0) { Index = Index }, whole);
        }

        double timeS = Index.NumberOf(start.AccessUnit) / (Fps?.Value ?? 24);
        double startS = _isCopied ? Math.Max(0, timeS - SeekLeadS) : 0;
        for (int attempt = 0; ; attempt++)
        {
            MvcStream stream = OpenStream(start.Position, attempt == 0 ? startS : 0, cancel);
            var reader = new AccessUnitReader(stream, start.Sets.Snapshot());
            var rewriter = new MvcRewriter(reader, start.AccessUnit) { Index = Index };

            // The second try reads from the beginning: slower, never wrong.
            if (!_isCopied || rewriter.SkipTo(start.Fingerprint, attempt == 0 ? SeekUnitsMax : int.MaxValue))
            {
                return (rewriter, stream);
            }

            stream.Dispose();
            if (attempt > 0)
            {
                throw new MvcException(
                    $"{Name}: access unit {start.AccessUnit} is not found again: the file has changed");
            }
        }
    }

    /// <summary>
    /// Decodes all pairs from frame <paramref name="first"/> on, a damaged film alike whatever
    /// <paramref name="threads"/> is (<see cref="DecoderDoubt"/>).
    /// </summary>
    /// <param name="first">First frame number wanted; 0 needs no index.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="pool">Where pictures come from.</param>
    /// <param name="cancel">Kills the children.</param>
    /// <param name="filter">What ffmpeg does to every picture; null: nothing.</param>
    /// <returns>Pairs in presentation order; the receiver disposes them, and stops whenever it has enough.</returns>
    /// <exception cref="MvcException">The film cannot be decoded at all.</exception>
    /// <exception cref="FFmpegException">ffmpeg failed or fell silent.</exception>
    public IEnumerable<MvcPair> Decode(
        int first, int threads, PlanePool pool, CancellationToken cancel, MvcFilter? filter = null)
    {
        int next = first;
        return DecoderDoubt.Settle(threads, count => DecodeUntilDoubt(count));

        IEnumerable<MvcPair?> DecodeUntilDoubt(int count)
        {
            (MvcRewriter rewriter, IDisposable stream) =
                first == 0 ? OpenRewriter(cancel) : OpenRewriterAt(first, cancel);
            using (stream)
            {
                using var decoder = new MvcDecoder(rewriter, count, pool, cancel, filter);
                foreach (MvcPair pair in decoder.Pairs())
                {
                    if (pair.Frame.Number >= next)
                    {
                        next = pair.Frame.Number + 1;
                        yield return pair;
                    }
                    else
                    {
                        pair.Dispose();
                    }
                }

                if (decoder.IsInDoubt)
                {
                    yield return null;
                }
            }
        }
    }

    /// <summary>
    /// The coded stream with both kinds of NAL units, Annex B, from the beginning: what an ordinary decoder reads as
    /// the
    /// base view alone. The caller disposes it.
    /// </summary>
    public Stream OpenCoded(CancellationToken cancel) => OpenStream(default, 0, cancel);

    private static bool IsAnnexB(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        Span<byte> head = stackalloc byte[4];
        bool isThere = file.ReadAtLeast(head, 4, false) == 4;
        return isThere && (head[..3].SequenceEqual<byte>([0, 0, 1]) || head.SequenceEqual<byte>([0, 0, 0, 1]));
    }

    private MvcStream OpenStream(MvcPosition position, double startS, CancellationToken cancel)
    {
        if (_program is { BasePid: >= 0 })
        {
            return new TransportMvcStream(_paths, _program, _dependentProgram, position);
        }

        return _isRaw ? new RawMvcStream(_paths[0], position) : new CopiedMvcStream(_paths[0], startS, _ahead, cancel);
    }

    private MvcIndex Scan(CancellationToken cancel)
    {
        using MvcStream stream = OpenStream(default, 0, cancel);
        return MvcIndex.Scan(stream, cancel);
    }

    private void Describe(SequenceParameters sequence)
    {
        Size = sequence.Size;
        Usability = sequence.Usability;
        PixelFormat = Usability.FullRange ? "yuvj420p" : "yuv420p";
        Fps = Usability.Timing is { UnitsInTick: > 0, TimeScale: > 0 } timing
            ? new Rational(timing.TimeScale, 2L * timing.UnitsInTick)
            : null;
    }
}
