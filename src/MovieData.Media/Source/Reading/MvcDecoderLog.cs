using System.Collections.Concurrent;
using MovieData.Source.Mvc;

namespace MovieData.Source.Reading;

/// <summary>
/// Follows the decoder's stderr: the label of every picture that came out, in order, and whether ffmpeg called it
/// corrupt
/// (a line before the one of its filter showinfo).
/// </summary>
internal sealed class MvcDecoderLog : IDisposable
{
    // Bounded by the child: it announces a picture when it is about to write it to a pipe that we empty.
    private readonly BlockingCollection<(int Label, bool IsCorrupt)> _pictures = [];
    private volatile bool _hasComplained;
    private bool _isCorrupt;
    private bool _isAnnounced;

    /// <summary>The decoder's first complaint; empty when there was none.</summary>
    public string FirstComplaint { get; private set; } = "";

    /// <summary>
    /// The decoder complained about a picture. Set before that picture is announced, always; with frame threads the
    /// picture itself may come without a mark, since its marks are copied when another thread chooses it for output.
    /// </summary>
    public bool HasComplained => _hasComplained;

    /// <summary>Takes one line of stderr; called in order by the child's drain.</summary>
    public void Take(string line)
    {
        if (DecoderComplaint.IsIn(line))
        {
            Complain(line);
        }

        if (PictureLabel.TryParse(line, out int label))
        {
            Announce(label);
        }
        else if (line.Contains("Parsed_showinfo", StringComparison.Ordinal)
            && line.Contains(" pts:", StringComparison.Ordinal))
        {
            // The picture before had no label, which none of ours lacks.
            Announce(-1);
            _isAnnounced = true;
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

    private void Complain(string line)
    {
        FirstComplaint = FirstComplaint.Length == 0 ? line.Trim() : FirstComplaint;
        _hasComplained = true;
    }
}
