namespace MovieData.Native;

/// <summary>A system library is not installed. The message names the Debian package that brings it.</summary>
public sealed class NativeLibraryMissingException : Exception
{
    /// <summary>An error naming library and package.</summary>
    public NativeLibraryMissingException(string library, string debianPackage)
        : base($"{library} is not installed: run tools/setup.sh or apt-get install {debianPackage}")
    {
    }

    /// <summary>Only serializers need it.</summary>
    public NativeLibraryMissingException()
    {
    }

    /// <summary>Only serializers need it.</summary>
    public NativeLibraryMissingException(string message)
        : base(message)
    {
    }

    /// <summary>Only serializers need it.</summary>
    public NativeLibraryMissingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
