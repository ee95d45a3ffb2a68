using System.Diagnostics;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// Runs a command in a process of its own with another ffmpeg first on its path: one that does a deed, and then what
/// ffmpeg does.
/// </summary>
internal static class OtherFFmpeg
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(3);

    /// <summary>Puts the other ffmpeg into a folder.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="deed">Lines of bash; <c>$real</c> is ffmpeg itself.</param>
    public static void Write(string folder, string deed)
    {
        Directory.CreateDirectory(folder);
        string real = Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Select(part => Path.Combine(part, "ffmpeg")).First(File.Exists);
        string script = Path.Combine(folder, "ffmpeg");
        File.WriteAllText(script, $"#!/bin/bash\nreal={real}\n{deed}\nexec $real \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Where the other ffmpeg is put.</param>
    /// <param name="deed">Lines of bash; <c>$real</c> is ffmpeg itself.</param>
    /// <param name="arguments">Of the command.</param>
    public static async Task<CommandResult> RunAsync(string folder, string deed, params string[] arguments)
    {
        Write(folder, deed);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{folder}:{start.Environment["PATH"]}";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "movie-data.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancel);
        string said = await process.StandardError.ReadToEndAsync(cancel).WaitAsync(RunMax, cancel);
        await process.WaitForExitAsync(cancel);
        return new CommandResult(process.ExitCode, await output, said);
    }
}
