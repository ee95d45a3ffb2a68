using System.Diagnostics;
using MovieData.Source;

namespace MovieData.Tests.Source;

/// <summary>A temporary folder of small films made by ffmpeg, deleted on disposal.</summary>
internal sealed class SmallFilms : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("movie-data-films").FullName;

    /// <summary>Full path of a name in the folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Runs ffmpeg with arguments parted by blanks, in the folder; returns the full path of the last
    /// one.</summary>
    public string Make(string arguments) => Make(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public string Make(params string[] arguments)
    {
        Run("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]);
        return At(arguments[^1]);
    }

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
