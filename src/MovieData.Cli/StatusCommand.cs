using System.CommandLine;
using MovieData.Ledger;

namespace MovieData.Cli;

/// <summary><c>status</c>: how far a dataset is.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of plan or extract" };
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout" };
        var command = new Command("status", "Done and left, yield, rejections by rule, failures") { dir, json };
        command.SetAction(parsed =>
        {
            OutputFolder folder = Existing(parsed.GetRequiredValue(dir));
            StatusReport status = DatasetRun.Status(folder);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, status.ToJson());
            }
            else
            {
                Print(terminal.Output, folder, status);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The folder, which must be a dataset.</summary>
    /// <exception cref="LedgerException">It has no manifest.</exception>
    public static OutputFolder Existing(string path)
    {
        var folder = new OutputFolder(path);
        return File.Exists(folder.Manifest)
            ? folder
            : throw new LedgerException(
                $"{path}: no dataset here (manifest.json is missing); give the --out of extract");
    }

    /// <summary>The report in a few lines.</summary>
    public static void Print(TextWriter output, OutputFolder folder, StatusReport status)
    {
        long measured = status.Planned - status.Pending - status.Failed;
        string yield = measured == 0 ? "" : $" ({100.0 * status.Kept / measured:F0} % of those measured)";
        output.WriteLine(
            $"{folder.Root}: {status.SegmentsDone} of {status.SegmentsTotal} segments done, "
            + $"{status.SegmentsFailed} failed, {status.Bytes / 1e6:F1} MB");
        output.WriteLine(
            $"  planned {status.Planned}  kept {status.Kept}{yield}  failed {status.Failed}  pending {status.Pending}");
        foreach ((string rule, long count) in status.Rejected)
        {
            output.WriteLine($"  rejected by {rule}: {count}");
        }
    }
}
