using MovieData.Ledger;
using MovieData.Shards.Parquet;

namespace MovieData.Shards;

/// <summary>What became of a planned frame, as its row in <c>frames/…parquet</c> says.</summary>
/// <param name="Id">FILM/frame.</param>
/// <param name="Frame">Frame number, 0-based.</param>
/// <param name="Rule">First failed rule; null when it was kept.</param>
public sealed record FrameOutcome(string Id, int Frame, string? Rule)
{
    /// <summary>Every planned frame of every finished segment, files in ordinal order of their names.</summary>
    /// <exception cref="ParquetException">A file is damaged: run verify.</exception>
    public static IEnumerable<FrameOutcome> ReadAll(OutputFolder folder)
    {
        string frames = Path.Combine(folder.Root, "frames");
        if (!Directory.Exists(frames))
        {
            yield break;
        }

        foreach (string path in Directory.EnumerateFiles(frames, "*.parquet")
            .Where(path => !TemporaryName.IsTemporary(path)).Order(StringComparer.Ordinal))
        {
            using ParquetReader reader = ParquetReader.Open(path);
            for (int group = 0; group < reader.RowGroups; group++)
            {
                ParquetCell[] ids = reader.Read(group, reader.Schema.IndexOf("id"));
                ParquetCell[] numbers = reader.Read(group, reader.Schema.IndexOf("frame"));
                ParquetCell[] rules = reader.Read(group, reader.Schema.IndexOf("rule"));
                for (int row = 0; row < ids.Length; row++)
                {
                    yield return new FrameOutcome(
                        ids[row].Text, (int)numbers[row].Number, rules[row].IsNull ? null : rules[row].Text);
                }
            }
        }
    }
}
