using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

/// <summary>A temporary folder of small films made by ffmpeg, deleted on disposal.</summary>
internal sealed class SmallFilms : IDisposable
{
    /// <summary>Files of at most so many bytes are kept for the next test that makes the same.</summary>
    private const int KeptBytesMax = 1 << 20;

    /// <summary>What ffmpeg wrote, by its arguments and all that lay in the folder: its name and its bytes.</summary>
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, byte[]>> Made = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("movie-data-films").FullName;

    /// <summary>Full path of a name in the folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// Runs ffmpeg with arguments parted by blanks, in the folder, or writes what it made of the same arguments and
    /// files before; returns the full path of the last one.
    /// </summary>
    public string Make(string arguments) => Make(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public string Make(params string[] arguments)
    {
        Dictionary<string, string> before = Digests();
        string key = string.Join('\n', [.. arguments, .. before.OrderBy(file => file.Key).Select(file => $"{file}")])
            .Replace(Folder, ".", StringComparison.Ordinal);
        if (Made.TryGetValue(key, out IReadOnlyDictionary<string, byte[]>? made))
        {
            foreach ((string name, byte[] bytes) in made)
            {
                File.WriteAllBytes(At(name), bytes);
            }
        }
        else
        {
            Run("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]);
            string[] written =
                [.. Digests().Where(file => before.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)];
            if (written.Contains(arguments[^1]) && written.Sum(name => new FileInfo(At(name)).Length) <= KeptBytesMax)
            {
                Made[key] = written.ToDictionary(name => name, name => File.ReadAllBytes(At(name)));
            }
        }

        return At(arguments[^1]);
    }

    /// <summary>Digest of every file in the folder that has bytes (a pipe has none), by its relative name.</summary>
    private Dictionary<string, string> Digests() => new DirectoryInfo(Folder)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => file.Length > 0)
        .ToDictionary(
            file => Path.GetRelativePath(Folder, file.FullName),
            file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName))));

    /// <summary>A moving test picture of <paramref name="size"/> (640x180), 24 fps unless stated.</summary>
    public string Film(string name, string size, double seconds = 0.5, string rate = "24", string extra = "") =>
        Make(FormattableString.Invariant($"-f lavfi -i testsrc2=s={size}:r={rate}:d={seconds} -c:v libx264")
            + $" -preset ultrafast -pix_fmt yuv420p {extra} {name}");

    /// <summary>Runs a program in the folder and returns its stderr.</summary>
    public string Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
        return errors;
    }

    /// <summary>Resolves and probes one SOURCE word.</summary>
    public static Film Probe(string word, FilmOverrides? overrides = null, bool quick = false)
    {
        overrides ??= new FilmOverrides();
        SourceArgument source = Assert.Single(SourceArgument.Resolve([word], overrides));
        return FilmProbe.Probe(source, source.Overrides, quick, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
