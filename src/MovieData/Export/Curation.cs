using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Native;

namespace MovieData.Export;

/// <summary>What a person said of a sample.</summary>
/// <param name="Id">FILM/frame.</param>
/// <param name="Reason">Why it is wrong, a word or two; empty when nobody said.</param>
/// <param name="Line">Line of the file, from 1.</param>
public sealed record SampleFlag(string Id, string Reason, int Line)
{
    /// <summary>More words; empty when there are none.</summary>
    public string Note { get; init; } = "";

    /// <summary>Who said it; empty when nobody is named.</summary>
    public string Who { get; init; } = "";

    /// <summary>When, as it stands in the file; empty when it does not.</summary>
    public string Time { get; init; } = "";
}

/// <summary>
/// Samples that people flagged as wrong: a text of one JSON object a line, <c>{id, reason, note, who, time}</c>, to
/// which lines are only ever appended; <c>{id, undo: true}</c> takes back all flags of a sample that stand above it.
/// </summary>
public sealed class Curation
{
    /// <summary>A longer line is no flag.</summary>
    public const int LineCharsMax = 1 << 16;

    /// <summary>More lines are refused: half a gigabyte of flags.</summary>
    public const int LinesMax = 5_000_000;

    private readonly Dictionary<string, List<SampleFlag>> _flags = new(StringComparer.Ordinal);

    private Curation(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>True where the last line was cut off, as a killed writer leaves it; it is passed over.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Flags that stand, by sample.</summary>
    public IReadOnlyDictionary<string, List<SampleFlag>> Flags => _flags;

    /// <summary>The file that a viewer writes for a dataset: <c>DIR.curation.jsonl</c>, beside it.</summary>
    public static string DefaultFor(string dataset) =>
        System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(dataset)) + ".curation.jsonl";

    /// <summary>Reads a file of flags.</summary>
    /// <exception cref="MovieDataException">It is not there, or a line is no flag; names the line.</exception>
    public static Curation Read(string path)
    {
        var curation = new Curation(path);
        try
        {
            using FileStream file = RegularFile.Open(path, bufferBytes: 1 << 16);
            bool endsWithLine = EndsWithLine(file);
            using var text = new StreamReader(file);
            string? last = null;
            int count = 0;
            foreach (string line in RegularFile.Lines(text, LineCharsMax))
            {
                curation.Take(last, count++);
                last = line;
            }

            curation.TakeLast(last, count, endsWithLine);
            return curation;
        }
        catch (FileNotFoundException error)
        {
            throw new MovieDataException(
                $"{path} is missing: movie-data view writes it once a frame is flagged", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MovieDataException($"{path}: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>True of a sample whose flag stands.</summary>
    /// <param name="id">FILM/frame.</param>
    public bool IsFlagged(string id) => _flags.ContainsKey(id);

    /// <summary>True of a text that is a whole flag, or takes one back.</summary>
    internal static bool IsFlag(string line)
    {
        try
        {
            new Curation("").Parse(line, 1, out _);
            return true;
        }
        catch (MovieDataException)
        {
            return false;
        }
    }

    private static bool EndsWithLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        bool ends = file.ReadByte() == '\n';
        file.Seek(0, SeekOrigin.Begin);
        return ends;
    }

    // A process that is killed while it appends leaves a part of a line, without an end.
    private void TakeLast(string? line, int number, bool endsWithLine)
    {
        try
        {
            Take(line, number);
        }
        catch (MovieDataException) when (!endsWithLine)
        {
            IsCutOff = true;
        }
    }

    private void Take(string? line, int number)
    {
        if (number > LinesMax)
        {
            throw new MovieDataException($"{Path}: more than {LinesMax} lines");
        }

        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        SampleFlag flag = Parse(line, number, out bool isUndo);
        if (isUndo)
        {
            _flags.Remove(flag.Id);
        }
        else if (_flags.TryGetValue(flag.Id, out List<SampleFlag>? flags))
        {
            flags.Add(flag);
        }
        else
        {
            _flags[flag.Id] = [flag];
        }
    }

    private SampleFlag Parse(string line, int number, out bool isUndo)
    {
        try
        {
            if (line.Length <= LineCharsMax && JsonNode.Parse(line) is JsonObject json
                && (string?)json["id"] is { Length: > 0 } id)
            {
                isUndo = (bool?)json["undo"] ?? false;
                return new SampleFlag(id, (string?)json["reason"] ?? "", number)
                {
                    Note = (string?)json["note"] ?? "",
                    Who = (string?)json["who"] ?? "",
                    Time = (string?)json["time"] ?? "",
                };
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            // Said below, as of a line that is JSON but no flag.
        }

        string shown = line.Length <= 60 ? line : line[..60] + "…";
        throw new MovieDataException($"{Path}: line {number} is no flag: {shown}; expected "
            + "{\"id\": \"FILM/00000123\", \"reason\": \"…\"} or {\"id\": …, \"undo\": true}");
    }
}
