using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>
/// JSON files that carry their own sha256 as their last field, computed over the canonical bytes of the document
/// without it. Canonical: UTF-8, two spaces of indentation, \n, a final newline, fields in the order given.
/// Reading compares every byte with the canonical form, so that not even a changed space passes.
/// </summary>
public static class SealedJson
{
    /// <summary>The field that carries the digest.</summary>
    public const string SealField = "sha256";

    /// <summary>Largest file; the plan of a long film has some MB.</summary>
    public const long BytesMax = 256 << 20;

    // A sealed file ends in its digest and these.
    private const string AfterSeal = "\"\n}\n";

    /// <summary>Bytes at the end of a sealed file that <see cref="SealAtEnd"/> asks for.</summary>
    public const int EndBytes = (2 * SHA256.HashSizeInBytes) + 4;

    // A field twice would be read as either, or end a reader that takes it for impossible.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Canonical = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Canonical bytes of a document with its seal.</summary>
    /// <exception cref="ArgumentException">The document has a seal already.</exception>
    public static byte[] Seal(JsonObject document)
    {
        if (document.ContainsKey(SealField))
        {
            throw new ArgumentException($"the document has a field {SealField} already", nameof(document));
        }

        var whole = (JsonObject)document.DeepClone();
        whole[SealField] = DigestOf(document);
        return BytesOf(whole);
    }

    /// <summary>sha256 of a document's canonical bytes, lower-case hex; the seal of a document without one.</summary>
    public static string DigestOf(JsonNode document) => Convert.ToHexStringLower(SHA256.HashData(BytesOf(document)));

    /// <summary>The seal that a file carries at its end; whether it fits is for who reads the file.</summary>
    /// <param name="end">Its last <see cref="EndBytes"/> bytes, or more.</param>
    /// <returns>Lower-case hex; null where it ends in none.</returns>
    public static string? SealAtEnd(ReadOnlySpan<byte> end)
    {
        string text = Encoding.ASCII.GetString(end[^Math.Min(end.Length, EndBytes)..]);
        string digest = text.EndsWith(AfterSeal, StringComparison.Ordinal) ? text[..^AfterSeal.Length] : "";
        return digest.Length == 2 * SHA256.HashSizeInBytes && digest.All(char.IsAsciiHexDigitLower) ? digest : null;
    }

    /// <summary>Reads a file and checks its seal.</summary>
    /// <returns>The document without the seal.</returns>
    /// <exception cref="LedgerException">Missing, unreadable, not JSON, a field twice, or any byte differs from what
    /// was written.</exception>
    public static JsonObject Read(string path) => Read(path, () => RegularFile.Open(path));

    /// <summary>Reads a file of a dataset and checks its seal.</summary>
    /// <returns>The document without the seal.</returns>
    /// <exception cref="LedgerException">As of <see cref="Read(string)"/>; or the store gave no answer.</exception>
    public static JsonObject Read(IDatasetStore store, string path) => Read(path, () => store.Open(path));

    private static JsonObject Read(string path, Func<FileStream> open)
    {
        byte[] bytes = ReadBytes(path, open);
        try
        {
            var document = JsonNode.Parse(bytes, null, Strict) as JsonObject;
            if (document?[SealField] is not JsonValue seal || document.Last().Key != SealField)
            {
                throw new LedgerException($"{path}: damaged: it does not end in a {SealField} field");
            }

            document.Remove(SealField);
            return IsSealOf(document, bytes)
                ? document
                : throw new LedgerException($"{path}: damaged: its {SealField} {seal} does not fit its content");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new LedgerException($"{path}: damaged: not the JSON we write: {error.Message}", error);
        }
    }

    private static bool IsSealOf(JsonObject document, ReadOnlySpan<byte> file)
    {
        // As Seal writes it, without a second copy of a plan of a hundred MB: the document's lines, then its digest's.
        ReadOnlySpan<byte> plain = BytesOf(document);
        string digest = Convert.ToHexStringLower(SHA256.HashData(plain));
        plain = plain[..(document.Count > 0 ? ^"\n}\n".Length : ^"}\n".Length)];
        string comma = document.Count > 0 ? "," : "";
        byte[] seal = Encoding.UTF8.GetBytes($"{comma}\n  \"{SealField}\": \"{digest}\"\n}}\n");
        return file.StartsWith(plain) && file[plain.Length..].SequenceEqual(seal);
    }

    private static byte[] BytesOf(JsonNode document) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(document, Canonical), (byte)'\n'];

    private static byte[] ReadBytes(string path, Func<FileStream> open)
    {
        try
        {
            using FileStream file = open();
            return RegularFile.ReadAllBytes(file, BytesMax);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{path}: {error.Message}", error);
        }
    }
}
