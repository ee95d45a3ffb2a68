namespace MovieData;

/// <summary>
/// Base of every error MovieData raises on purpose. The message is one line made for the person at the keyboard:
/// what happened, in which file and frame, measured versus expected, and what to do about it.
/// </summary>
/// <remarks>
/// Thrown before work starts it ends the command with exit code 2; thrown inside a segment it marks that segment
/// failed (exit code 1) and the other segments go on.
/// </remarks>
public class MovieDataException : Exception
{
    /// <summary>An error with its one-line message.</summary>
    public MovieDataException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its one-line message and the lower-level exception that caused it.</summary>
    public MovieDataException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>An error without a message; only serializers and tests need it.</summary>
    public MovieDataException()
    {
    }
}
