using System.CommandLine;
using System.Globalization;
using MovieData.Audit.Evaluate;
using MovieData.Audit.Predictions;
using MovieData.Imaging.Messages;
using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Cli;

/// <summary><c>evaluate</c>: a depth network's predictions against extracted disparity.</summary>
internal static class EvaluateCommand
{
    private const ulong Seed = 1;

    public static Command Create(Terminal terminal)
    {
        Flags flags = Flags.New();
        var command = new Command(
            "evaluate",
            """
            Scores predictions, NAME.npy, .npz, .pfm or 16-bit .png, against a dataset's valid pixels (mask code 0).
            Files are named by id, FILM/00000123 or FILM_00000123. Every number says its space, alignment, clamp, share
            of pixels and samples, with a 95 % bootstrap interval over samples

            Protocols: ssi-disparity (least squares scale and shift in disparity, px), ssi-robust (median and mean
            absolute deviation), ordinal (order of pairs of points), boundary (Depth Pro's F1), depth-affine
            (1/disparity; a film's disparity has an unknown shift)

            Examples:
              movie-data evaluate --dataset data --predictions out --split test
              movie-data evaluate --dataset data --predictions out --protocol ordinal --json > scores.json
              movie-data evaluate --truth middlebury --predictions out --csv scores.csv
            """)
        {
            flags.Dataset, flags.Truth, flags.Predictions, flags.Protocol, flags.Split, flags.Limit, flags.Partial,
            flags.Json, flags.Csv,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(flags.Dataset) is null) == (result.GetValue(flags.Truth) is null))
            {
                result.AddError("evaluate: give either --dataset DIR or --truth DIR");
            }
        });
        ValueFlags.OnlyWith(command, flags.Split, flags.Dataset);
        ValueFlags.OnlyWith(command, flags.Partial, flags.Dataset);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(terminal, parsed, flags, cancel)));
        return command;
    }

    private static int Run(Terminal terminal, ParseResult parsed, Flags flags, CancellationToken cancel)
    {
        if (parsed.GetValue(flags.Csv) is { } file)
        {
            PathFlags.RequireWritableFile(flags.Csv.Name, file);
        }

        int limit = parsed.GetValue(flags.Limit) ?? int.MaxValue;
        string? split = parsed.GetValue(flags.Split);
        OutputFolder? dataset = parsed.GetValue(flags.Dataset) is { } dir ? StatusCommand.Existing(dir) : null;
        if (dataset is not null
            && !StatusCommand.IsEnough(terminal, dataset, parsed.GetValue(flags.Partial), "scores"))
        {
            return ExitCode.SomeFailed;
        }

        TruthSamples truth = dataset is not null
            ? TruthSamples.OfDataset(dataset, split, limit)
            : TruthSamples.OfFolder(parsed.GetValue(flags.Truth)!, limit);
        if (truth.Ids.Count == 0)
        {
            string where = split is null ? "" : $" in split {split}, {OtherSplits(dataset!)}";
            throw new MovieDataException($"{dataset!.Root}: no kept samples{where}: nothing to score");
        }

        IProtocol protocol = ProtocolOf(parsed.GetRequiredValue(flags.Protocol));
        EvaluationReport report = Score(terminal, truth, protocol, parsed.GetRequiredValue(flags.Predictions),
            allowsMore: split is not null || limit < int.MaxValue, cancel);
        if (parsed.GetValue(flags.Csv) is { } csv)
        {
            File.WriteAllLines(csv, report.CsvLines());
        }

        if (parsed.GetValue(flags.Json))
        {
            JsonOutput.Write(terminal, report.ToJson());
        }
        else
        {
            Print(terminal.Output, report);
        }

        return ExitCode.Done;
    }

    private static string OtherSplits(OutputFolder dataset)
    {
        string found = string.Join(", ", CommittedSamples.Entries(dataset).Where(entry => entry.Kept > 0)
            .GroupBy(entry => entry.Split).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Sum(entry => entry.Kept)} in {group.Key}"));
        return found.Length == 0 ? "nor in another" : found;
    }

    private static IProtocol ProtocolOf(string word) => word switch
    {
        "ssi-robust" => new SsiRobust(),
        "ordinal" => new Ordinal(Seed),
        "boundary" => new Boundary(),
        "depth-affine" => new DepthAffine(),
        _ => new SsiDisparity(),
    };

    private static EvaluationReport Score(
        Terminal terminal,
        TruthSamples truth,
        IProtocol protocol,
        string folder,
        bool allowsMore,
        CancellationToken cancel)
    {
        PredictionFolder predictions = PredictionFolder.Open(folder);
        predictions.RequireFor(truth.Ids, allowsMore);
        var lines = new ProgressLines(terminal);
        IReadOnlyList<SampleScore> scores =
            new Evaluation(protocol, predictions, Environment.ProcessorCount).Run(
                truth, scored => lines.Tell("samples scored", scored, truth.Ids.Count), cancel);
        if (scores.Count == 0)
        {
            throw new MovieDataException($"none of the {truth.Ids.Count} samples has a pixel whose truth is known");
        }

        var report = new EvaluationReport(protocol, scores, Seed);
        foreach (string warning in Warnings(report, truth.Ids.Count))
        {
            terminal.Say($"warning: {warning}");
        }

        return report;
    }

    private static IEnumerable<string> Warnings(EvaluationReport report, int samples)
    {
        if (report.Protocol.Caution is { } caution)
        {
            yield return $"{report.Protocol.Name}: {caution}";
        }

        if (report.Scores.Count(score => score.IsConstant) is > 0 and var constant)
        {
            yield return $"{constant} predictions have one value everywhere (first "
                + $"{report.Scores.First(score => score.IsConstant).Id}): they say nothing, and count as they are";
        }

        if (report.Scores.Count(score => score.IsReversed) is > 0 and var reversed)
        {
            yield return $"{reversed} of {report.Scores.Count} predictions fall where the truth rises (first "
                + $"{report.Scores.First(score => score.IsReversed).Id}): disparity is larger for nearer things; is it "
                + "depth? An alignment whose scale may be negative hides that";
        }

        if (samples > report.Scores.Count)
        {
            yield return "no pixel whose truth is known, and not scored: "
                + Counted.Of(samples - report.Scores.Count, "sample");
        }
    }

    private static void Print(TextWriter output, EvaluationReport report)
    {
        output.WriteLine($"{report.Protocol.Name}: mean over samples [95 % interval]");
        foreach (Metric metric in report.Protocol.Metrics)
        {
            output.WriteLine($"  {metric.Name}: {metric.Space}; aligned: {metric.Alignment}; clamp: {metric.Clamp}");
        }

        Print(output, report, "overall", report.Overall);
        foreach ((string split, ScoreSummary summary) in report.Splits)
        {
            Print(output, report, split, summary);
        }

        foreach ((string film, ScoreSummary summary) in report.Films)
        {
            Print(output, report, film, summary);
        }
    }

    private static void Print(TextWriter output, EvaluationReport report, string name, ScoreSummary summary)
    {
        IEnumerable<string> numbers = report.Protocol.Metrics.Zip(summary.Metrics).Select(of => string.Create(
            CultureInfo.InvariantCulture,
            $"{of.First.Name} {of.Second.Value:G4} [{of.Second.Low:G4}, {of.Second.High:G4}]"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: n {summary.Samples}, {100 * summary.PixelsShare:F1} % of their pixels; ")
            + string.Join(", ", numbers));
    }

    /// <summary>The command's flags.</summary>
    private sealed record Flags(
        Option<string?> Dataset,
        Option<string?> Truth,
        Option<string> Predictions,
        Option<string> Protocol,
        Option<string> Split,
        Option<int?> Limit,
        Option<bool> Partial,
        Option<bool> Json,
        Option<string?> Csv)
    {
        public static Flags New() => new(
            new("--dataset") { Description = "Output folder of extract", HelpName = "DIR" },
            new("--truth") { Description = "Folder of NAME.pfm, disparity, NaN = not known", HelpName = "DIR" },
            new("--predictions") { Description = "Folder of predictions", HelpName = "DIR2", Required = true },
            ValueFlags.Word(
                new("--protocol")
                {
                    Description = "How they are scored",
                    HelpName = "P",
                    DefaultValueFactory = _ => "ssi-disparity",
                },
                "ssi-disparity",
                "ssi-robust",
                "ordinal",
                "boundary",
                "depth-affine"),
            ValueFlags.Word(
                new("--split") { Description = "Only this split", HelpName = "train|validation|test" },
                "train",
                "validation",
                "test"),
            ValueFlags.Integer("--limit", "Only the first N samples", 1, int.MaxValue),
            new("--partial") { Description = "Score what is there of a dataset that is not finished" },
            new("--json") { Description = "One JSON document on stdout" },
            new("--csv") { Description = "One row a sample into this file", HelpName = "F" });
    }
}
