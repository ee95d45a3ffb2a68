using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Source;

namespace MovieData.Cli;

/// <summary><c>probe</c>: what a film is, and why we believe it.</summary>
internal static class ProbeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "probe",
            """
            What a film is: container, layout, view order and the evidence for them, size, rate, frames, chapters

            Examples:
              movie-data probe hugo.mkv
              movie-data probe --json --layout sbs-half --view-order left-first clip.mp4
            """);
        SourceFlags sources = SourceFlags.AddTo(command);
        var json = new Option<bool>("--json") { Description = "One JSON array on stdout, an object a film" };
        var quick = new Option<bool>("--quick") { Description = "Container facts only: nothing is counted or decoded" };
        command.Options.Add(json);
        command.Options.Add(quick);
        command.SetAction((parsed, cancel) =>
        {
            IReadOnlyList<Film> films = sources.Probe(parsed, parsed.GetValue(quick), cancel);
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

    private static void Print(TextWriter output, Film film)
    {
        output.WriteLine($"{film.Id}  {string.Join(" + ", film.Paths)}");
        output.WriteLine($"  layout      {StereoWords.Of(film.Layout)}, view order {StereoWords.Of(film.ViewOrder)}");
        output.WriteLine($"  view        {film.ViewSize} px (coded {film.CodedSize}, {film.Codec} {film.PixelFormat})");
        output.WriteLine(
            $"  frames      {film.Frames}{(film.FramesExact ? "" : " (the container's word)")}"
            + $" at {film.Fps.Value:F3} fps, "
            + $"{TimeSpan.FromSeconds(film.Frames / film.Fps.Value):hh\\:mm\\:ss}");
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
