using System.CommandLine;
using MovieData.Export;
using MovieData.Ledger;

namespace MovieData.Cli;

/// <summary><c>curate</c>: what an export without flagged samples will leave out.</summary>
internal static class CurateCommand
{
    private const int NamedMax = 3;

    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of extract, or s3://bucket/prefix" };
        Option<string?> flags = PathFlags.File(new Option<string?>("--flags")
        {
            Description = "The flags: one JSON object a line; default DIR.curation.jsonl beside DIR",
            HelpName = "curation.jsonl",
        });
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout" };
        var command = new Command(
            "curate",
            """
            What export --without-flagged will leave out: counts by film and by reason. A flag is a line
            {"id": "FILM/00000123", "reason": "…", "note": "…", "who": "…", "time": "…"}; {"id": …, "undo": true} takes
            the flags of a sample back

            Examples:
              movie-data curate data
              movie-data curate data --flags mine.jsonl --json
            """) { dir, flags, json };
        command.SetAction(parsed =>
        {
            OutputFolder folder = StatusCommand.Existing(parsed.GetRequiredValue(dir));
            StatusCommand.WarnOfMissing(terminal, folder);
            Curation curation = Read(terminal, parsed.GetValue(flags) ?? Curation.DefaultFor(folder.Store.Beside))!;
            CurationReport report = CurationReport.Of(folder, curation);
            if (report.Unknown.Count > 0)
            {
                terminal.Say($"warning: {curation.Path}: {report.Unknown.Count} flags are of no frame of {folder.Root} "
                    + $"(first {string.Join(", ", report.Unknown.Take(NamedMax))})");
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, report.ToJson());
            }
            else
            {
                Print(terminal.Output, report);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Reads flags; null where no file is given.</summary>
    /// <exception cref="MovieDataException">It cannot be read.</exception>
    public static Curation? Read(Terminal terminal, string? path)
    {
        Curation? curation = path is null ? null : Curation.Read(path);
        if (curation is { IsCutOff: true })
        {
            terminal.Say($"warning: {path}: its last line is cut off: passed over");
        }

        return curation;
    }

    private static void Print(TextWriter output, CurationReport report)
    {
        output.WriteLine($"{report.LeftOut} of {report.Kept} kept samples are flagged and will be left out");
        foreach ((string film, (int kept, int leftOut)) in report.Films)
        {
            output.WriteLine($"  {film}: {leftOut} of {kept}");
        }

        foreach ((string reason, int count) in report.Reasons)
        {
            output.WriteLine($"  reason {(reason.Length == 0 ? "(none)" : reason)}: {count}");
        }

        if (report.NotKept > 0)
        {
            output.WriteLine($"  {report.NotKept} flags are of frames that a rule rejected anyway");
        }
    }
}
