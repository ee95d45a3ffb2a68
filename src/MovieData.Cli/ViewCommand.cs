using System.CommandLine;
using MovieData.Export;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Viewer;
using MovieData.Viewer.Serving;

namespace MovieData.Cli;

/// <summary><c>view</c>: a dataset in a browser of this machine.</summary>
internal static class ViewCommand
{
    private const int PortMax = 65535;

    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR")
        {
            Description = "Output folder of extract, or s3://bucket/prefix; it is only read",
        };
        Option<int?> port = ValueFlags.Integer("--port", "Port on 127.0.0.1 (default: one that is free)", 1, PortMax);
        var sources = new Option<string[]>("--source")
        {
            Description = "Where a film lies, for looking at frames that were rejected; may be repeated",
            HelpName = "FILM=FILE",
            AllowMultipleArgumentsPerToken = false,
        };
        var flags = new Option<string?>("--flags")
        {
            Description = "File that flags are appended to; default DIR.curation.jsonl beside DIR",
            HelpName = "F",
        };
        Option<string?> compare = PathFlags.Dataset(new Option<string?>("--compare")
        {
            Description = "A second dataset, shown at the same frames",
            HelpName = "DIR2",
        });
        var command = new Command(
            "view",
            """
            Look at every planned frame of a dataset in a browser, and flag what is wrong. Prints an address on
            127.0.0.1, whose token lets in whoever has it; opens nothing. Ctrl-C ends it

            Examples:
              movie-data view data
              movie-data view data --source hugo=/films/hugo.mkv --compare data-of-another-model
            """) { dir, port, sources, flags, compare };
        command.SetAction(async (parsed, cancel) =>
        {
            OutputFolder folder = StatusCommand.Existing(parsed.GetRequiredValue(dir));
            string? second = parsed.GetValue(compare);
            var options = new ViewerOptions(folder)
            {
                Port = parsed.GetValue(port) ?? 0,
                FlagsFile = FlagsFile(folder, parsed.GetValue(flags)),
                Sources = SourcesOf(folder, parsed.GetValue(sources) ?? []),
                Compared = second is null ? null : StatusCommand.Existing(second),
                ThumbnailFolder = ViewerOptions.DefaultThumbnailFolder,
                Who = Environment.UserName,
                Say = terminal.Say,
            };
            await ServeAsync(terminal, options, cancel).ConfigureAwait(false);
            return ExitCode.ServedUntilStopped;
        });
        return command;
    }

    private static async Task ServeAsync(Terminal terminal, ViewerOptions options, CancellationToken cancel)
    {
        ViewerServer viewer = await ViewerServer.StartAsync(options, cancel).ConfigureAwait(false);
        await using (viewer.ConfigureAwait(false))
        {
            terminal.Output.WriteLine(viewer.PrintedAddress);
            await terminal.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            var stopped = Task.Delay(Timeout.Infinite, cancel);

            // It reads every plan and entry: a person who looks at the page already does not wait for it.
            if (await Task.WhenAny(viewer.Loaded, stopped).ConfigureAwait(false) != stopped)
            {
                WarnOfMissing(terminal, options.Folder);
            }

            await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void WarnOfMissing(Terminal terminal, OutputFolder folder)
    {
        try
        {
            StatusCommand.WarnOfMissing(terminal, folder);
        }
        catch (MovieDataException error)
        {
            // The page shows what can be read all the same.
            terminal.Say($"warning: {error.Message}");
        }
    }

    /// <summary>The file of flags; the dataset itself is only read.</summary>
    /// <exception cref="MovieDataException">It lies inside the dataset, or a stated one cannot be written. The default
    /// may be: a dataset on a disk that is read-only can still be looked at.</exception>
    private static string FlagsFile(OutputFolder folder, string? stated)
    {
        string file = Path.GetFullPath(stated ?? Curation.DefaultFor(folder.Store.Beside));

        // First of all: the trial of RequireWritableFile would already write into it.
        if (RealPath.IsWithin(file, folder.Root))
        {
            throw new MovieDataException(
                $"--flags {file}: lies inside the dataset, which is only read: give a file beside it");
        }

        if (stated is not null)
        {
            PathFlags.RequireWritableFile("--flags", file);
        }

        return file;
    }

    /// <summary>The films that --source names, by id.</summary>
    /// <exception cref="MovieDataException">A film is not of the dataset, is named twice, or a file is not there.
    /// </exception>
    private static Dictionary<string, SourceArgument> SourcesOf(OutputFolder folder, string[] words)
    {
        var sources = new Dictionary<string, SourceArgument>(StringComparer.Ordinal);
        IReadOnlyList<string> films = words.Length == 0 ? [] : FilmRecord.PlannedFilms(folder);
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string film = equals < 0 ? "" : word[..equals];
            if (!films.Contains(film))
            {
                throw new MovieDataException(
                    $"--source {word}: expected FILM=FILE, FILM one of the films of {folder.Root}: "
                    + string.Join(", ", films.Take(5)) + (films.Count > 5 ? ", …" : ""));
            }

            SourceArgument source = SourceArgument.OfPath(film, word[(equals + 1)..]);
            if (!sources.TryAdd(film, source))
            {
                throw new MovieDataException($"--source {word}: film {film} is named twice");
            }
        }

        return sources;
    }
}
