using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Media.Scan;

namespace MovieData.Plan;

/// <summary>
/// The written form of a <see cref="SamplePlan"/> (content of <c>films/FILM/plan.json</c>, and part of
/// <c>shots --json</c>). Lossless; the same bytes on every machine. Rows are arrays in the order of their key lists,
/// since a film has thousands of them.
/// </summary>
public static class SamplePlanJson
{
    private static readonly string[] ShotColumns = ["first_frame", "end_frame", "chapter"];
    private static readonly string[] ClipColumns = ["shot", "chapter", "first_frame", "end_frame"];
    private static readonly string[] SampleColumns = ["frame", "time_s", "chapter", "shot", "clip", "pts", "seek_pts"];

    // A further column, written only where a film has such frames: plans of all others stay as they are.
    private const string TimeShiftColumn = "time_shift_frames";

    private const string ComplainedKey = "decoder_complained";

    /// <summary>Writes a plan.</summary>
    public static JsonObject Write(SamplePlan plan)
    {
        bool isShifted = plan.Segments.SelectMany(segment => segment.Samples)
            .Any(sample => sample.TimeShiftFrames is not null);
        var json = new JsonObject
        {
            ["cuts"] = Numbers(plan.Cuts),
            ["shot_columns"] = Words(ShotColumns),
            ["shots"] = Rows(plan.Shots, shot => [shot.FirstFrame, shot.EndFrame, shot.Chapter]),
            ["clip_columns"] = Words(ClipColumns),
            ["clips"] = Rows(plan.Clips, clip => [clip.Shot, clip.Chapter, clip.FirstFrame, clip.EndFrame]),
            ["sample_columns"] = Words(isShifted ? [.. SampleColumns, TimeShiftColumn] : SampleColumns),
            ["segments"] = new JsonArray([.. plan.Segments.Select(segment => Rows(segment.Samples, sample =>
                WriteSample(sample, isShifted)))]),
            [ComplainedKey] = plan.DecoderComplained,
            ["warnings"] = Words(plan.Warnings),
        };
        if (plan.Figures.Count > 0)
        {
            json["shot_figure_columns"] = Words(["shot", .. ShotFigures.Columns.Select(column => column.Facts.Name)]);
            json["shot_figures"] = Rows(plan.Figures.OrderBy(shot => shot.Key), shot => [shot.Key, .. Row(shot.Value)]);
        }

        return json;
    }

    private static IEnumerable<JsonNode?> Row(ShotFigures figures) =>
        figures.Values.Select(value => value is { } number ? JsonValue.Create(number) : null);

    private static JsonNode?[] WriteSample(PlannedSample sample, bool isShifted)
    {
        JsonNode?[] row =
        [
            sample.Frame, sample.TimeS, sample.Chapter, sample.Shot, sample.Clip, Numbers(sample.Pts),
            Numbers(sample.SeekPts),
        ];
        return isShifted ? [.. row, JsonValue.Create(sample.TimeShiftFrames)] : row;
    }

    /// <summary>Every segment of a film's plan.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="film">The film.</param>
    /// <param name="keeps">False: nothing is written (<see cref="SegmentSizes"/>).</param>
    /// <exception cref="LedgerException">The plan is missing or damaged.</exception>
    public static IEnumerable<PlannedSegment> ReadSegments(OutputFolder folder, string film, bool keeps = true) =>
        SegmentSizes.Of(folder, film, keeps).Select((samples, index) => new PlannedSegment(film, index, samples));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The object; keys that are not known are ignored.</param>
    /// <param name="film">Id of the film, part of every segment's name.</param>
    /// <exception cref="PlanException">A key is missing or of another kind.</exception>
    public static SamplePlan Read(JsonObject json, string film)
    {
        try
        {
            return new SamplePlan(
                [.. List(json, "cuts").Select(cut => cut!.GetValue<int>())],
                [.. List(json, "shots").Select((row, index) => new Shot(index, Int(row, 0), Int(row, 1), Int(row, 2)))],
                [.. List(json, "clips").Select((row, index) =>
                    new Clip(index, Int(row, 0), Int(row, 1), Int(row, 2), Int(row, 3)))],
                [.. List(json, "segments").Select((rows, index) =>
                    new Segment(film, index, [.. rows!.AsArray().Select(ReadSample)]))],
                [.. List(json, "warnings").Select(word => word!.GetValue<string>())])
            {
                Figures = ReadFigures(json),
                DecoderComplained = json[ComplainedKey]?.GetValue<bool>() ?? true,
            };
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or FormatException
            or JsonException or ArgumentOutOfRangeException)
        {
            throw new PlanException($"{film}: the stored plan is damaged: {error.Message}; plan the film again");
        }
    }

    /// <summary>
    /// Writes the content of <c>shots --json</c> of one film: <c>scores</c>, <c>cuts</c>, <c>shots</c>, <c>clips</c>,
    /// <c>samples</c>, with one object per shot, clip and sample.
    /// </summary>
    public static JsonObject WriteShots(SceneScores scores, SamplePlan plan) => new()
    {
        ["frames"] = scores.Frames,
        ["scores"] = new JsonArray([.. scores.Score.Select(score => JsonValue.Create(score))]),
        ["cuts"] = Numbers(plan.Cuts),
        ["shots"] = new JsonArray([.. plan.Shots.Select(shot => new JsonObject
        {
            ["shot"] = shot.Index,
            ["first_frame"] = shot.FirstFrame,
            ["end_frame"] = shot.EndFrame,
            ["chapter"] = shot.Chapter,
        })]),
        ["clips"] = new JsonArray([.. plan.Clips.Select(clip => new JsonObject
        {
            ["clip"] = clip.Index,
            ["shot"] = clip.Shot,
            ["chapter"] = clip.Chapter,
            ["first_frame"] = clip.FirstFrame,
            ["end_frame"] = clip.EndFrame,
        })]),
        ["samples"] = new JsonArray([.. plan.Segments.SelectMany(segment => segment.Samples.Select(sample =>
            SampleObject(segment, sample)))]),
        ["warnings"] = Words(plan.Remarks),
    };

    private static JsonObject SampleObject(Segment segment, PlannedSample sample)
    {
        var json = new JsonObject
        {
            ["frame"] = sample.Frame,
            ["time_s"] = sample.TimeS,
            ["chapter"] = sample.Chapter,
            ["shot"] = sample.Shot,
            ["clip"] = sample.Clip,
            ["segment"] = segment.Index,
        };
        if (sample.TimeShiftFrames is { } shift)
        {
            json[TimeShiftColumn] = shift;
        }

        return json;
    }

    // Plans of data_version 9 and older have none; those are read for their status.
    // A plan of an older version lacks figures that came later.
    private static Dictionary<int, ShotFigures> ReadFigures(JsonObject json)
    {
        string[] names = [.. (json["shot_figure_columns"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())];
        int[] places = [.. ShotFigures.Columns.Select(column => Array.IndexOf(names, column.Facts.Name))];
        return (json["shot_figures"]?.AsArray() ?? []).ToDictionary(
            row => Int(row, 0),
            row => ShotFigures.Of([.. places.Select(place => place < 0 ? null : row![place]?.GetValue<double>())]));
    }

    private static PlannedSample ReadSample(JsonNode? row) => new(
        Int(row, 0),
        [.. row![5]!.AsArray().Select(pts => pts!.GetValue<long>())],
        row[1]!.GetValue<double>(),
        Int(row, 2),
        Int(row, 3),
        Int(row, 4))
    {
        SeekPts = [.. row[6]!.AsArray().Select(pts => pts!.GetValue<long>())],
        TimeShiftFrames = row.AsArray().ElementAtOrDefault(7)?.GetValue<int>(),
    };

    private static int Int(JsonNode? row, int column) => row![column]!.GetValue<int>();

    private static JsonArray List(JsonObject json, string key) => json[key]!.AsArray();

    private static JsonArray Rows<T>(IEnumerable<T> items, Func<T, JsonNode?[]> row) =>
        new([.. items.Select(item => new JsonArray(row(item)))]);

    private static JsonArray Numbers<T>(IEnumerable<T> numbers) =>
        new([.. numbers.Select(number => JsonValue.Create(number))]);

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => JsonValue.Create(word))]);
}
