using System.CommandLine;
using MovieData.Audit;
using MovieData.Audit.Against;
using MovieData.Audit.Report;
using MovieData.Export;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Cli;

/// <summary><c>audit</c>: what is right and what is wrong with a dataset, as a page to look at.</summary>
internal static class AuditCommand
{
    private const int SampleDefault = 64;
    private const int SampleMax = 100_000;

    public static Command Create(Terminal terminal)
    {
        Flags flags = Flags.New();
        var command = new Command(
            "audit",
            """
            What came out of an extraction, and whether it is right: a folder with index.html (opens from disk, asks
            nothing of a network), audit.json and pictures. What was kept and why the rest was not; depth, view order
            and alignment of every shot; how every figure is distributed; best, worst and suspicious frames to look at;
            other thresholds, tried on the page. Of a dataset with missing parts nothing is written, and the exit code
            is 1, unless --partial is given

            Examples:
              movie-data audit data
              movie-data audit data --out report --against opencv-sgbm --sample 200
              movie-data audit data --compare other-data
            """)
        {
            flags.Dir, flags.Out, flags.Against, flags.Sample, flags.Truth, flags.Compare, flags.Curation,
            flags.Partial, flags.Models, flags.Device,
        };
        ValueFlags.OnlyWith(command, flags.Sample, flags.Against, flags.Truth, flags.Compare);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(terminal, parsed, flags, cancel)));
        return command;
    }

    private static int Run(Terminal terminal, ParseResult parsed, Flags flags, CancellationToken cancel)
    {
        AuditOptions options = OptionsOf(terminal, parsed, flags);
        PathFlags.RequireWritable(flags.Out.Name, Path.GetDirectoryName(options.Out) ?? "/");
        try
        {
            foreach (OutputFolder dataset in DatasetsOf(options))
            {
                if (!StatusCommand.IsEnough(terminal, dataset, options.IsPartial, "audits"))
                {
                    return ExitCode.SomeFailed;
                }
            }

            var lines = new ProgressLines(terminal);
            AuditDocument document = new AuditRun(
                options, progress => lines.Tell(progress.Step, progress.Done, progress.Total)).Run(cancel);
            Print(terminal.Output, options.Out, document);
            return ExitCode.Done;
        }
        catch (MovieDataException damage) when (damage is ParquetFileException or LedgerException or PlanException)
        {
            // The dataset was begun and read, so this is no wrong command line: it is damaged, or the disk refused.
            terminal.Say($"movie-data: {damage.Message}");
            return ExitCode.SomeFailed;
        }
    }

    private static AuditOptions OptionsOf(Terminal terminal, ParseResult parsed, Flags flags)
    {
        OutputFolder dataset = StatusCommand.Existing(parsed.GetRequiredValue(flags.Dir));
        string? file = parsed.GetValue(flags.Curation);
        string expected = Curation.DefaultFor(dataset.Store.Beside);
        var options = new AuditOptions
        {
            Dataset = dataset,
            Out = Path.GetFullPath(parsed.GetValue(flags.Out) ?? AuditFolder.DefaultFor(dataset)),
            IsPartial = parsed.GetValue(flags.Partial),
            Against = parsed.GetValue(flags.Against) is { } model
                ? ModelCatalogue.Read(parsed.GetValue(flags.Models)).Find(model, ModelTask.Flow) : null,
            Sample = parsed.GetValue(flags.Sample) ?? SampleDefault,
            Truth = TruthOf(terminal, dataset, parsed.GetValue(flags.Truth)),
            Compare = parsed.GetValue(flags.Compare) is { } other ? StatusCommand.Existing(other) : null,
            Flags = CurateCommand.Read(terminal, file ?? (File.Exists(expected) ? expected : null)),
        };
        if (options.Against is not null)
        {
            OnnxDevice device = DeviceFlags.Choose(terminal, parsed.GetRequiredValue(flags.Device));
            options = options with
            {
                Place = DeviceFlags.Places(
                    terminal, device, flowPairs: null, gpuMegabytes: null, most: 1, options.Against.Name)[0],
            };
        }

        return AuditFolder.FaultOf(options.Out, DatasetsOf(options)) is { } fault
            ? throw new MovieDataException($"{flags.Out.Name} {fault}") : options;
    }

    private static SyntheticTruth? TruthOf(Terminal terminal, OutputFolder dataset, string? film)
    {
        if (film is null)
        {
            return null;
        }

        SyntheticTruth truth = SyntheticTruth.Open(dataset, film);
        TruthCommand.WarnOfOtherBytes(terminal, dataset, truth.FilmId, film);
        return truth;
    }

    private static IEnumerable<OutputFolder> DatasetsOf(AuditOptions options) =>
        options.Compare is { } other ? [options.Dataset, other] : [options.Dataset];

    private static void Print(TextWriter output, string folder, AuditDocument document)
    {
        AuditTotals totals = document.Totals;
        output.WriteLine($"{folder}: {totals.Kept} of {totals.Planned} planned samples kept, "
            + $"{totals.SuspiciousShots} of {totals.Shots} shots suspicious");
        foreach (SuspicionKindReport kind in document.SuspicionKinds.Where(kind => kind.Shots > 0))
        {
            output.WriteLine($"  {kind.Kind}: {kind.Shots} of {kind.Measured} shots");
        }

        string[] unmeasured = [.. document.SuspicionKinds.Where(kind => kind.Measured == 0).Select(kind => kind.Kind)];
        if (unmeasured.Length > 0)
        {
            output.WriteLine($"  not measured: {string.Join(", ", unmeasured)}");
        }

        output.WriteLine($"open {Path.Combine(folder, "index.html")}");
    }

    /// <summary>The command's flags.</summary>
    private sealed record Flags(
        Argument<string> Dir,
        Option<string?> Out,
        Option<string?> Against,
        Option<int?> Sample,
        Option<string?> Truth,
        Option<string?> Compare,
        Option<string?> Curation,
        Option<bool> Partial,
        Option<string?> Models,
        Option<string> Device)
    {
        public static Flags New() => new(
            new("DIR") { Description = "Output folder of extract, or s3://bucket/prefix" },
            PathFlags.Folder(new Option<string?>("--out")
            {
                Description = "New folder, or that of an earlier report; default DIR.audit beside DIR",
                HelpName = "DIR2",
            }),
            new("--against")
            {
                Description = "Estimate a sample of the kept frames anew with this network, or opencv-sgbm",
                HelpName = "MODEL",
            },
            ValueFlags.Integer(
                "--sample",
                $"Frames that --against, --truth and --compare look at; default {SampleDefault}",
                1,
                SampleMax),
            new("--truth") { Description = "Folder of a film of synth: errors against its truth", HelpName = "DIR3" },
            new("--compare") { Description = "Another dataset, to stand beside this one", HelpName = "DIR4" },
            PathFlags.File(new Option<string?>("--flags")
            {
                Description = "Flags of people (see curate); default DIR.curation.jsonl beside DIR, where it is",
                HelpName = "F",
            }),
            new("--partial") { Description = "Audit what is there of a dataset that is not finished" },
            DeviceFlags.Models(),
            DeviceFlags.Device());
    }
}
