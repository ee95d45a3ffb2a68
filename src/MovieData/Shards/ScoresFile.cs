using MovieData.Media.Scan;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// films/FILM/scores.parquet: what the scan measured, row n = frame n. Columns <c>frame</c>, <c>score</c> (0…1),
/// <c>pts</c> (ticks of the first path), <c>key</c> (decoding may start here), <c>pts_second</c> (second path or null).
/// </summary>
public static class ScoresFile
{
    private static readonly ParquetColumns Schema = new(
    [
        new("frame", ParquetKind.Whole32),
        new("score", ParquetKind.Real64),
        new("pts", ParquetKind.Whole64),
        new("key", ParquetKind.Flag),
        new("pts_second", ParquetKind.Whole64, Nullable: true),
    ]);

    /// <summary>Bytes of the file.</summary>
    public static byte[] Write(SceneScores scores)
    {
        using var file = new MemoryStream();
        using var writer = new ParquetFileWriter(file, Schema, []);
        FrameTimes? second = scores.Pictures.Count > 1 ? scores.Pictures[1] : null;
        for (int frame = 0; frame < scores.Frames; frame++)
        {
            writer.Write(
            [
                ParquetCell.Of((int?)frame),
                ParquetCell.Of((double?)scores.Score[frame]),
                ParquetCell.Of((long?)scores.Pictures[0].Pts[frame]),
                ParquetCell.Of(scores.Pictures[0].IsKey[frame]),
                ParquetCell.Of(second?.Pts[frame]),
            ]);
        }

        writer.Complete();
        return file.ToArray();
    }

    /// <summary>Reads the scores of a film, by frame.</summary>
    /// <exception cref="ParquetFileException">Missing or damaged.</exception>
    public static IReadOnlyList<double> Read(string path)
    {
        using ParquetFileReader reader = ParquetFileReader.Open(path);
        int column = reader.Schema.IndexOf("score");
        if (column < 0 || reader.Schema.Columns[column].Kind != ParquetKind.Real64)
        {
            throw new ParquetFileException($"{path}: no column score of 64-bit floats");
        }

        var scores = new List<double>();
        for (int group = 0; group < reader.RowGroups; group++)
        {
            scores.AddRange(reader.Read(group, column, required: true).Select(cell => cell.Real));
        }

        return scores;
    }
}
