namespace MovieData.Tests.Clusters;

/// <summary>Programs of a test in bash, that stand for Slurm's and for movie-data.</summary>
internal static class ScriptedProgram
{
    /// <summary>Writes one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="commands">Lines of bash.</param>
    /// <returns><paramref name="path"/>.</returns>
    public static string Write(string path, string commands)
    {
        File.WriteAllText(path, $"#!/usr/bin/env bash\n{commands}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
