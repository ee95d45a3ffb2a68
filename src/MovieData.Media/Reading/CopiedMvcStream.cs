using System.Globalization;
using MovieData.Media.Processes;
using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// The video track of any container, taken out by an ffmpeg process that copies: NAL units of both views are in one
/// track, or the dependent view's parameter sets stand in the track's private bytes and go ahead
/// (MovieData.Mvc/README.md, "Containers").
/// </summary>
internal sealed class CopiedMvcStream : MvcStream
{
    private readonly FFmpegProcess _process;
    private readonly CancellationToken _cancel;
    private ReadOnlyMemory<byte> _ahead;

    /// <summary>Starts the subprocess.</summary>
    /// <param name="path">The file.</param>
    /// <param name="startS">Seek target in seconds, landing on a key frame before it; 0 = the beginning.</param>
    /// <param name="stream">Index of the stream inside the file; null: its first video stream.</param>
    /// <param name="ahead">Annex B bytes that come first.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    public CopiedMvcStream(
        string path, double startS, int? stream, ReadOnlyMemory<byte> ahead, CancellationToken cancel)
    {
        _ahead = ahead;
        _cancel = cancel;
        List<string> arguments = ["-nostdin", "-hide_banner", "-nostats", "-loglevel", "error"];
        if (startS > 0)
        {
            arguments.AddRange(["-ss", startS.ToString("F6", CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(FFmpegProcess.FileInput(path));
        string map = stream is { } index ? string.Create(CultureInfo.InvariantCulture, $"0:{index}") : "0:v:0";
        arguments.AddRange(["-map", map, "-c", "copy", "-f", "h264", "pipe:1"]);
        _process = FFmpegProcess.Start("ffmpeg", arguments, cancel);
    }

    /// <inheritdoc/>
    public override MvcPosition PositionOf(long offset) => new(offset, 0);

    /// <inheritdoc/>
    /// <exception cref="FFmpegException">The subprocess failed or was lost: its end is not the film's.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (!_ahead.IsEmpty)
        {
            int taken = Math.Min(count, _ahead.Length);
            _ahead.Span[..taken].CopyTo(buffer.AsSpan(offset));
            _ahead = _ahead[taken..];
            return taken;
        }

        int read = _process.Read(buffer.AsSpan(offset, count));
        if (read == 0 && count > 0)
        {
            _cancel.ThrowIfCancellationRequested();
            _process.WaitForSuccess();
        }

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _process.Dispose();
        base.Dispose(disposing);
    }
}
