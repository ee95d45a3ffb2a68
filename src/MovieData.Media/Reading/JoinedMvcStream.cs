using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// Clips that play one after the other as one stream. A unit of our own (<see cref="NalType.Join"/>) stands between
/// two of them, since each clip is coded for itself: parameter sets, frame numbers and order counts begin anew.
/// </summary>
internal sealed class JoinedMvcStream : MvcStream
{
    private static readonly byte[] Join = [0, 0, 1, NalType.Join, .. NalType.JoinOfClips];

    private readonly IReadOnlyList<MvcClip> _clips;
    private readonly CancellationToken _cancel;

    /// <summary>Clips opened, and where in this stream their bytes start; what lies before is asked no more.</summary>
    private readonly List<(long Start, int Clip, MvcStream Stream)> _opened = [];
    private ReadOnlyMemory<byte> _join;
    private long _written;

    /// <summary>Opens the clip of a position.</summary>
    /// <param name="clips">All clips of the film, in playing order.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    public JoinedMvcStream(IReadOnlyList<MvcClip> clips, MvcPosition start, CancellationToken cancel)
    {
        _clips = clips;
        _cancel = cancel;
        _opened.Add((0, start.Clip, clips[start.Clip].OpenStream(start, 0, cancel)));
    }

    /// <inheritdoc/>
    public override MvcPosition PositionOf(long offset)
    {
        while (_opened.Count > 1 && _opened[1].Start <= offset)
        {
            _opened.RemoveAt(0);
        }

        (long start, int clip, MvcStream stream) = _opened[0];
        return stream.PositionOf(offset - start) with { Clip = clip };
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            int taken = Math.Min(count, _join.Length);
            if (taken > 0)
            {
                _join.Span[..taken].CopyTo(buffer.AsSpan(offset));
                _join = _join[taken..];
            }
            else
            {
                taken = _opened[^1].Stream.Read(buffer, offset, count);
            }

            if (taken > 0 || !OpenNext())
            {
                _written += taken;
                return taken;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _opened[^1].Stream.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Goes on to the next clip; false behind the last.</summary>
    private bool OpenNext()
    {
        int next = _opened[^1].Clip + 1;
        if (next == _clips.Count)
        {
            return false;
        }

        _opened[^1].Stream.Dispose();
        _join = Join;
        _opened.Add((_written + Join.Length, next, _clips[next].OpenStream(default, 0, _cancel)));
        return true;
    }
}
