using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MovieData.Cli;

/// <summary>One JSON document on stdout (CONTRACT.md, "JSON documents").</summary>
internal static class JsonOutput
{
    /// <summary>Indented, no needless escapes.</summary>
    public static JsonSerializerOptions Readable { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A whole number as a key.</summary>
    public static string Integer(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Writes the document and a line end.</summary>
    public static void Write(Terminal terminal, JsonNode document) =>
        terminal.Output.WriteLine(document.ToJsonString(Readable));
}
