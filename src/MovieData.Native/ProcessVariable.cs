using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>
/// The process's own environment, where native libraries look for their options. .NET keeps a copy of it, and what is
/// set there never reaches them.
/// </summary>
public static partial class ProcessVariable
{
    /// <summary>Sets a variable, before the library that reads it is loaded.</summary>
    public static void Set(string name, string value) => _ = SetVariable(name, value, 1);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
