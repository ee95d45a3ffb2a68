using System.Buffers.Binary;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// The parameter sets of the dependent view in the private bytes of a Matroska track, as MakeMKV writes them: the avcC
/// record, then size, the word <c>mvcC</c> and an MVC decoder configuration record (ISO/IEC 14496-15, 7.6.2).
/// </summary>
internal static class MvcPrivateBytes
{
    /// <summary>Private bytes are a few hundred; more are nonsense.</summary>
    private const int BytesMax = 1 << 20;

    private const string Format = "format_name=";

    /// <summary>
    /// The sets of the <c>mvcC</c> record as an Annex B stream; empty when there is none, or it is broken.
    /// </summary>
    public static byte[] ParameterSets(ReadOnlySpan<byte> privateBytes)
    {
        int found = privateBytes.IndexOf("mvcC"u8);
        if (found < 4 || privateBytes.Length > BytesMax)
        {
            return [];
        }

        uint size = BinaryPrimitives.ReadUInt32BigEndian(privateBytes[(found - 4)..]);
        ReadOnlySpan<byte> record = privateBytes[(found + 4)..];
        if (size >= 8 && size - 8 < record.Length)
        {
            // The size may or may not count itself and the word.
            record = record[..(int)Math.Min(size, (uint)record.Length)];
        }

        using var sets = new MemoryStream();

        // version, profile, compatibility, level, flags with the length size, then counted sets of 16-bit sizes
        if (record.Length > 7)
        {
            int at = 6;
            bool isWhole = Copy(record, record[5] & 127, ref at, sets) && at < record.Length;
            if (isWhole)
            {
                int count = record[at++];
                Copy(record, count, ref at, sets);
            }
        }

        return sets.ToArray();
    }

    private static bool Copy(ReadOnlySpan<byte> record, int count, ref int at, MemoryStream sets)
    {
        for (int index = 0; index < count; index++)
        {
            if (at + 2 > record.Length)
            {
                return false;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(record[at..]);
            at += 2;
            if (at + length > record.Length)
            {
                return false;
            }

            sets.Write([0, 0, 1]);
            sets.Write(record.Slice(at, length));
            at += length;
        }

        return true;
    }

    /// <summary>
    /// Asks ffprobe for the private bytes of a video stream, and in the same call for the file's format; empty when it
    /// has none.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">Index of the stream inside the file; null: its first video stream.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    /// <exception cref="FilmException">The file names others (<see cref="ListFormats"/>).</exception>
    /// <exception cref="FFmpegException">ffprobe cannot read the file.</exception>
    public static byte[] Read(string path, int? stream, CancellationToken cancel)
    {
        string dump = FFmpegProcess.Capture(
            "ffprobe",
            [
                "-v", "error", "-select_streams", stream is { } index ? $"{index}" : "v:0",
                "-show_entries", "stream=extradata:format=format_name", "-show_data",
                "-of", "default=nw=1", .. FFmpegProcess.FileInput(path),
            ],
            cancel);
        string[] lines = dump.Split('\n', StringSplitOptions.TrimEntries);
        string? format = lines.FirstOrDefault(line => line.StartsWith(Format, StringComparison.Ordinal));
        ListFormats.Refuse(path, format?[Format.Length..] ?? "");
        using var bytes = new MemoryStream();
        foreach (string line in lines)
        {
            // "00000010: 0008 a84b 4001 ...  text": groups of hexadecimal digits up to two blanks.
            int start = line.IndexOf(": ", StringComparison.Ordinal);
            int end = start < 0 ? -1 : line.IndexOf("  ", start + 2, StringComparison.Ordinal);
            string groups = start < 0 ? "" : line[(start + 2)..(end < 0 ? line.Length : end)];
            string digits = groups.Replace(" ", "", StringComparison.Ordinal);
            if (digits.Length is > 0 and <= 32 && digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit))
            {
                bytes.Write(Convert.FromHexString(digits));
            }
        }

        return bytes.ToArray();
    }
}
