namespace MovieData.Source;

/// <summary>
/// A source cannot be used: missing, not a video, contradictory, or of a kind that is refused (SPEC "Bad input").
/// </summary>
public sealed class FilmException(string message, Exception? inner = null) : MovieDataException(message, inner);
