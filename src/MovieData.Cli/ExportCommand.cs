using System.CommandLine;
using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Cli;

/// <summary><c>export</c>: the same rows in another shape.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of extract" };
        Option<string> format = ValueFlags.Word(
            new("--format")
            {
                Description =
                    "webdataset: tars of at most 1 GB; midas: the folders of the MiDaS authors' script, half size",
                HelpName = "webdataset|midas",
                Required = true,
            },
            "webdataset",
            "midas");
        Option<string> to = PathFlags.Folder(new Option<string>("--to")
        {
            Description = "New or empty folder",
            HelpName = "DIR2",
            Required = true,
        });
        var command = new Command(
            "export",
            """
            The kept samples in another shape; equal datasets give equal bytes

            Example:
              movie-data export data --format webdataset --to tars
            """) { dir, format, to };
        command.SetAction((parsed, cancel) =>
        {
            OutputFolder source = StatusCommand.Existing(parsed.GetRequiredValue(dir));
            PathFlags.RequireWritable(to.Name, parsed.GetRequiredValue(to));
            var target = new OutputFolder(parsed.GetRequiredValue(to));
            long samples = parsed.GetRequiredValue(format) == "midas"
                ? MidasExport.Run(source, target, cancel)
                : WebDatasetExport.Run(source, target, cancel);
            terminal.Say($"{samples} samples written to {target.Root}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
