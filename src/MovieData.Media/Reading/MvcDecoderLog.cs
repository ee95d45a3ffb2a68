using System.Collections.Concurrent;
using MovieData.Media.Processes;
using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// Follows the decoder's stderr: the label of every picture that came out, in order, and whether ffmpeg called it
/// corrupt (a line before the one of its filter showinfo).
/// </summary>
internal sealed class MvcDecoderLog : DecoderLog, IDisposable
{
    // Bounded by the subprocess: it announces a picture when it is about to write it to a pipe that we empty.
    private readonly BlockingCollection<(int Label, bool IsCorrupt)> _pictures = [];
    private bool _isCorrupt;
    private bool _isAnnounced;

    /// <inheritdoc/>
    protected override void TakeFrame(string line)
    {
        // The picture before had no label, which none of ours lacks.
        Announce(-1);
        _isAnnounced = true;
    }

    /// <inheritdoc/>
    protected override void TakeOther(string line)
    {
        if (PictureLabel.TryParse(line, out int label))
        {
            Announce(label);
        }
        else if (line.Contains("corrupt decoded frame", StringComparison.Ordinal))
        {
            Announce(-1);
            _isCorrupt = true;
        }
    }

    /// <summary>No more lines will come.</summary>
    public void End()
    {
        Announce(-1);
        _pictures.CompleteAdding();
    }

    /// <summary>
    /// Waits for the next picture; null when the decoder has ended. Listen to the decoder meanwhile
    /// (<see cref="FFmpegProcess.Listen"/>), which ends it when it falls silent.
    /// </summary>
    public (int Label, bool IsCorrupt)? Next() =>
        _pictures.TryTake(out (int Label, bool IsCorrupt) picture, Timeout.Infinite) ? picture : null;

    /// <inheritdoc/>
    public void Dispose() => _pictures.Dispose();

    private void Announce(int label)
    {
        if (_isAnnounced)
        {
            _pictures.Add((label, _isCorrupt || label < 0));
            _isAnnounced = _isCorrupt = false;
        }
    }
}
