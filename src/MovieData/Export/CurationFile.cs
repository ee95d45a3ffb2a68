using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Native;

namespace MovieData.Export;

/// <summary>
/// Appends flags to a file that <see cref="Curation"/> reads. A line is on the disk before a call returns, whole or not
/// at all; several processes may append at once. What a killed writer left of a line is removed first: nobody was told
/// that it stands.
/// </summary>
/// <param name="path">The file; made by the first flag.</param>
public sealed class CurationFile(string path)
{
    /// <summary>Longest wait for another writer.</summary>
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _writing = new();

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Appends a flag.</summary>
    /// <returns>The part of a line that was removed; null where the file ended well.</returns>
    /// <exception cref="MovieDataException">It cannot be written; nothing of it stands.</exception>
    public string? Append(SampleFlag flag) => Append(new JsonObject
    {
        ["id"] = flag.Id,
        ["reason"] = flag.Reason,
        ["note"] = flag.Note,
        ["who"] = flag.Who,
        ["time"] = flag.Time,
    });

    /// <summary>Appends that all flags of a sample are taken back.</summary>
    /// <inheritdoc cref="Append(SampleFlag)"/>
    public string? AppendUndo(string id, string who, string time) => Append(new JsonObject
    {
        ["id"] = id,
        ["undo"] = true,
        ["who"] = who,
        ["time"] = time,
    });

    private string? Append(JsonObject line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, Plain), (byte)'\n'];
        if (bytes.Length > Curation.LineCharsMax)
        {
            throw new MovieDataException($"a flag of {bytes.Length} bytes; at most {Curation.LineCharsMax} are kept");
        }

        try
        {
            lock (_writing)
            {
                using AppendedFile file = AppendedFile.Open(path, LockWait);
                string? removed = EndLastLine(file);
                file.Write(bytes);
                return removed;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MovieDataException(
                $"{path}: the flag is not written: {error.Message.TrimEnd('.')}: free or repair the disk, or give "
                + "another file with --flags",
                error);
        }
    }

    // A last line without an end: a whole flag is given its end, a part of one is removed.
    private static string? EndLastLine(AppendedFile file)
    {
        (long start, byte[] tail) = Tail(file);
        if (tail.Length == 0)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(tail);
        if (tail.Length <= Curation.LineCharsMax && Curation.IsFlag(text))
        {
            file.Write("\n"u8);
            return null;
        }

        // Without a lock it may be a line that another process is writing now.
        if (!file.IsLocked)
        {
            throw new IOException("its last line is cut off, and this disk knows no locks: remove that line");
        }

        file.Cut(start);
        return text;
    }

    /// <summary>What stands behind the last end of a line, and where it begins.</summary>
    /// <exception cref="IOException">It is longer than any flag.</exception>
    private static (long Start, byte[] Tail) Tail(AppendedFile file)
    {
        long length = file.Length;
        long from = Math.Max(0, length - Curation.LineCharsMax - 1);
        var bytes = new byte[length - from];
        file.Read(from, bytes);
        int end = Array.LastIndexOf(bytes, (byte)'\n');
        return end < 0 && from > 0
            ? throw new IOException($"its last line has more than {Curation.LineCharsMax} bytes: no list of flags")
            : (from + end + 1, bytes[(end + 1)..]);
    }
}
