using System.CommandLine;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Synthesis;

namespace MovieData.Cli;

/// <summary><c>synth</c>: the synthetic stereo film with exact truth.</summary>
internal static class SynthCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> outOption =
            PathFlags.Folder(new Option<string>("--out") { Description = "Folder of film and truth", Required = true });
        Option<uint?> seed = ValueFlags.Integer(
            "--seed", "Names textures, colours and places (default: 1)", 0u, uint.MaxValue);
        Option<double?> seconds = ValueFlags.Double(
            "--seconds", "Wanted length, s; default: as designed", 0, SynthesisOptions.SecondsMax);
        Option<int?> width = ValueFlags.Integer(
            "--width", "Width of a view, px, a multiple of 32; shots end as designed at 1920, the default", 64, 3840);
        Option<string> order = Order();
        Option<string> layout = Layout();
        var command = new Command(
            "synth",
            """
            Renders a short stereo film with exact truth: shots that must be kept, and one for every reason to reject

            Example:
              movie-data synth --out demo --seed 1
            """) { outOption, seed, seconds, width, order, layout };
        command.SetAction((parsed, cancel) =>
        {
            var film = new SyntheticFilm(new SynthesisOptions
            {
                Seed = parsed.GetValue(seed) ?? 1,
                Seconds = parsed.GetValue(seconds),
                View = SizeOf(parsed.GetValue(width) ?? 1920),
                ViewOrder = StereoWords.ParseViewOrder(parsed.GetRequiredValue(order))!.Value,
                Layout = StereoWords.ParseLayout(parsed.GetRequiredValue(layout))!.Value,
            });
            PathFlags.RequireWritable(outOption.Name, parsed.GetRequiredValue(outOption));
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

    // 16:9; a width that gives no whole such height is refused by the film's options, which say what is allowed.
    private static PixelSize SizeOf(int width) => new(width, width * 9 / 16);

    private static Option<string> Order() => ValueFlags.Word(
        new("--view-order")
        {
            Description = "left-first or right-first",
            HelpName = "O",
            DefaultValueFactory = _ => "left-first",
        },
        "left-first",
        "right-first");

    private static Option<string> Layout() => ValueFlags.Word(
        new("--layout")
        {
            Description = "sbs-full, sbs-half, tab-full, tab-half or two-files",
            HelpName = "L",
            DefaultValueFactory = _ => "sbs-full",
        },
        "sbs-full",
        "sbs-half",
        "tab-full",
        "tab-half",
        "two-files");
}
