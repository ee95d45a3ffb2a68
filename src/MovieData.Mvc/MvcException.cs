namespace MovieData.Mvc;

/// <summary>
/// An MVC stream that cannot be decoded at all: field pictures, a chroma format or depth that no stereo disc has, no
/// second view, no access unit to start from. Damage inside a stream is no exception but a <see cref="MvcFault"/>.
/// </summary>
public sealed class MvcException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>
/// One NAL unit breaks the syntax of ITU-T H.264: it is left out and the access unit counts as damaged. Never leaves
/// this folder.
/// </summary>
public sealed class MvcSyntaxException(string message) : MovieDataException(message);
