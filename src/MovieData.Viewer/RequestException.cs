namespace MovieData.Viewer;

/// <summary>A request that cannot be answered as it is.</summary>
/// <param name="status">Status of the answer (README.md, "Rules for every request").</param>
/// <param name="message">One line: what, and what to do.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>Status of the answer.</summary>
    public int Status => status;

    /// <summary>400: a parameter is malformed or out of range.</summary>
    public static RequestException Malformed(string message) => new(400, message);

    /// <summary>404: there is no such thing.</summary>
    public static RequestException Absent(string message) => new(404, message);

    /// <summary>409: it cannot be done for this sample.</summary>
    public static RequestException Impossible(string message) => new(409, message);
}
