using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Audit.Against;
using MovieData.Ledger;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Synthesis;

namespace MovieData.Cli;

/// <summary><c>truth</c>: a dataset made from a synthetic film against the film's exact truth.</summary>
internal static class TruthCommand
{
    public static Command Create(Terminal terminal)
    {
        var dir = new Argument<string>("DIR") { Description = "Output folder of extract, run on a film of synth" };
        var film =
            new Option<string>("--film") { Description = "Folder that synth wrote", HelpName = "DIR", Required = true };
        var command = new Command(
            "truth",
            """
            A dataset extracted from a film of synth against its exact truth: every shot's end, error, coverage

            Example:
              movie-data truth data --film demo
            """) { dir, film };
        command.SetAction((parsed, cancel) =>
        {
            OutputFolder folder = StatusCommand.Existing(parsed.GetRequiredValue(dir));
            StatusCommand.WarnOfMissing(terminal, folder);
            (SyntheticFilm synthetic, string id) = SyntheticTruth.Open(folder, parsed.GetRequiredValue(film));
            WarnOfOtherBytes(terminal, folder, id, parsed.GetRequiredValue(film));
            bool asDesigned = PrintVerdicts(terminal.Output, folder, id, synthetic);
            var comparison = new TruthComparison(synthetic);
            foreach (ShardSample sample in ShardSample.ReadAll(folder))
            {
                using (sample)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (SegmentWriter.IdOf(id, sample.Frame) == sample.Id)
                    {
                        comparison.Add(sample.Frame, sample.Crop, sample.Mask, sample.Disparity);
                    }
                }
            }

            Print(terminal.Output, comparison.Report());
            return Task.FromResult(asDesigned ? ExitCode.Done : ExitCode.SomeFailed);
        });
        return command;
    }

    /// <summary>Says where a film is not the one that was extracted. Told, not refused: a film that was rendered anew
    /// may differ in bytes, but not in its truth.</summary>
    internal static void WarnOfOtherBytes(Terminal terminal, OutputFolder folder, string id, string truth)
    {
        IReadOnlyList<string> files = TruthFolder.FilmFiles(truth);
        if (files.Count > 0 && !JsonNode.DeepEquals(
            FilmRecord.ReadPlan(folder, id)[FilmRecord.FingerprintField]?["files"], Planning.FingerprintOf(files)))
        {
            terminal.Say($"warning: {string.Join(" and ", files)}: not the bytes that {id} was extracted from; if it "
                + "is a film of another --seed or --seconds, what follows says nothing");
        }
    }

    private static bool PrintVerdicts(TextWriter output, OutputFolder folder, string id, SyntheticFilm film)
    {
        var ends = FrameOutcome.ReadAll(folder).Where(frame => SegmentWriter.IdOf(id, frame.Frame) == frame.Id)
            .GroupBy(frame => film.ShotAt(frame.Frame)).ToDictionary(g => g.Key, g => g.ToList());
        bool all = true;
        foreach (ShotDesign shot in film.Shots)
        {
            List<FrameOutcome> frames = ends.GetValueOrDefault(shot, []);
            bool right = shot.Verdict == ShotVerdict.NotPlanned
                ? frames.Count == 0
                : frames.Count > 0 && frames.All(f => shot.IsAsDesigned(f.Rule));
            all &= right;
            string design = shot.Verdict == ShotVerdict.Rejected ? $"rejected by {string.Join('/', shot.Rules)}"
                : Word(shot.Verdict);
            string ended = frames.Count == 0 ? "not planned" : string.Join(", ", frames
                .GroupBy(f => f.Rule ?? "kept").Select(g => $"{g.Count()} {g.Key}"));
            output.WriteLine(
                $"{(right ? "ok   " : "WRONG")} shot {shot.Name,-10} designed: {design,-24} ended: {ended}");
        }

        return all;
    }

    private static string Word(ShotVerdict verdict) => verdict == ShotVerdict.Kept ? "kept" : "not planned";

    private static void Print(TextWriter output, TruthReport report)
    {
        foreach ((ShotDesign shot, TruthFigures figures) in report.ByShot)
        {
            output.WriteLine($"  {shot.Name,-10} {Line(figures)}");
        }

        output.WriteLine($"  {"all",-10} {Line(report.Total)}");
    }

    private static string Line(TruthFigures f) =>
        $"{f.Samples,3} samples  error {f.MeanAbsoluteErrorPx:F2} px  bad2 {100 * f.Bad2:F1} %  "
        + $"coverage {f.Coverage:F3}  occlusion IoU {f.Occluded.IoU:F2}  sky IoU {f.Sky.IoU:F2}";
}
