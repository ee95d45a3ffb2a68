using System.CommandLine;
using MovieData.Export;
using MovieData.Imaging.Messages;
using MovieData.Ledger;

namespace MovieData.Cli;

/// <summary><c>export</c>: the same rows in another shape.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of extract, or s3://bucket/prefix" };
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
        var partial = new Option<bool>("--partial")
        {
            Description = "Export what is there of a dataset that is not finished, or not wholly copied",
        };
        var flagged = PathFlags.File(new Option<string?>("--without-flagged")
        {
            Description = "Leave out the samples that are flagged in this file (see curate)",
            HelpName = "F",
        });
        var command = new Command(
            "export",
            """
            The kept samples in another shape; equal datasets give equal bytes. Of a dataset with missing parts
            nothing is written, and the exit code is 1, unless --partial is given

            Examples:
              movie-data export data --format webdataset --to tars
              movie-data export data --format midas --to so-far --partial
              movie-data export data --format webdataset --to clean --without-flagged data.curation.jsonl
            """) { dir, format, to, partial, flagged };
        command.SetAction((parsed, cancel) =>
        {
            OutputFolder source = StatusCommand.Existing(parsed.GetRequiredValue(dir));
            PathFlags.RequireWritable(to.Name, parsed.GetRequiredValue(to));
            bool isPartial = parsed.GetValue(partial);
            if (!StatusCommand.IsEnough(terminal, source, isPartial, "exports"))
            {
                return Task.FromResult(ExitCode.SomeFailed);
            }

            var selection = new ExportSelection(isPartial, CurateCommand.Read(terminal, parsed.GetValue(flagged)));
            var target = new OutputFolder(parsed.GetRequiredValue(to));
            long samples = parsed.GetRequiredValue(format) == "midas"
                ? MidasExport.Run(source, target, cancel, selection)
                : WebDatasetExport.Run(source, target, cancel, selection: selection);
            terminal.Say($"{Counted.Of(samples, "sample")} written to {target.Root}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
