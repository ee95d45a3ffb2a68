namespace MovieData.Imaging.Pictures;

/// <summary>
/// A picture file is damaged, of an unsupported kind, or too large. The message names file and fault.
/// </summary>
public sealed class PictureException(string message, Exception? inner = null) : MovieDataException(message, inner);
