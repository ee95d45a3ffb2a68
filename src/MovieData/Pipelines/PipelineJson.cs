using System.Text.Json.Nodes;
using MovieData.Shots;

namespace MovieData.Pipelines;

/// <summary>
/// The resolved pipeline as manifest.json carries it: the pipeline file's keys and words, every value written out.
/// </summary>
public static class PipelineJson
{
    /// <summary>
    /// Writes a pipeline; equal pipelines give equal documents, whatever their files' comments and layout.
    /// </summary>
    public static JsonObject Write(Pipeline pipeline) => new()
    {
        ["decode"] = new JsonObject
        {
            ["view_px"] = new JsonArray(pipeline.Decode.View.Width, pipeline.Decode.View.Height),
            ["crop_px"] = new JsonArray(pipeline.Decode.Crop.Width, pipeline.Decode.Crop.Height),
            ["crop_on"] = PipelineWords.CropOn.Word(pipeline.Decode.CropOn),
        },
        ["shots"] = new JsonObject
        {
            ["detector"] = pipeline.Shots.Detector,
            ["threshold"] = pipeline.Shots.Threshold,
            ["score_picture"] = PipelineWords.ScorePicture.Word(pipeline.Shots.ScorePicture),
            ["clip_seconds_min"] = pipeline.Shots.ClipSecondsMin,
            ["drop_first_last_chapter"] = pipeline.Shots.DropFirstLastChapter,
        },
        ["sampling"] = Sampling(pipeline.Sampling),
        ["flow"] = new JsonObject
        {
            ["model"] = pipeline.Flow.Model,
            ["rectify"] = PipelineWords.Rectify.Word(pipeline.Flow.Rectify),
            ["match_exposure"] = pipeline.Flow.MatchExposure,
        },
        ["disparity"] = new JsonObject
        {
            ["residual_px_max"] = pipeline.Disparity.ResidualPxMax,
            ["residual_relative"] = pipeline.Disparity.ResidualRelative,
            ["vertical_px_max"] = pipeline.Disparity.VerticalPxMax,
            ["vertical_mask"] = pipeline.Disparity.VerticalMask,
            ["vertical_fraction_max"] = pipeline.Disparity.VerticalFractionMax,
            ["range_px_min"] = pipeline.Disparity.RangePxMin,
            ["range_measure"] = PipelineWords.RangeMeasure.Word(pipeline.Disparity.RangeMeasure),
            ["consistent_fraction_min"] = pipeline.Disparity.ConsistentFractionMin,
            ["compare"] = PipelineWords.Compare.Word(pipeline.Disparity.Compare),
            ["checked_directions"] = PipelineWords.Directions.Word(pipeline.Disparity.CheckedDirections),
            ["rule_order"] = new JsonArray(
                [.. pipeline.Disparity.RuleOrder.Select(rule => JsonValue.Create(PipelineWords.Rules.Word(rule)))]),
            ["dedupe_hash_bits"] = pipeline.Disparity.DedupeHashBits,
            ["reference"] = PipelineWords.Reference.Word(pipeline.Disparity.Reference),
            ["output_scale"] = pipeline.Disparity.OutputScale,
        },
        ["sky"] = new JsonObject
        {
            ["model"] = pipeline.Sky.Model,
            ["fill"] = PipelineWords.Fill.Word(pipeline.Sky.Fill),
        },
        ["shards"] = new JsonObject
        {
            ["samples_per_segment"] = pipeline.Shards.SamplesPerSegment,
            ["view_format"] = PipelineWords.ViewFormat.Word(pipeline.Shards.ViewFormat),
            ["jpeg_quality"] = pipeline.Shards.JpegQuality,
            ["right"] = pipeline.Shards.Right,
            ["residual"] = pipeline.Shards.Residual,
        },
    };

    private static JsonObject Sampling(SamplingOptions sampling) => new()
    {
        ["burst_seconds"] = sampling.BurstSeconds,
        ["burst_every_seconds"] = sampling.BurstEverySeconds,
        ["fps"] = new JsonObject(PipelineWords.Splits.Select(
            s => KeyValuePair.Create(s.Key, (JsonNode?)sampling.FpsBySplit[s.Value]))),
        ["burst_frames_min"] = sampling.BurstFramesMin,
        ["burst_offsets"] = new JsonObject(PipelineWords.Splits.Select(s => KeyValuePair.Create(
            s.Key,
            (JsonNode?)new JsonArray([.. sampling.BurstOffsets[s.Value].Select(offset => JsonValue.Create(offset))])))),
        ["skip_cut_frame"] = sampling.SkipCutFrame,
        ["skip_black"] = sampling.SkipBlack,
    };

    private static string Word<T>(this IReadOnlyDictionary<string, T> words, T value) =>
        words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Key;
}
