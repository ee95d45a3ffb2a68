using System.CommandLine;
using MovieData.Source;
using MovieData.Synthesis;

namespace MovieData.Cli;

/// <summary><c>synth</c>: the synthetic stereo film with exact truth.</summary>
internal static class SynthCommand
{
    public static Command Create(Terminal terminal)
    {
        var outOption =
            new Option<string>("--out") { Description = "Folder of film and truth", HelpName = "DIR", Required = true };
        var seed = new Option<uint>("--seed")
        {
            Description = "Names textures, colours and places",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var seconds =
            new Option<double?>("--seconds") { Description = "Wanted length, s; default: as designed", HelpName = "N" };
        var order = new Option<string>("--view-order")
        {
            Description = "left-first or right-first",
            HelpName = "O",
            DefaultValueFactory = _ => "left-first",
        };
        order.AcceptOnlyFromAmong("left-first", "right-first");
        var layout = new Option<string>("--layout")
        {
            Description = "sbs-full, sbs-half, tab-full, tab-half or two-files",
            HelpName = "L",
            DefaultValueFactory = _ => "sbs-full",
        };
        layout.AcceptOnlyFromAmong("sbs-full", "sbs-half", "tab-full", "tab-half", "two-files");
        var command = new Command(
            "synth",
            """
            Renders a short stereo film with exact truth: shots that must be kept, and one for every reason to reject

            Example:
              movie-data synth --out demo --seed 1
            """) { outOption, seed, seconds, order, layout };
        command.SetAction((parsed, cancel) =>
        {
            var film = new SyntheticFilm(new SynthesisOptions
            {
                Seed = parsed.GetValue(seed),
                Seconds = parsed.GetValue(seconds),
                ViewOrder = StereoWords.ParseViewOrder(parsed.GetRequiredValue(order))!.Value,
                Layout = StereoWords.ParseLayout(parsed.GetRequiredValue(layout))!.Value,
            });
            string folder = Path.GetFullPath(parsed.GetRequiredValue(outOption));
            int shown = -1;
            IReadOnlyList<string> files = FilmWriter.Write(film, folder, cancel, frames =>
            {
                if (frames * 10 / film.Frames > shown)
                {
                    shown = frames * 10 / film.Frames;
                    terminal.Say($"rendered {frames} of {film.Frames} frames");
                }
            });
            TruthFolder.Write(film, folder, files);
            terminal.Output.WriteLine($"{string.Join(" + ", files)}: {film.Frames} frames, truth in {folder}/truth");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
