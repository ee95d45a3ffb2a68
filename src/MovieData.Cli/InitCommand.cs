using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using MovieData.Pipelines;

namespace MovieData.Cli;

/// <summary><c>init</c>: a pipeline file with every key explained, and a list of films.</summary>
internal static class InitCommand
{
    private const string PipelineName = "pipeline.yaml";
    private const string FilmsName = "films.yaml";

    private static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "pipelines");

    private static string[] Shipped => [.. Directory.GetFiles(ShippedFolder, "*.yaml")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "init",
            $"""
            Writes {PipelineName}, a pipeline file with every key explained, and {FilmsName}, a list of films, into the
            current folder. Files that are there stay as they are, and are an error

            Examples:
              movie-data init
              movie-data init --from vdw hugo.mkv gatsby.left.mkv+gatsby.right.mkv
              movie-data plan --pipeline {PipelineName} --out data {FilmsName}
            """);
        var sources = new Argument<string[]>("SOURCE")
        {
            Description = "Films of the list; none: an example to be filled in",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> from = ValueFlags.Word(
            new("--from")
            {
                Description = $"Shipped pipeline to begin with: {string.Join(", ", Shipped)}",
                HelpName = "NAME",
                DefaultValueFactory = _ => "midas-3d-movies",
            },
            Shipped);
        Option<string> to = PathFlags.Folder(new Option<string>("--to")
        {
            Description = "Folder to write into; default: the current one",
            DefaultValueFactory = _ => ".",
        });
        command.Arguments.Add(sources);
        command.Options.Add(from);
        command.Options.Add(to);
        command.Validators.Add(result => RequireNewFiles(result, result.GetValue(to) ?? "."));
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(to);
            string shipped = File.ReadAllText(Path.Combine(ShippedFolder, $"{parsed.GetRequiredValue(from)}.yaml"));
            Directory.CreateDirectory(folder);
            string pipeline = Write(folder, PipelineName, PipelineDocs.Commented(shipped));
            string films = Write(folder, FilmsName, Films(folder, parsed.GetValue(sources) ?? []));
            terminal.Output.WriteLine(
                $"{pipeline} and {films} written: look at both, then movie-data plan --pipeline {pipeline} --out data "
                + films);
            return ExitCode.Done;
        });
        return command;
    }

    private static void RequireNewFiles(CommandResult result, string folder)
    {
        foreach (string file in new[] { PipelineName, FilmsName }.Select(name => Path.Join(folder, name)))
        {
            if (Path.Exists(file))
            {
                result.AddError($"{file} is there already: move it away, or state another folder (--to)");
            }
        }
    }

    private static string Write(string folder, string name, string text)
    {
        string path = folder == "." ? name : Path.Join(folder, name);
        using var file = new FileStream(path, FileMode.CreateNew);
        file.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    // A list sees names from its own folder.
    private static string Films(string folder, string[] sources)
    {
        bool isHere = Path.GetFullPath(folder) == Environment.CurrentDirectory;
        string films = string.Concat(sources.Select(source =>
            $"- source: {Quoted(isHere ? source : Absolute(source))}\n"));
        return $"""
            # Films of a dataset. Only source must be there; names are seen from this file's folder.
            # Further keys of a film, each as the flag of that name (movie-data probe --help):
            #   id: hugo                  its name in the dataset; else the file's
            #   split: validation         train, validation, test; else --split
            #   layout: sbs-half          where neither the file nor its pictures show it
            #   view_order: left-first    MovieData never guesses which view is the left one
            #   chapters: hugo.txt        lines like 00:12:30.500 title, ffmpeg's metadata, mkvextract's XML
            #   projection, playlist, progressive, stream, sample_aspect, in_step
            {(films.Length > 0 ? films : "# - source: hugo.mkv\n# - source: gatsby.left.mkv+gatsby.right.mkv\n")}
            """;
    }

    private static string Absolute(string source) => Path.Exists(source)
        ? Path.GetFullPath(source)
        : string.Join('+', source.Split('+').Select(part => Path.GetFullPath(part)));

    // YAML's double quotes. Escaped is what would end them or begin an escape, and what ends or hides in a line.
    private static string Quoted(string text) => $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char letter) => letter switch
    {
        '"' or '\\' => $"\\{letter}",
        '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)letter:x4}",
        _ => char.IsControl(letter) ? $"\\u{(int)letter:x4}" : letter.ToString(),
    };
}
