using System.Buffers.Text;
using System.Globalization;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>
/// Collects what the scanning subprocess prints: on stdout (<see cref="ReadScores"/>) every frame's time stamp and its
/// score with 6 digits; in the log (<see cref="DecoderLog.Take"/>) the score with 12 digits and the key mark. stdout
/// decides which frames there are; the log only refines, since a decoder's own messages may fall between its lines.
/// </summary>
/// <param name="path">The scanned file as messages name it.</param>
/// <param name="kind">Looks at every decoded picture, also those that are no frames of this scan; null asks nothing of
/// them.</param>
public sealed class ScanLog(string path, StreamUniformity? kind = null) : DecoderLog
{
    private readonly List<long> _pts = [];
    private readonly List<double> _scores = [];
    private readonly List<double> _luma = [];
    private readonly List<double> _change = [];
    private readonly List<bool> _keys = [];
    private readonly Dictionary<long, (double Score, bool IsKey)> _log = [];
    private long? _announced;
    private bool _inFrame;

    /// <summary>The scanned file.</summary>
    public string Path => path;

    /// <summary>Frames so far.</summary>
    public int Frames => _scores.Count;

    /// <summary>Last line of the log that speaks of an error; empty when none does.</summary>
    public string LastComplaint { get; private set; } = "";

    /// <summary>Scores in presentation order.</summary>
    public IReadOnlyList<double> Scores => _scores;

    /// <summary>Mean luma in presentation order; empty when it was not measured.</summary>
    public IReadOnlyList<double> Luma => _luma;

    /// <summary>How much each picture changes, after <see cref="Finish"/>; empty when it was not measured.</summary>
    public PairMotion Motion => new(_change, _keys);

    /// <summary>Time stamps in presentation order.</summary>
    public IReadOnlyList<long> Pts => _pts;

    /// <summary>Time stamps and key marks, after <see cref="Finish"/>.</summary>
    public FrameTimes Times() => new(_pts, _keys);

    /// <summary>Takes all whole lines of <paramref name="text"/>; returns how many bytes they had.</summary>
    /// <exception cref="ScanException">A frame has no time stamp or an earlier one than its predecessor, or a picture
    /// is not like the others.</exception>
    public int ReadScores(ReadOnlySpan<byte> text)
    {
        kind?.RequireAlike();
        int used = 0;
        for (int end = text.IndexOf((byte)'\n'); end >= 0; end = text[used..].IndexOf((byte)'\n'))
        {
            ReadScoreLine(text.Slice(used, end));
            used += end + 1;
        }

        return used;
    }

    /// <inheritdoc/>
    protected override void TakeFrame(string line)
    {
        if (ShowinfoLine.Pts(line) is not { } pts)
        {
            return;
        }

        kind?.Take(line);
        if (_log.Count < FrameLog.FramesMax)
        {
            _log[pts] = (double.NaN, ShowinfoLine.IsKey(line));
            _announced = pts;
        }
    }

    /// <inheritdoc/>
    protected override void TakeColour(string line) => kind?.TakeColour(line);

    /// <inheritdoc/>
    protected override void TakeOther(string line)
    {
        if (_announced is { } measured && Printed(line) is { } millionths)
        {
            _log[measured] = (millionths / 1e6, _log[measured].IsKey);
            _announced = null;
        }
        else if (line.Contains("rror", StringComparison.Ordinal) || line.Contains("nvalid", StringComparison.Ordinal))
        {
            LastComplaint = line.Trim();
        }
    }

    /// <summary>Joins stdout and log after the subprocess has ended.</summary>
    /// <exception cref="ScanException">There is no frame at all, or the pictures are not alike.</exception>
    public void Finish()
    {
        if (_scores.Count == 0 || _scores.Count != _pts.Count)
        {
            throw new ScanException($"{path}: has {_scores.Count} frames that ffmpeg can decode, expected at least 1: "
                + "empty, damaged, encrypted or of an unknown codec");
        }

        kind?.Finish();
        for (int frame = 0; frame < _scores.Count; frame++)
        {
            // A frame whose log line was broken up by another message counts as no key frame: decoding starts earlier.
            bool known = _log.TryGetValue(_pts[frame], out (double Score, bool IsKey) entry);
            _keys.Add(known && entry.IsKey);
            if (known && Math.Abs(entry.Score - _scores[frame]) < 1e-6)
            {
                _scores[frame] = entry.Score;
            }
        }

        _log.Clear();
    }

    // What print() says of the picture announced last: a number behind its level and nothing else.
    private static double? Printed(string line) => line.StartsWith("[info] ", StringComparison.Ordinal)
        && double.TryParse(
            line.AsSpan("[info] ".Length),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out double number)
            ? number
            : null;

    private void ReadScoreLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("frame:"u8))
        {
            ReadFrameLine(line);
        }
        else if (_inFrame && Value(line, "lavfi.scene_score="u8) is { } score)
        {
            _scores.Add(score);
            _inFrame = false;
        }
        else if (_inFrame && Value(line, "lavfi.scd.mafd="u8) is { } percent)
        {
            _scores.Add(percent / 100);
            _inFrame = false;
        }
        else if (_luma.Count < _pts.Count && Value(line, "lavfi.signalstats.YAVG="u8) is { } luma)
        {
            _luma.Add(luma);
        }
        else if (_change.Count < _pts.Count && Value(line, "lavfi.signalstats.YDIF="u8) is { } change)
        {
            _change.Add(change);
        }
    }

    private static double? Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key) =>
        line.StartsWith(key) && Utf8Parser.TryParse(line[key.Length..], out double value, out _) ? value : null;

    private void ReadFrameLine(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf("pts:"u8) + 4;
        if (at < 4 || !Utf8Parser.TryParse(line[at..], out long pts, out _))
        {
            throw new ScanException($"{path}: frame {_pts.Count} has no time stamp, so it cannot be found again by "
                + "seeking; remux the film (for example to Matroska) first");
        }

        if (_pts.Count > 0 && pts <= _pts[^1])
        {
            throw new ScanException($"{path}: frame {_pts.Count} has time stamp {pts}, not after {_pts[^1]} of the "
                + "frame before it; remux or re-encode the film first");
        }

        if (_pts.Count >= FrameLog.FramesMax)
        {
            throw new ScanException($"{path}: has more than {FrameLog.FramesMax} frames; cut the film into parts");
        }

        _pts.Add(pts);
        _inFrame = true;
    }
}
