using MovieData.Shards.Parquet;

namespace MovieData.Shards;

/// <summary>films/FILM/scores.parquet: the scene score of every frame, row n = frame n, column <c>score</c> 0…1.</summary>
public static class ScoresFile
{
    private static readonly ParquetSchema Schema = new(
        [new("frame", ParquetKind.Whole32), new("score", ParquetKind.Real32, Nullable: true)]);

    /// <summary>Bytes of the file. A NaN score (nobody measured it) becomes a null.</summary>
    public static byte[] Encode(IReadOnlyList<float> scores)
    {
        using var file = new MemoryStream();
        var writer = new ParquetWriter(file, Schema, []);
        for (int frame = 0; frame < scores.Count; frame++)
        {
            float? score = float.IsNaN(scores[frame]) ? null : scores[frame];
            writer.Write([ParquetCell.Of((int?)frame), ParquetCell.Of(score)]);
        }

        writer.Complete();
        return file.ToArray();
    }

    /// <summary>Reads the scores of a film; NaN where there is none.</summary>
    /// <exception cref="ParquetException">Missing or damaged.</exception>
    public static IReadOnlyList<float> Read(string path)
    {
        using ParquetReader reader = ParquetReader.Open(path);
        int column = reader.Schema.IndexOf("score");
        if (column < 0 || reader.Schema.Columns[column].Kind != ParquetKind.Real32)
        {
            throw new ParquetException($"{path}: no column score of 32-bit floats");
        }

        var scores = new List<float>();
        for (int group = 0; group < reader.RowGroups; group++)
        {
            scores.AddRange(reader.Read(group, column).Select(c => c.IsNull ? float.NaN : (float)c.Real));
        }

        return scores;
    }
}
