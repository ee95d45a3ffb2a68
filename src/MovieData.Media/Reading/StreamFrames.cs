using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>
/// Frames of a film's streams, decoded by ffmpeg: the engine of every source whose coded frames are whole pictures of
/// one or both views. A frame is handed out when no later one can prove it damaged.
/// </summary>
/// <param name="film">The film.</param>
/// <param name="parts">The stream of each coded frame that a frame consists of, in order of views: [0] for packed
/// views, [0, 1] for two streams, [0, 0] for views that take turns in one.</param>
internal sealed class StreamFrames(Film film, IReadOnlyList<int> parts)
{
    /// <summary>
    /// Where a container orders its frames by decoding time, ffmpeg seeks so much before the time it is given when
    /// frames are reordered (3/23 s), and so lands one key frame early: in a film with a key frame every two seconds
    /// half of what was decoded. The time is stated later by as much. Where that is too late, the first frame does not
    /// come out, or before any key frame (it leads an open GOP): that is seen, and the next try is made.
    /// </summary>
    internal const double ReorderLeadS = -0.1305;

    /// <summary>
    /// Seconds before the plan's seek point at which decoding starts, tried in turn until a key frame precedes the
    /// first frame (a container's index may lead behind it); the last try starts at the beginning of the file.
    /// </summary>
    private static readonly double?[] LeadsS = [0, 5, 30, null];

    private readonly int _turns = parts.Count / film.StreamIndexes.Count;
    private bool _landsEarly = LandsEarly(film);

    /// <summary>True for films in which ffmpeg lands early (<see cref="ReorderLeadS"/>): Matroska, one clip.</summary>
    internal static bool LandsEarly(Film film) =>
        film.Clips == 1 && film.Container.Contains("matroska", StringComparison.Ordinal);

    /// <inheritdoc cref="IFrameSource.FramesDecoded"/>
    public long FramesDecoded { get; private set; }

    /// <inheritdoc cref="IFrameSource.Read"/>
    public IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel) => DecoderDoubt.Settle(
        Decoders(request),
        (with, given) => with.Gpu is { } gpu
            ? gpu.WhileTrusted(ReadUntilDoubt(given, with, cancel), cancel)
            : ReadUntilDoubt(given, with, cancel));

    // What frames are decoded with, from the cheapest to the one whose word is certain.
    private static IEnumerable<FrameRequest> Decoders(FrameRequest request)
    {
        if (request.Gpu is { IsTrusted: true })
        {
            yield return request with { Threads = 1 };
        }

        yield return request with { Gpu = null };
        yield return request with { Gpu = null, Threads = 1 };
    }

    /// <summary>
    /// The frames that were not given yet; with a GPU or several threads a null ends them where the decoder complained.
    /// </summary>
    private IEnumerable<SourceFrame?> ReadUntilDoubt(int given, FrameRequest request, CancellationToken cancel)
    {
        var readers = new FrameReader[film.StreamIndexes.Count];
        var waiting = new Queue<WaitingFrame>();
        try
        {
            // Frames that are counted are counted from the start, also those that were given before.
            int first = request.Positions is null ? 0 : given;
            OpenReaders(readers, first, request, cancel);
            for (int index = first; index < request.Count; index++)
            {
                cancel.ThrowIfCancellationRequested();
                SourceFrame read = ReadFrame(readers, index, request);
                waiting.Enqueue(new WaitingFrame(read, [.. readers.Select(reader => reader.Position)]));
                if (IsInDoubt(readers, request))
                {
                    yield return null;
                    yield break;
                }

                bool isLast = request.Positions is not null && index == request.Count - 1;
                bool isEnd = request.IsWholeFilm && read.Fault is { State: FrameState.NotDecoded };
                if (isEnd)
                {
                    // An end that is the decoder's failure is no end of a film; nor is one without a frame.
                    Array.ForEach(readers, reader => reader.FinishIfEnded());
                }

                foreach (SourceFrame certain in isLast || (isEnd && index > 0)
                    ? [] : TakeCertain(readers, waiting, request))
                {
                    if (index >= given)
                    {
                        yield return certain;
                    }
                    else
                    {
                        certain.Dispose();
                    }
                }

                if (isEnd)
                {
                    yield break;
                }
            }

            foreach (SourceFrame? certain in request.Positions is null ? [] : TakeRest(readers, waiting, request))
            {
                yield return certain;
            }
        }
        finally
        {
            FramesDecoded += readers.Sum(reader => (reader?.Position ?? -1) + 1);
            Array.ForEach(readers, reader => reader?.Dispose());
            waiting.ToList().ForEach(one => one.Frame.Dispose());
        }
    }

    private static bool IsInDoubt(FrameReader[] readers, FrameRequest request)
    {
        FrameReader? complaining = readers.FirstOrDefault(reader => reader.FirstComplaint.Length > 0);
        if (complaining is not null)
        {
            request.Gpu?.Distrust(complaining.FirstComplaint);
        }

        return complaining is not null && (request.Gpu is not null || request.Threads != 1);
    }

    /// <summary>What is left when the last frame was read; a null where that is in doubt. No decoder runs any more when
    /// it is handed on: the receiver may take its time.</summary>
    private IEnumerable<SourceFrame?> TakeRest(
        FrameReader[] readers, Queue<WaitingFrame> waiting, FrameRequest request)
    {
        if (!request.IsKnownClean)
        {
            Array.ForEach(readers, reader => reader.Drain());
        }

        if (IsInDoubt(readers, request))
        {
            return [null];
        }

        var rest = new Queue<SourceFrame>(TakeCertain(readers, waiting, request));
        Array.ForEach(readers, reader => reader.Dispose());
        return HandOut(rest);
    }

    private static IEnumerable<SourceFrame> HandOut(Queue<SourceFrame> rest)
    {
        try
        {
            while (rest.TryDequeue(out SourceFrame? frame))
            {
                yield return frame;
            }
        }
        finally
        {
            rest.ToList().ForEach(frame => frame.Dispose());
        }
    }

    // A frame may refer to one that is shown after it: it is handed on when no later one can prove it damaged. Of one
    // that is only digested, or of a film that the scan heard no complaint of, the decoder's word on it is enough.
    private IEnumerable<SourceFrame> TakeCertain(
        FrameReader[] readers, Queue<WaitingFrame> waiting, FrameRequest request)
    {
        while (waiting.TryPeek(out WaitingFrame? first))
        {
            SourceFrame frame = first.Frame;
            FrameState?[] verdicts = frame.Fault is not null || request.Positions is null ? []
                : [.. readers.Zip(first.Positions, (reader, at) => reader.Verdict(at))];
            int damaged = Array.IndexOf(verdicts, FrameState.Damaged);
            if (damaged < 0 && verdicts.Contains(null) && !request.IsKnownClean)
            {
                yield break;
            }

            waiting.Dequeue();
            if (damaged >= 0)
            {
                frame.Dispose();
                frame = new SourceFrame(
                    frame.Number, FaultOf(FrameState.Damaged, frame.Number, damaged, readers[damaged]));
            }

            yield return frame;
        }
    }

    // The decoder's own words hold addresses and come when a thread gets to them: they have no place in the data.
    private FrameFault FaultOf(FrameState state, int number, int stream, FrameReader reader)
    {
        string path = film.NameOf(stream);
        return new FrameFault(
            state,
            $"{(state == FrameState.NotDecoded ? "not decoded" : "damaged")}: frame {number} of "
                + Path.GetFileName(path),
            path,
            reader.FirstComplaint);
    }

    private void OpenReaders(FrameReader[] readers, int first, FrameRequest request, CancellationToken cancel)
    {
        int[]? counted =
            request.Numbers?.SelectMany(n => Enumerable.Range(0, _turns).Select(turn => Coded(n, turn))).ToArray();
        for (int stream = 0; stream < readers.Length; stream++)
        {
            readers[stream] = request.Positions is { } positions
                ? OpenAtKeyFrame([.. positions.Skip(first)], stream, request, cancel)
                : FrameReader.OpenFrames(film, stream, counted, request, cancel);
        }

        for (int coded = 0; request.IsWholeFilm && coded < film.SkippedPictures; coded++)
        {
            // A second view without its first one: decoded, but of no frame.
            using var planes = new HeldPlanes<byte>(request.Pool);
            if (readers[0].AwaitFrame(coded) != FrameState.NotDecoded)
            {
                readers[0].Read(request.Rent(planes).Pixels);
            }
        }
    }

    /// <summary>Number of a coded frame in its stream.</summary>
    private int Coded(int number, int part) => film.SkippedPictures + (_turns * number) + (part % _turns);

    private FrameReader OpenAtKeyFrame(
        FramePosition[] frames, int stream, FrameRequest request, CancellationToken cancel)
    {
        long[] wanted = [.. frames.SelectMany(frame => frame.Pts.Where((_, part) => parts[part] == stream))];
        foreach (double? leadS in _landsEarly ? [ReorderLeadS, .. LeadsS] : LeadsS)
        {
            double? startS = frames[0].SeekS(film, stream) - leadS;
            bool isLast = startS is not > 0;
            FrameReader? reader = FrameReader.Open(film, stream, wanted, isLast ? null : startS, request, cancel);
            try
            {
                if ((reader.Preview(wanted[0]) == FrameState.Clean && reader.KeyFrameSeen) || isLast)
                {
                    (FrameReader good, reader) = (reader, null);
                    return good;
                }
            }
            finally
            {
                reader?.Dispose();
            }

            _landsEarly = false;
        }

        throw new InvalidOperationException("the last lead starts at the beginning");
    }

    /// <summary>Reads all coded frames of a frame off the pipes, also where one of them is of no use.</summary>
    private SourceFrame ReadFrame(FrameReader[] readers, int index, FrameRequest request)
    {
        FramePosition? position = request.Positions?[index];
        int number = position?.Number ?? request.Numbers?[index] ?? index;
        using var planes = new HeldPlanes<byte>(request.Pool);
        FrameFault? fault = null;
        for (int part = 0; part < parts.Count; part++)
        {
            FrameReader reader = readers[parts[part]];
            FrameState state = position is null
                ? reader.AwaitFrame(Coded(number, part))
                : reader.Await(position.Pts[part]);
            if (state != FrameState.NotDecoded)
            {
                reader.Read(request.Rent(planes).Pixels);
            }

            if (state != FrameState.Clean)
            {
                fault ??= FaultOf(state, number, parts[part], reader);
            }
        }

        return fault is null
            ? new SourceFrame(number, planes.Release(), request.Scaling.Views, null)
            : new SourceFrame(number, fault);
    }

    /// <summary>A frame that is read but not yet certain, and where each reader stood then.</summary>
    private sealed record WaitingFrame(SourceFrame Frame, int[] Positions);
}
