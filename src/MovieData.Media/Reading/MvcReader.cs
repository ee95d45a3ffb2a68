using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// A film with H.264 MVC in whatever container: raw, Matroska or MP4 with both views in one track, transport streams
/// with one or two video streams in one file (m2ts, ts, SSIF) or one in each of two files
/// (MovieData.Mvc/README.md, "Containers"), or several such clips that play one after the other.
/// </summary>
/// <remarks>Immutable once opened; every stream and rewriter it gives is independent of the others.</remarks>
public sealed class MvcReader
{
    /// <summary>Access units passed over behind a seek in a container before it counts as failed.</summary>
    private const int SeekUnitsMax = 4096;

    /// <summary>Seconds before the start at which a copying subprocess is sought, so that it cannot land
    /// behind.</summary>
    private const double SeekLeadS = 1;

    private readonly IReadOnlyList<MvcClip> _clips;
    private readonly Lock _indexing = new();
    private MvcIndex? _index;

    private MvcReader(IReadOnlyList<MvcClip> clips)
    {
        _clips = clips;
        Name = clips.Count == 1 ? clips[0].Name : $"{clips[0].Name} and {clips.Count - 1} more clips";
        SequenceParameters sequence = clips[0].Sequence;
        Size = sequence.Size;
        Usability = sequence.Usability;
        PixelFormat = FormatOf(sequence);
        Fps = RateOf(sequence);
    }

    /// <summary>File names, for messages.</summary>
    public string Name { get; }

    /// <summary>Size of either view in pixels, cropped.</summary>
    public PixelSize Size { get; }

    /// <summary>Pairs per second as the stream states it, null when it does not.</summary>
    public Rational? Fps { get; }

    /// <summary>Sample aspect and colour as the stream states them.</summary>
    internal VideoUsability Usability { get; }

    /// <summary>ffmpeg's name of the coded pixel format.</summary>
    public string PixelFormat { get; }

    /// <summary>Every access unit in presentation order; the first use reads the whole film once.</summary>
    /// <param name="cancel">Stops that reading; asked again, it is read again.</param>
    /// <exception cref="MvcException">It turned out to be of a kind that cannot be decoded.</exception>
    /// <exception cref="FFmpegException">The subprocess that reads the container was lost; asked again, it is read
    /// again.</exception>
    public MvcIndex Index(CancellationToken cancel)
    {
        lock (_indexing)
        {
            return _index ??= Scan(cancel);
        }
    }

    /// <summary>Opens what may be a film of two H.264 views; null when its beginning does not show them.</summary>
    /// <param name="paths">One file, or base and dependent file.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <param name="stream">Index of the stream inside a container; null: its first video stream.</param>
    /// <exception cref="FFmpegException">The subprocess that reads the container was lost.</exception>
    public static MvcReader? TryOpen(IReadOnlyList<string> paths, CancellationToken cancel, int? stream = null)
    {
        try
        {
            return Open(paths, cancel, stream);
        }
        catch (Exception error) when (
            error is IOException or MovieDataException and not FFmpegException { SaysNothing: true })
        {
            // Whatever else it is, and whatever is wrong with it, is for the ordinary probe to say.
            return null;
        }
    }

    /// <summary>The reader of a film of layout mvc: opened once, and its index found once.</summary>
    /// <inheritdoc cref="Open(IReadOnlyList{string}, CancellationToken, int?)"/>
    public static MvcReader Of(Film film, CancellationToken cancel) => film.Index.Of(() => film.ClipFiles.Count == 0
        ? Open(film.Paths, cancel, film.StreamIndexes[0])
        : Open(film.Paths, film.ClipFiles, cancel));

    /// <summary>Opens a film.</summary>
    /// <param name="paths">One file, or the two files base and dependent.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <param name="stream">Index of the stream inside a container; null: its first video stream.</param>
    /// <exception cref="MvcException">No second view at its beginning, or of a kind that cannot be decoded.</exception>
    /// <exception cref="FFmpegException">The container cannot be read.</exception>
    public static MvcReader Open(IReadOnlyList<string> paths, CancellationToken cancel, int? stream = null) =>
        new([new MvcClip(paths, stream, cancel)]);

    /// <summary>Opens clips that play one after the other.</summary>
    /// <param name="paths">Files of all clips, in order.</param>
    /// <param name="clipFiles">Files of each clip: one with both views, or two.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="MvcException">As above, of any clip; or one is unlike the first.</exception>
    internal static MvcReader Open(
        IReadOnlyList<string> paths, IReadOnlyList<int> clipFiles, CancellationToken cancel)
    {
        var clips = new List<MvcClip>(clipFiles.Count);
        int file = 0;
        foreach (int count in clipFiles)
        {
            var clip = new MvcClip([.. paths.Skip(file).Take(count)], stream: null, cancel);
            file += count;
            clips.Add(clip);
            CheckAlike(clips[0], clip);
        }

        return new MvcReader(clips);
    }

    /// <summary>A rewriter at the beginning.</summary>
    /// <param name="cancel">Stops the subprocesses.</param>
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
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <returns>The rewriter and what it reads from, which the caller disposes.</returns>
    public (MvcRewriter Rewriter, IDisposable Stream) OpenRewriterAt(int number, CancellationToken cancel)
    {
        bool isCopied = _clips[0].IsCopied;
        MvcIndex index = Index(cancel);
        if (index.StartFor(number, isCopied) is not { } start)
        {
            MvcStream whole = OpenStream(default, 0, cancel);
            return (new MvcRewriter(new AccessUnitReader(whole, new ParameterSets()), 0) { Index = index }, whole);
        }

        double timeS = index.NumberOf(start.AccessUnit) / (Fps?.Value ?? 24);
        double startS = isCopied ? Math.Max(0, timeS - SeekLeadS) : 0;
        for (int attempt = 0; ; attempt++)
        {
            MvcStream stream = OpenStream(start.Position, attempt == 0 ? startS : 0, cancel);
            var reader = new AccessUnitReader(stream, start.Sets.Snapshot());
            var rewriter = new MvcRewriter(reader, start.AccessUnit) { Index = index };

            // The second try reads from the beginning: slower, never wrong.
            if (!isCopied || rewriter.SkipTo(start.Fingerprint, attempt == 0 ? SeekUnitsMax : int.MaxValue))
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
    /// <param name="cancel">Kills the subprocesses.</param>
    /// <param name="filter">What ffmpeg does to every picture; null: nothing.</param>
    /// <returns>Pairs in presentation order; the receiver disposes them, and stops whenever it has enough.</returns>
    /// <exception cref="MvcException">The film cannot be decoded at all.</exception>
    /// <exception cref="FFmpegException">ffmpeg failed or fell silent.</exception>
    public IEnumerable<MvcPair> Decode(
        int first, int threads, PlanePool pool, CancellationToken cancel, MvcFilter? filter = null)
    {
        int next = first;
        return DecoderDoubt.Settle(threads, (count, _) => DecodeUntilDoubt(count));

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
    /// the base view alone. The caller disposes it.
    /// </summary>
    public Stream OpenCoded(CancellationToken cancel) => OpenStream(default, 0, cancel);

    /// <summary>All clips of a title go through one decoder, whose pictures must not change.</summary>
    private static void CheckAlike(MvcClip first, MvcClip other)
    {
        if (other.IsCopied)
        {
            throw new MvcException($"{other.Name}: a clip of a title that is no transport stream (m2ts, SSIF)");
        }

        static string Coding(SequenceParameters sequence) =>
            $"{(sequence.FrameMacroblocksOnly ? "frames" : sequence.AdaptiveFrameField ? "MBAFF" : "PAFF")} of "
            + $"{sequence.WidthInMacroblocks}×{sequence.FrameMacroblocks / sequence.WidthInMacroblocks} macroblocks, "
            + $"direct 8×8 {(sequence.Direct8X8 ? "on" : "off")}";
        static string Rate(SequenceParameters sequence) => RateOf(sequence)?.ToString() ?? "not stated";
        (SequenceParameters one, SequenceParameters two) = (first.Sequence, other.Sequence);
        (string What, string First, string Other)[] facts =
        [
            ("picture size", $"{one.Size}", $"{two.Size}"),
            ("coding", Coding(one), Coding(two)),
            ("pixel format", FormatOf(one), FormatOf(two)),
            ("colour", $"{ColourTags.Of(one.Usability)}", $"{ColourTags.Of(two.Usability)}"),
            ("frame rate", Rate(one), Rate(two)),
        ];
        foreach ((string what, string expected, string found) in facts.Where(fact => fact.First != fact.Other))
        {
            throw new MvcException($"{other.Name}: {what} {found}, but {expected} in {first.Name}: clips of one title "
                + "must be alike; state another --playlist");
        }

        if (!two.FitsWith(one))
        {
            throw new MvcException($"{other.Name}: cropped otherwise than {first.Name}: clips of one title must be "
                + "alike; state another --playlist");
        }
    }

    private static string FormatOf(SequenceParameters sequence) =>
        sequence.Usability.FullRange ? "yuvj420p" : "yuv420p";

    private static Rational? RateOf(SequenceParameters sequence) =>
        sequence.Usability.Timing is { UnitsInTick: > 0, TimeScale: > 0 } timing
            ? new Rational(timing.TimeScale, 2L * timing.UnitsInTick)
            : null;

    private MvcStream OpenStream(MvcPosition position, double startS, CancellationToken cancel) => _clips.Count == 1
        ? _clips[0].OpenStream(position, startS, cancel)
        : new JoinedMvcStream(_clips, position, cancel);

    private MvcIndex Scan(CancellationToken cancel)
    {
        using MvcStream stream = OpenStream(default, 0, cancel);
        try
        {
            return MvcIndex.Scan(stream, cancel);
        }
        catch (MvcException fault)
        {
            throw new MvcException($"{Name}: {fault.Message}", fault);
        }
    }
}
