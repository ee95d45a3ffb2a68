using System.CommandLine;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Cli;

/// <summary><c>preview</c>: a contact sheet of a dataset's samples.</summary>
internal static class PreviewCommand
{
    private const int Columns = 3;
    private const int CellWidth = 470;
    private const int Rows = 8;
    private const int RowsMax = 200;

    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of extract, or s3://bucket/prefix" };
        Option<string?> outOption =
            PathFlags.Png(new("--out") { Description = "PNG to write", Required = true });
        Option<int?> rows = ValueFlags.Integer(
            "--rows", $"Samples shown, spread over the dataset (default: {Rows})", 1, RowsMax);
        var command = new Command(
            "preview",
            """
            A contact sheet of kept samples: left view, disparity (near red, far blue, no value grey), mask
            (green valid, red inconsistent, orange occluded, violet out of view, light blue sky, black bar)

            Example:
              movie-data preview data --out preview.png --rows 12
            """) { dir, outOption, rows };
        command.SetAction((parsed, cancel) =>
        {
            PathFlags.RequireSheet(outOption.Name, parsed.GetValue(outOption));
            OutputFolder folder = StatusCommand.Existing(parsed.GetRequiredValue(dir));
            long kept = StatusCommand.WarnOfMissing(terminal, folder).Status.Kept;
            long shown = Math.Min(parsed.GetValue(rows) ?? Rows, kept);
            if (kept == 0)
            {
                throw new MovieDataException(
                    $"{folder.Root}: no kept sample to show (movie-data status {folder.Root})");
            }

            // Of kept samples in order, those where the count of shown ones steps up.
            using var sheet = new ContactSheet(Columns, CellWidth);
            foreach (ShardSample sample in ShardSample.Read(
                folder, index => (index + 1) * shown / kept > index * shown / kept))
            {
                using (sample)
                {
                    cancel.ThrowIfCancellationRequested();
                    AddRow(sheet, sample);
                }
            }

            using Plane<Rgb24> picture = sheet.Render();
            string file = parsed.GetRequiredValue(outOption)!;
            PngWriter.Write(file, picture);
            terminal.Output.WriteLine($"{file}: {shown} of {kept} kept samples");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void AddRow(ContactSheet sheet, ShardSample sample)
    {
        sheet.Add(sample.Left, sample.Id);
        sheet.AddValues(sample.Disparity, "disparity");
        sheet.AddMask(sample.Mask);
    }
}
