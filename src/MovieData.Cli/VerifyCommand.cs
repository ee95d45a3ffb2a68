using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MovieData.Buckets;
using MovieData.Imaging.Messages;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Verify;

namespace MovieData.Cli;

/// <summary><c>verify</c>: every file against its digest, every row decoded, rows against the plan.</summary>
internal static class VerifyCommand
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of extract, or s3://bucket/prefix" };
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout" };
        var repair = new Option<bool>("--repair")
        {
            Description = "Take damaged segments out of the ledger, so that the next extract makes just those again",
        };
        var command = new Command(
            "verify",
            """
            Every file against its sha256, every row decoded, union of rows = plan − rejections, no duplicate

            Examples:
              movie-data verify data
              movie-data verify s3://bucket/data
              movie-data verify data --repair; movie-data extract … --out data …
            """) { dir, json, repair };
        command.SetAction((parsed, cancel) =>
        {
            OutputFolder folder = StatusCommand.Existing(parsed.GetRequiredValue(dir), BucketUse.Check);
            VerifyReport report = new Verification(folder, Progress(terminal)).Run(cancel);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, ToJson(report));
            }
            else
            {
                Print(terminal.Output, folder, report);
            }

            if (parsed.GetValue(repair) && report.Findings.Count > 0)
            {
                Repair(terminal, folder, report);
            }

            return Task.FromResult(report.Findings.Count == 0 ? ExitCode.Done : ExitCode.SomeFailed);
        });
        return command;
    }

    // How many segments there are is only known when every plan was read.
    private static Action<Segment> Progress(Terminal terminal)
    {
        int done = 0;
        long said = Stopwatch.GetTimestamp();
        return segment =>
        {
            done++;
            if (Stopwatch.GetElapsedTime(said) > ProgressEvery)
            {
                said = Stopwatch.GetTimestamp();
                terminal.Say($"{Counted.Of(done, "segment")} checked, up to {segment.Name}");
            }
        };
    }

    private static void Repair(Terminal terminal, OutputFolder folder, VerifyReport report)
    {
        (int segments, int films) = Verification.Repair(folder, report);
        terminal.Say(segments + films == 0 ? "nothing could be repaired"
            : $"{segments} segment(s) and the records of {films} film(s) taken out: run the same extract again");
        foreach (Finding left in report.Findings.Where(finding => finding.Film is null))
        {
            terminal.Say(left.File == Path.GetFileName(folder.Manifest)
                ? $"{left.File} is left to you: put back a copy; without one nothing says what the samples were made "
                    + "of: extract into another folder"
                : $"{left.File} is left to you: it is not of this dataset");
        }
    }

    private static void Print(TextWriter output, OutputFolder folder, VerifyReport report)
    {
        foreach (Finding finding in report.Findings)
        {
            output.WriteLine($"DAMAGED {OneLine(finding.File)}: {OneLine(finding.What)}");
        }

        string state = report.IsComplete ? "complete"
            : report.SegmentsTotal == 0 ? "no sample planned yet"
            : $"{report.Missing} of {report.Planned} samples missing, {report.SegmentsTotal - report.SegmentsDone} of "
                + $"{report.SegmentsTotal} segments not done";
        report.Foreign.ToList().ForEach(name => output.WriteLine(
            $"other   {OneLine(name)}: a temporary name of another program (a copy that runs, or was cut off), not "
            + "of this"));
        report.Orphans.ToList().ForEach(name => output.WriteLine(
            $"orphan  {OneLine(name)}: the next extract replaces it"));
        output.WriteLine(
            $"{folder.Root}: {Counted.Of(report.Kept, "kept row")} decoded, {report.Rejected} rejected, "
            + $"{report.Findings.Count} finding(s); {state}");
    }

    // A name that anybody gave a file may hold ends of lines, and then say what nobody found.
    private static string OneLine(string text) => text.ReplaceLineEndings("·");

    private static JsonObject ToJson(VerifyReport report) => new()
    {
        ["planned"] = report.Planned,
        ["kept"] = report.Kept,
        ["rejected"] = report.Rejected,
        ["missing"] = report.Missing,
        ["segments_done"] = report.SegmentsDone,
        ["segments_total"] = report.SegmentsTotal,
        ["findings"] = new JsonArray([.. report.Findings.Select(finding => new JsonObject
        {
            ["file"] = finding.File,
            ["what"] = finding.What,
        })]),
        ["orphans"] = new JsonArray([.. report.Orphans.Select(name => JsonValue.Create(name))]),
        ["foreign"] = new JsonArray([.. report.Foreign.Select(name => JsonValue.Create(name))]),
    };
}
