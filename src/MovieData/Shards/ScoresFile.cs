using MovieData.Shards.Parquet;
using MovieData.Shots;

namespace MovieData.Shards;

/// <summary><c>films/FILM/scores.parquet</c>: one row a frame with its time stamps, key mark and scene score.</summary>
public static class ScoresFile
{
    private static readonly ParquetSchema Schema = new(
    [
        new("frame", ParquetKind.Whole32),
        new("pts", ParquetKind.Whole64),
        new("pts_second_file", ParquetKind.Whole64, Nullable: true),
        new("time_s", ParquetKind.Real64),
        new("key", ParquetKind.Flag),
        new("score", ParquetKind.Real64),
    ]);

    /// <summary>Bytes of the file; the same scores give the same bytes.</summary>
    public static byte[] Encode(SceneScores scores)
    {
        using var file = new MemoryStream();
        var writer = new ParquetWriter(file, Schema, []);
        PictureTimes first = scores.Pictures[0];
        PictureTimes? second = scores.Pictures.ElementAtOrDefault(1);
        var row = new ParquetCell[Schema.Columns.Count];
        for (int frame = 0; frame < scores.Frames; frame++)
        {
            row[0] = ParquetCell.Of((int?)frame);
            row[1] = ParquetCell.Of((long?)first.Pts[frame]);
            row[2] = ParquetCell.Of(second?.Pts[frame]);
            row[3] = ParquetCell.Of((double?)scores.TimeS(frame));
            row[4] = ParquetCell.Of(first.IsKey[frame]);
            row[5] = ParquetCell.Of((double?)scores.Score[frame]);
            writer.Write(row);
        }

        writer.Complete();
        return file.ToArray();
    }
}
