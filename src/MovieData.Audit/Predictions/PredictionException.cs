namespace MovieData.Audit.Predictions;

/// <summary>A prediction is missing, of another size, damaged, or holds what cannot be scored.</summary>
public sealed class PredictionException : MovieDataException
{
    /// <summary>An error with its one-line message.</summary>
    public PredictionException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its one-line message and its cause.</summary>
    public PredictionException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>An error without a message; only serializers and tests need it.</summary>
    public PredictionException()
    {
    }
}
