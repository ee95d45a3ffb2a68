using System.Globalization;
using MovieData.Media.Processes;
using MovieData.Mvc;

namespace MovieData.Media.Probe;

/// <summary>One coded picture and the frame packing message that stands before it.</summary>
/// <param name="Pts">Presentation time stamp as <c>ffmpeg -copyts</c> gives it; null when the container has none (raw
/// streams).</param>
/// <param name="IsKey">Decoding may start here.</param>
/// <param name="IsShown">False: decoded but never shown (an edit list).</param>
/// <param name="Message">The message; null when there is none.</param>
/// <param name="HasSecondView">Slices of a dependent view (H.264 MVC) are among its bytes.</param>
internal readonly record struct CodedPicture(
    long? Pts, bool IsKey, bool IsShown, PackingMessage? Message, bool HasSecondView = false);

/// <summary>
/// Reads the frame packing messages of an H.264 or H.265 stream. Nothing is decoded: an ffmpeg process copies the coded
/// pictures to its stdout, and tells bytes and time stamp of each on its stderr.
/// </summary>
internal static class PackingMessages
{
    /// <summary>
    /// Pictures in which a probe looks for a message: they stand at the pictures at which decoding may start, which are
    /// at most some seconds apart.
    /// </summary>
    public const int ProbePictures = 300;

    private const int FlagKey = 1;
    private const int FlagDiscard = 4;

    /// <summary>True when such messages may be in a stream of this codec.</summary>
    public static bool MayBeIn(string codec) => codec is "h264" or "hevc";

    /// <summary>Reads pictures in coded order.</summary>
    /// <param name="input">Input arguments of ffmpeg.</param>
    /// <param name="stream">Index of the stream.</param>
    /// <param name="codec">ffmpeg's name of its codec, h264 or hevc.</param>
    /// <param name="picturesMax">So many, or all when null.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="FFmpegException">The process was lost, which says nothing about the film.</exception>
    public static IReadOnlyList<CodedPicture> Read(
        IReadOnlyList<string> input, int stream, string codec, int? picturesMax, CancellationToken cancel)
    {
        string[] copy =
        [
            "-map", string.Create(CultureInfo.InvariantCulture, $"0:{stream}"), "-c", "copy", "-copyinkf",
            "-bsf:v", codec == "hevc" ? "hevc_mp4toannexb" : "h264_mp4toannexb",
            .. picturesMax is { } most ? (string[])["-frames:v", most.ToString(CultureInfo.InvariantCulture)] : [],
        ];
        var packets = new List<(long? Pts, int Flags, int Bytes)>();
        using FFmpegProcess process = FFmpegProcess.Start(
            "ffmpeg",
            [
                "-hide_banner", "-nostdin", "-nostats", "-v", "error", "-copyts", .. input,
                .. copy, "-f", codec == "hevc" ? "hevc" : "h264", "pipe:1", .. copy, "-f", "framecrc", "pipe:2",
            ],
            cancel,
            line =>
            {
                if (Packet(line) is { } packet)
                {
                    packets.Add(packet);
                }
            });
        List<(long Offset, PackingMessage? Message)> found = [];
        var units = new NalReader(new Output(process));
        while (units.Read())
        {
            PackingMessage? message = PackingMessage.In(units.Current, codec == "hevc");
            if (message is not null || (codec == "h264" && (units.Current[0] & 31) == NalType.DependentSlice))
            {
                found.Add((units.Offset, message));
            }
        }

        cancel.ThrowIfCancellationRequested();
        process.RequireNotLost();
        return [.. Join(packets, found)];
    }

    /// <summary>Lays each message, or slice of a dependent view (null), to the picture in whose bytes it
    /// stands.</summary>
    private static IEnumerable<CodedPicture> Join(
        List<(long? Pts, int Flags, int Bytes)> packets, List<(long Offset, PackingMessage? Message)> found)
    {
        int next = 0;
        long end = 0;
        foreach ((long? pts, int flags, int bytes) in packets)
        {
            end += bytes;
            (PackingMessage? own, bool hasSecondView) = (null, false);
            for (; next < found.Count && found[next].Offset < end; next++)
            {
                hasSecondView |= found[next].Message is null;
                own = found[next].Message is { } message && (own is null || !message.IsCancel) ? message : own;
            }

            yield return new CodedPicture(
                pts, (flags & FlagKey) != 0, (flags & FlagDiscard) == 0, own, hasSecondView);
        }
    }

    /// <summary>
    /// A line of ffmpeg's muxer framecrc: <c>0, DTS, PTS, DURATION, BYTES, 0xCRC</c>, and <c>F=0xFLAGS</c> unless the
    /// packet is a key picture and nothing else.
    /// </summary>
    internal static (long? Pts, int Flags, int Bytes)? Packet(string line)
    {
        string[] words = line.Split(',', StringSplitOptions.TrimEntries);
        if (words.Length < 6 || words[0] != "0" || !words[5].StartsWith("0x", StringComparison.Ordinal)
            || !long.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long pts)
            || !int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int bytes))
        {
            return null;
        }

        int flags = words.Length > 6 && words[6].StartsWith("F=0x", StringComparison.Ordinal)
            && int.TryParse(
                words[6].AsSpan(4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int stated)
            ? stated
            : FlagKey;
        return (pts == long.MinValue ? null : pts, flags, bytes);
    }

    /// <summary>The stdout of a process, for what reads streams.</summary>
    private sealed class Output(FFmpegProcess process) : ForwardStream
    {
        public override int Read(byte[] buffer, int offset, int count) => process.Read(buffer.AsSpan(offset, count));
    }
}
