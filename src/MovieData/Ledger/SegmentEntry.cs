using System.Text.Json.Nodes;

namespace MovieData.Ledger;

/// <summary>A finished file of a segment: written, flushed, digested; under its temporary or its final name.</summary>
/// <param name="Name">Final name relative to the output folder.</param>
/// <param name="Sha256">Lower-case hex digest of the whole file.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record FileReceipt(string Name, string Sha256, long Bytes, long Rows);

/// <summary>
/// Commit record of a segment, <c>ledger/FILM/00007.json</c>: it exists = the segment is done. Depends on nothing but
/// the segment's content, so that two processes that raced on it wrote equal bytes.
/// </summary>
/// <param name="Film">Film id.</param>
/// <param name="Segment">0-based number in the film.</param>
/// <param name="Split">train, validation or test.</param>
/// <param name="Planned">Planned samples.</param>
/// <param name="Kept">Accepted samples = rows of the shard.</param>
/// <param name="Rejected">Rejected samples by first failed rule; rules without rejections are left out.</param>
/// <param name="Shard">The shard; null when nothing was accepted.</param>
/// <param name="Frames">The frames file.</param>
public sealed record SegmentEntry(
    string Film,
    int Segment,
    string Split,
    int Planned,
    int Kept,
    IReadOnlyDictionary<string, int> Rejected,
    FileReceipt? Shard,
    FileReceipt Frames)
{
    /// <summary>The document of the entry, before its seal.</summary>
    /// <exception cref="InvalidOperationException">The counts contradict each other.</exception>
    public JsonObject ToJson()
    {
        if (Inconsistency() is { } fault)
        {
            throw new InvalidOperationException($"entry {Film}/{Segment}: {fault}");
        }

        return new JsonObject
        {
            ["film"] = Film,
            ["segment"] = Segment,
            ["split"] = Split,
            ["planned"] = Planned,
            ["kept"] = Kept,
            ["rejected"] = new JsonObject(Rejected.OrderBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => new KeyValuePair<string, JsonNode?>(r.Key, r.Value))),
            ["shard"] = ReceiptJson(Shard),
            ["frames"] = ReceiptJson(Frames),
        };
    }

    /// <summary>Reads an entry and checks its seal, its counts, and that it is the entry its name says.</summary>
    /// <exception cref="LedgerException">Missing or damaged.</exception>
    public static SegmentEntry Read(OutputFolder folder, string film, int segment)
    {
        string path = folder.Entry(film, segment);
        JsonObject json = SealedJson.Read(folder.Store, path);
        try
        {
            var entry = new SegmentEntry(
                (string)json["film"]!,
                (int)json["segment"]!,
                (string)json["split"]!,
                (int)json["planned"]!,
                (int)json["kept"]!,
                json["rejected"]!.AsObject().ToDictionary(r => r.Key, r => (int)r.Value!),
                ReadReceipt(json["shard"]),
                ReadReceipt(json["frames"]) ?? throw new InvalidOperationException("no frames file"));
            string? fault = (entry.Film, entry.Segment) == (film, segment)
                ? entry.Inconsistency()
                : $"it is of {entry.Film}, segment {entry.Segment}";
            return fault is null ? entry : throw new LedgerException($"{path}: {fault}");
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or FormatException
            or ArgumentException or OverflowException)
        {
            throw new LedgerException($"{path}: a field is missing or of another type: {error.Message}", error);
        }
    }

    private string? Inconsistency()
    {
        long rejected = Rejected.Values.Sum(n => (long)n);
        if (Planned <= 0 || Kept < 0 || Rejected.Values.Any(n => n <= 0) || Kept + rejected != Planned)
        {
            return $"{Planned} planned ≠ {Kept} kept + {rejected} rejected";
        }

        if (Frames.Rows != Planned || (Shard?.Rows ?? 0) != Kept || (Shard is null) != (Kept == 0))
        {
            return $"{Planned} planned, {Kept} kept, but {Frames.Rows} frame rows and {Shard?.Rows ?? 0} shard rows";
        }

        return Frames.Name == OutputFolder.FramesName(Film, Segment)
            && (Shard is null || Shard.Name == OutputFolder.ShardName(Split, Film, Segment))
            ? null
            : $"its files are named {Shard?.Name}, {Frames.Name}";
    }

    private static JsonObject? ReceiptJson(FileReceipt? receipt) => receipt is null ? null : new JsonObject
    {
        ["name"] = receipt.Name,
        ["sha256"] = receipt.Sha256,
        ["bytes"] = receipt.Bytes,
        ["rows"] = receipt.Rows,
    };

    private static FileReceipt? ReadReceipt(JsonNode? json) => json is null
        ? null
        : new FileReceipt(
            (string)json["name"]!, (string)json["sha256"]!, (long)json["bytes"]!, (long)json["rows"]!);
}
