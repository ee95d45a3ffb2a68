using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Messages;
using MovieData.Imaging.Pictures;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Runs;

namespace MovieData.Cli;

/// <summary><c>shots</c>: scene scores, cuts, shots, clips and sampled frames of a film.</summary>
internal static class ShotsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "shots",
            """
            Per-frame scene scores, cuts, shots, clips and the frames a pipeline would sample

            Examples:
              movie-data shots hugo.mkv
              movie-data shots --sheet shots.png hugo.mkv
              movie-data shots --json --pipeline pipelines/midas-3d-movies.yaml hugo.mkv > shots.json
            """);
        SourceFlags sources = SourceFlags.AddTo(command, single: true);
        Option<string> pipelineOption = PipelineFlags.Pipeline(required: false);
        Option<string> splitOption = PipelineFlags.SplitOption();
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout" };
        command.Options.Add(pipelineOption);
        command.Options.Add(splitOption);
        Option<string?> sheet = PipelineFlags.Sheet();
        command.Options.Add(json);
        command.Options.Add(sheet);
        command.SetAction((parsed, cancel) =>
        {
            Pipeline pipeline = PipelineFlags.Read(parsed, pipelineOption);
            string? sheetFile = parsed.GetValue(sheet);
            PathFlags.RequireSheet(sheet.Name, sheetFile);
            Film film = sources.Probe(parsed, cancel)[0];
            SourceFlags.WarnOfUnknownLayout(terminal, film);
            var options = new PlanOptions(
                pipeline.Shots,
                pipeline.Sampling,
                PipelineFlags.SplitOf(parsed.GetRequiredValue(splitOption)),
                pipeline.Shards.SamplesPerSegment);
            SceneScores scores = SceneScan.Run(film, options.Scan, null, cancel);
            SamplePlan plan = ShotPlanner.Plan(film, scores, options);
            if (sheetFile is not null)
            {
                Film counted = film with { Frames = scores.Frames, FramesExact = true };
                using Plane<Rgb24> page = new FilmSheet(counted, pipeline.Decode)
                    .Render(scores, plan, pipeline.Shots.Threshold, cancel);
                PngWriter.Write(sheetFile, page);
            }

            if (parsed.GetValue(json))
            {
                JsonObject document = SamplePlanJson.WriteShots(scores, plan);
                JsonOutput.Write(terminal, document);
            }
            else
            {
                Print(terminal, scores, plan);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Print(Terminal terminal, SceneScores scores, SamplePlan plan)
    {
        int samples = plan.Segments.Sum(s => s.Samples.Count);
        terminal.Output.WriteLine(
            $"{Counted.Of(scores.Frames, "frame")}, {Counted.Of(plan.Cuts.Count, "cut")}, "
            + $"{Counted.Of(plan.Shots.Count, "shot")}, {Counted.Of(plan.Clips.Count, "clip")}, "
            + $"{Counted.Of(samples, "sample")} in {Counted.Of(plan.Segments.Count, "segment")}");
        foreach (Shot shot in plan.Shots)
        {
            Clip? clip = plan.Clips.FirstOrDefault(c => c.Shot == shot.Index);
            int sampled = plan.Segments.SelectMany(s => s.Samples).Count(s => s.Shot == shot.Index);
            string score = shot.FirstFrame == 0 ? "" : $" score {scores.Score[shot.FirstFrame]:F3}";
            terminal.Output.WriteLine(
                $"shot {shot.Index,4}  chapter {shot.Chapter,2}  frames {shot.FirstFrame,6}…{shot.EndFrame - 1,-6}"
                + $" {scores.TimeS(shot.FirstFrame),9:F3} s  "
                + (clip is null ? "no clip" : Counted.Of(sampled, "sample")) + score);
        }

        plan.Remarks.ToList().ForEach(w => terminal.Say($"warning: {w}"));
    }
}
