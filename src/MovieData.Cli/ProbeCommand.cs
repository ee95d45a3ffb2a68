using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Media.Films;
using MovieData.Runs;

namespace MovieData.Cli;

/// <summary><c>probe</c>: what a film is, and why we believe it.</summary>
internal static class ProbeCommand
{
    /// <summary>The embedded network that checks the view order.</summary>
    private const string FlowModelName = "movieflow";

    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "probe",
            """
            What a film is: container, layout, view order and the evidence for them, size, rate, frames, chapters

            Examples:
              movie-data probe hugo.mkv
              movie-data probe --sheet hugo.png hugo.mkv
              movie-data probe --json --layout sbs-half --view-order left-first clip.mp4
              movie-data probe --progressive disc25p.mkv
              movie-data probe --stream 1 --sample-aspect 1:1 --layout sbs-full tv.mkv
            """);
        SourceFlags sources = SourceFlags.AddTo(command);
        var json = new Option<bool>("--json") { Description = "One JSON array on stdout, an object a film" };
        var quick = new Option<bool>("--quick") { Description = "Container facts only: nothing is counted or decoded" };
        command.Options.Add(json);
        Option<string?> sheet = PipelineFlags.Sheet();
        command.Options.Add(quick);
        command.Options.Add(sheet);
        command.SetAction((parsed, cancel) =>
        {
            PathFlags.RequireSheet(sheet.Name, parsed.GetValue(sheet));
            IReadOnlyList<Film> films = sources.Probe(parsed, cancel, parsed.GetValue(quick));
            films = parsed.GetValue(quick) ? films : CheckOrder(films, cancel);
            if (parsed.GetValue(sheet) is { } sheetFile)
            {
                WriteSheets(films, sheetFile, cancel);
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, new JsonArray([.. films.Select(FilmJson.Write)]));
            }
            else
            {
                films.ToList().ForEach(film => Print(terminal.Output, film));
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>One film: the file named; several: each its own, with the film's id in the name.</summary>
    private static void WriteSheets(IReadOnlyList<Film> films, string file, CancellationToken cancel)
    {
        DecodeOptions decode = PipelineFlags.Default().Decode;
        foreach (Film film in films)
        {
            string stem = Path.Combine(Path.GetDirectoryName(file) ?? "", Path.GetFileNameWithoutExtension(file));
            using Plane<Rgb24> page = new FilmSheet(film, decode).Render(cancel);
            PngWriter.Write(films.Count == 1 ? file : $"{stem}-{film.Id}{Path.GetExtension(file)}", page);
        }
    }

    private static List<Film> CheckOrder(IReadOnlyList<Film> films, CancellationToken cancel)
    {
        ModelEntry entry = ModelCatalogue.Read(null).Find(FlowModelName, ModelTask.Flow);
        using ILoadedModel network = LoadedModel.Load(entry, ModelPlace.Cpu);
        return [.. films.Select(film => ViewOrderCheck.Run(film, network, cancel))];
    }

    private static void Print(TextWriter output, Film film)
    {
        string files = film.Clips > 1 ? film.NameOf(0) : string.Join(" + ", film.Paths);
        output.WriteLine($"{film.Id}  {files}");
        string probability = film.ViewOrderProbability is { } p
            ? string.Create(
                CultureInfo.InvariantCulture, $" (by the pictures the first view is the left with probability {p:F3})")
            : "";
        output.WriteLine($"  layout      {StereoWords.Of(film.Layout)}, view order {StereoWords.Of(film.ViewOrder)}"
            + probability);
        string projection = film.Projection == Projection.Flat ? "" : $" {StereoWords.Of(film.Projection)}";
        output.WriteLine(
            $"  view        {film.ViewSize} px{projection} (coded {film.CodedSize}, {film.Codec} {film.PixelFormat})");
        output.WriteLine(
            $"  frames      {film.Frames}{(film.FramesExact ? "" : " (the container's word)")}"
            + $" at {film.Fps.Value:F3} fps, "
            + $"{Duration.Of(film.Frames / film.Fps.Value)}");
        output.WriteLine($"  chapters    {film.Chapters.Count}");
        foreach (string evidence in film.Evidence)
        {
            output.WriteLine($"  because     {evidence}");
        }

        foreach (string warning in film.Warnings)
        {
            output.WriteLine($"  warning     {warning}");
        }
    }
}
