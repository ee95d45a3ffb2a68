using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Imaging.Messages;
using MovieData.Plan;

namespace MovieData.Cli;

/// <summary><c>gaps</c>: how much of a published frame list the sampling rules of a pipeline explain.</summary>
internal static class GapsCommand
{
    /// <summary>Rate of the films of the published lists.</summary>
    private const int FilmFps = 24;

    /// <summary>Commonest gaps that are printed.</summary>
    private const int GapsShown = 12;

    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "gaps",
            """
            Share of the gaps between successive frames of a published list (film/chapterN/outM a line, 24 fps) that
            a pipeline's sampling rules can produce, and the ones they cannot

            Example:
              movie-data gaps train.txt --pipeline pipelines/midas-3d-movies-code.yaml --split train
            """);
        Argument<string> file = PathFlags.File(new Argument<string>("LIST") { Description = "The frame list" });
        Option<string> pipelineOption = PipelineFlags.Pipeline(required: true);
        Option<string> splitOption = PipelineFlags.SplitOption();
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout" };
        command.Arguments.Add(file);
        foreach (Option option in (Option[])[pipelineOption, splitOption, json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            Split split = PipelineFlags.SplitOf(parsed.GetRequiredValue(splitOption));
            GapReport report = GapReport.Of(
                FrameList.Read(parsed.GetRequiredValue(file)),
                PipelineFlags.Read(parsed, pipelineOption).Sampling,
                split,
                FilmFps);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, ToJson(report));
            }
            else
            {
                Print(terminal.Output, report);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static JsonObject ToJson(GapReport report) => new()
    {
        ["frames"] = report.Frames,
        ["gaps_total"] = report.Total,
        ["possible_share"] = report.PossibleShare,
        ["gaps"] = new JsonObject(report.Gaps.Select(gap =>
            KeyValuePair.Create(JsonOutput.Integer(gap.Key), (JsonNode?)gap.Value))),
        ["impossible"] = new JsonArray([.. report.Impossible.Select(gap => new JsonObject
        {
            ["film"] = gap.Film,
            ["chapter"] = gap.Chapter,
            ["from"] = gap.From,
            ["to"] = gap.To,
        })]),
    };

    private static void Print(TextWriter output, GapReport report)
    {
        output.WriteLine(
            $"{Counted.Of(report.Frames, "frame")}, {Counted.Of(report.Total, "gap")}, "
            + $"{100 * report.PossibleShare:F3} % possible; commonest: "
            + string.Join(", ", report.Gaps.OrderByDescending(gap => gap.Value).Take(GapsShown)
                .Select(gap => $"{gap.Key} ({gap.Value})")));
        foreach (ImpossibleGap gap in report.Impossible)
        {
            output.WriteLine(
                $"impossible: {gap.To - gap.From,4} frames, {gap.Film}/chapter{gap.Chapter}/out{gap.From:D8} → "
                + $"out{gap.To:D8}");
        }
    }
}
