using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MovieData.Clusters;
using MovieData.Ledger;

namespace MovieData.Viewer.Serving;

/// <summary>What a command line says of a film.</summary>
/// <param name="Flags">Flags of its kind, each with a space before it; values are quoted.</param>
/// <param name="Files">Names of its files, joined by +, as they were when it was planned.</param>
internal sealed record FilmWords(string Flags, string Files);

/// <summary>Lines that give a person this very sample elsewhere.</summary>
internal static class CopyLines
{
    /// <summary>Python that loads a kept sample's row with datasets and NumPy.</summary>
    /// <param name="shard">Full path of its shard.</param>
    /// <param name="row">Its row in the shard.</param>
    /// <param name="id">FILM/frame.</param>
    public static string Python(string shard, int row, string id) => string.Create(CultureInfo.InvariantCulture, $"""
        import numpy as np
        from datasets import load_dataset

        row = load_dataset("parquet", data_files={Quoted(shard)}, split="train")[{row}]
        assert row["id"] == {Quoted(id)}
        left, right = np.asarray(row["left"]), np.asarray(row["right"])
        code = np.asarray(row["disparity"]).astype(np.float32)
        disparity = np.where(code == 0, np.nan, (code - 32768) / 64)  # px; larger = nearer
        mask = np.asarray(row["mask"])  # 0 valid 1 inconsistent 2 occluded 3 out of view 4 sky 5 bar
        """);

    /// <summary>The command that writes a frame's views as pictures.</summary>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="film">What is known of its film.</param>
    /// <param name="source">Where the film lies; null: the file names in its probe.</param>
    public static string Decode(int frame, FilmWords film, string? source) => string.Create(
        CultureInfo.InvariantCulture,
        $"movie-data decode --frames {frame} --out stills --pipeline pipeline.yaml{film.Flags} "
        + $"{Shell(source ?? film.Files)}");

    /// <summary>The words of a film, from its probe.</summary>
    /// <exception cref="LedgerException">The probe is missing or damaged.</exception>
    public static FilmWords WordsOf(OutputFolder folder, string film)
    {
        JsonObject probe = FilmRecord.ReadProbe(folder, film);
        string Stated(string flag, string key) => probe[key] is { } word ? $" {flag} {Shell($"{word}")}" : "";
        return new FilmWords(
            Stated("--layout", "layout") + Stated("--view-order", "view_order") + Stated("--projection", "projection"),
            string.Join('+', (probe["files"] as JsonArray ?? []).Select(file => $"{file}")));
    }

    // A name of a file may hold anything: a text of Python in ASCII, whatever the encoding of where it is pasted.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value is '"' or '\\' ? $"\\{rune}"
                : rune.Value is >= ' ' and < 0x7f ? $"{rune}"
                : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"));
        }

        return quoted.Append('"').ToString();
    }

    // A probe may hold anything, an argument no NUL.
    private static string Shell(string word) => ShellWord.Quote(word.Replace('\0', '?'));
}
