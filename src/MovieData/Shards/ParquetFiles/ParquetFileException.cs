namespace MovieData.Shards.ParquetFiles;

/// <summary>A Parquet file is damaged, or not of the kind we write. The message names file and fault.</summary>
public sealed class ParquetFileException(string message, Exception? inner = null) : MovieDataException(message, inner);
