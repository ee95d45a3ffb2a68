using MovieData.Frames;

namespace MovieData.Source.Reading;

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
    /// Seconds before the plan's seek point at which decoding starts, tried in turn until a key frame precedes the
    /// first frame (a container's index may lead behind it); the last try starts at the beginning of the file.
    /// </summary>
    private static readonly double?[] LeadsS = [0, 5, 30, null];

    private readonly int _turns = parts.Count / film.StreamIndexes.Count;

    /// <inheritdoc cref="IFrameSource.FramesDecoded"/>
    public long FramesDecoded { get; private set; }

    /// <inheritdoc cref="IFrameSource.Read"/>
    public IEnumerable<SourceFrame> Read(
        IReadOnlyList<FramePosition> frames,
        ViewScaling scaling,
        PlanePool pool,
        int threads,
        CancellationToken cancel)
    {
        int given = 0;
        return DecoderDoubt
            .Settle(threads, count => ReadUntilDoubt([.. frames.Skip(given)], scaling, pool, count, cancel))
            .Select(frame =>
            {
                given++;
                return frame;
            });
    }

    /// <inheritdoc cref="IFrameSource.ReadNumbered"/>
    public IEnumerable<SourceFrame> ReadNumbered(
        IReadOnlyList<int>? numbers, ViewScaling scaling, PlanePool pool, int threads, CancellationToken cancel)
    {
        int given = 0;
        return DecoderDoubt
            .Settle(threads, count => NumberedUntilDoubt(numbers, given, scaling, pool, count, cancel))
            .Select(frame =>
            {
                given++;
                return frame;
            });
    }

    /// <summary>The frames; with several threads a null ends them where the decoder complained.</summary>
    private IEnumerable<SourceFrame?> ReadUntilDoubt(
        FramePosition[] frames, ViewScaling scaling, PlanePool pool, int threads, CancellationToken cancel)
    {
        var readers = new FrameReader[film.StreamIndexes.Count];
        var waiting = new Queue<WaitingFrame>();
        try
        {
            for (int stream = 0; stream < readers.Length; stream++)
            {
                readers[stream] = OpenAtKeyFrame(frames, stream, scaling, threads, cancel);
            }

            foreach (FramePosition frame in frames)
            {
                cancel.ThrowIfCancellationRequested();
                SourceFrame read = ReadFrame(
                    readers, frame.Number, part => readers[parts[part]].Await(frame.Pts[part]), scaling, pool);
                waiting.Enqueue(new WaitingFrame(read, [.. readers.Select(reader => reader.Position)]));
                if (IsInDoubt(readers, threads))
                {
                    yield return null;
                    yield break;
                }

                while (TryTakeCertain(readers, waiting, out SourceFrame? certain))
                {
                    yield return certain;
                }
            }

            Array.ForEach(readers, reader => reader.Drain());
            if (IsInDoubt(readers, threads))
            {
                yield return null;
                yield break;
            }

            while (TryTakeCertain(readers, waiting, out SourceFrame? certain))
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

    private static bool IsInDoubt(FrameReader[] readers, int threads) =>
        threads != 1 && readers.Any(reader => reader.FirstComplaint.Length > 0);

    // A frame may refer to one that is shown after it: it is handed on when no later one can prove it damaged.
    private bool TryTakeCertain(FrameReader[] readers, Queue<WaitingFrame> waiting, out SourceFrame? certain)
    {
        certain = null;
        if (!waiting.TryPeek(out WaitingFrame? first))
        {
            return false;
        }

        certain = first.Frame;
        if (certain.Fault is null)
        {
            FrameState?[] verdicts = [.. readers.Zip(first.Positions, (reader, at) => reader.Verdict(at))];
            int damaged = Array.IndexOf(verdicts, FrameState.Damaged);
            if (damaged < 0 && verdicts.Contains(null))
            {
                return false;
            }

            if (damaged >= 0)
            {
                first.Frame.Dispose();
                certain = new SourceFrame(
                    certain.Number, FaultOf(FrameState.Damaged, certain.Number, damaged, readers[damaged]));
            }
        }

        waiting.Dequeue();
        return true;
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

    private FrameReader OpenAtKeyFrame(
        FramePosition[] frames, int stream, ViewScaling scaling, int threads, CancellationToken cancel)
    {
        long[] wanted = [.. frames.SelectMany(frame => frame.Pts.Where((_, part) => parts[part] == stream))];
        foreach (double? leadS in LeadsS)
        {
            double? startS = frames[0].SeekS(film, stream) - leadS;
            bool isLast = startS is not > 0;
            FrameReader? reader = FrameReader.Open(
                film, stream, wanted, isLast ? null : startS, scaling, threads, cancel);
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
        }

        throw new InvalidOperationException("the last lead starts at the beginning");
    }

    /// <summary>Reads all coded frames of a frame off the pipes, also where one of them is of no use.</summary>
    private SourceFrame ReadFrame(
        FrameReader[] readers, int number, Func<int, FrameState> await, ViewScaling scaling, PlanePool pool)
    {
        using var planes = new HeldPlanes<byte>(pool);
        FrameFault? fault = null;
        for (int part = 0; part < parts.Count; part++)
        {
            FrameReader reader = readers[parts[part]];
            FrameState state = await(part);
            if (state != FrameState.NotDecoded)
            {
                reader.Read(planes.Rent(scaling.View.Width, scaling.View.Height * scaling.Views * 3 / 2).Pixels);
            }

            if (state != FrameState.Clean)
            {
                fault ??= FaultOf(state, number, parts[part], reader);
            }
        }

        return fault is null
            ? new SourceFrame(number, planes.Release(), scaling.Views, null)
            : new SourceFrame(number, fault);
    }

    private static void ReadUnpaired(FrameReader reader, int coded, ViewScaling scaling, PlanePool pool)
    {
        using Plane<byte> plane = pool.Rent<byte>(scaling.View.Width, scaling.View.Height * scaling.Views * 3 / 2);
        if (reader.AwaitFrame(coded) != FrameState.NotDecoded)
        {
            reader.Read(plane.Pixels);
        }
    }

    private IEnumerable<SourceFrame?> NumberedUntilDoubt(
        IReadOnlyList<int>? numbers,
        int given,
        ViewScaling scaling,
        PlanePool pool,
        int threads,
        CancellationToken cancel)
    {
        var readers = new FrameReader[film.StreamIndexes.Count];
        int Coded(int number, int part) => film.SkippedPictures + (_turns * number) + (part % _turns);
        try
        {
            int[]? wanted = numbers is null ? null
                : [.. numbers.SelectMany(n => Enumerable.Range(0, _turns).Select(turn => Coded(n, turn)))];
            for (int stream = 0; stream < readers.Length; stream++)
            {
                readers[stream] = FrameReader.OpenFrames(film, stream, wanted, scaling, threads, cancel);
            }

            for (int coded = 0; numbers is null && coded < film.SkippedPictures; coded++)
            {
                // A second view without its first one: decoded, but of no frame.
                ReadUnpaired(readers[0], coded, scaling, pool);
            }

            for (int index = 0; numbers is null || index < numbers.Count; index++)
            {
                cancel.ThrowIfCancellationRequested();
                int number = numbers?[index] ?? index;
                SourceFrame read = ReadFrame(
                    readers, number, part => readers[parts[part]].AwaitFrame(Coded(number, part)), scaling, pool);
                bool isEnd = numbers is null && read.Fault is { State: FrameState.NotDecoded };
                if (IsInDoubt(readers, threads))
                {
                    read.Dispose();
                    yield return null;
                    yield break;
                }

                if (isEnd)
                {
                    // An end that is the decoder's failure is no end of a film.
                    Array.ForEach(readers, reader => reader.FinishIfEnded());
                }

                if (isEnd && index > 0)
                {
                    yield break;
                }

                if (index < given)
                {
                    read.Dispose();
                    continue;
                }

                yield return read;
                if (isEnd)
                {
                    yield break;
                }
            }
        }
        finally
        {
            Array.ForEach(readers, reader => reader?.Dispose());
        }
    }

    /// <summary>A frame that is read but not yet certain, and where each reader stood then.</summary>
    private sealed record WaitingFrame(SourceFrame Frame, int[] Positions);
}
