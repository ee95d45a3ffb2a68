namespace MovieData.Shards.Parquet;

/// <summary>A Parquet file is damaged, or not of the kind we write. The message names file and fault.</summary>
public sealed class ParquetException(string message, Exception? inner = null) : MovieDataException(message, inner);
