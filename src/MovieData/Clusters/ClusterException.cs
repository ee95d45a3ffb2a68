namespace MovieData.Clusters;

/// <summary>A cluster cannot do what was asked; the message says what, why and what to do.</summary>
public sealed class ClusterException(string message, Exception? inner = null) : MovieDataException(message, inner);
