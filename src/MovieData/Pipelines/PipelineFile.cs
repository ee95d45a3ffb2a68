using MovieData.Decode;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Frames;
using MovieData.Shards;
using MovieData.Shots;
using MovieData.Sky;
using MovieData.Yaml;

namespace MovieData.Pipelines;

/// <summary>
/// Reads <c>pipelines/*.yaml</c> strictly: every value written out, units in the key names; an unknown key, a missing
/// key or a value out of range is an error with file and line. pipelines/README.md explains every key.
/// </summary>
public static class PipelineFile
{
    /// <summary>Largest width or height of a view.</summary>
    private const int SidePxMax = 16384;

    /// <summary>Reads a pipeline.</summary>
    /// <exception cref="YamlFileException">File and line of the first fault.</exception>
    public static Pipeline Read(string file)
    {
        YamlSection root = YamlSection.Read(file);
        var pipeline = new Pipeline(
            ReadDecode(root.Section("decode")),
            ReadShots(root.Section("shots")),
            ReadSampling(root.Section("sampling")),
            ReadFlow(root.Section("flow")),
            ReadDisparity(root.Section("disparity")),
            ReadSky(root.Section("sky")),
            ReadShards(root.Section("shards")));
        root.Done();
        return pipeline;
    }

    private static DecodeOptions ReadDecode(YamlSection decode)
    {
        var options = new DecodeOptions(
            Size(decode, "view_px"),
            Size(decode, "crop_px"),
            decode.Word("crop_on", PipelineWords.CropOn));
        decode.Done();
        return options.Crop.Width <= options.View.Width && options.Crop.Height <= options.View.Height
            ? options
            : throw decode.Fault($"decode.crop_px {options.Crop} does not fit in view_px {options.View}", "crop_px");
    }

    private static PixelSize Size(YamlSection section, string key)
    {
        IReadOnlyList<int> sides = section.Wholes(key, 2, SidePxMax);
        return sides.Count == 2 && sides.All(s => s % 2 == 0)
            ? new PixelSize(sides[0], sides[1])
            : throw section.Fault($"{key} must be [width, height], both even", key);
    }

    private static ShotOptions ReadShots(YamlSection shots)
    {
        var options = new ShotOptions(
            shots.Word("detector", new Dictionary<string, string>
            {
                ["ffmpeg-scene"] = "ffmpeg-scene",
                ["adaptive"] = "adaptive",
            }),
            shots.Number("threshold", 0, 1),
            shots.Word("score_picture", PipelineWords.ScorePicture),
            shots.Number("clip_seconds_min", 0, 3600),
            shots.Flag("drop_first_last_chapter"));
        shots.Done();
        return options;
    }

    private static SamplingOptions ReadSampling(YamlSection sampling)
    {
        YamlSection fps = sampling.Section("fps");
        var fpsBySplit = PipelineWords.Splits.ToDictionary(s => s.Value, s => fps.Number(s.Key, 0.001, 1000));
        fps.Done();
        YamlSection offsets = sampling.Section("burst_offsets");
        var offsetsBySplit = PipelineWords.Splits.ToDictionary(s => s.Value, s => offsets.Wholes(s.Key, 0, 100_000));
        offsets.Done();
        foreach ((Split split, IReadOnlyList<int> list) in offsetsBySplit)
        {
            if (!list.SequenceEqual(list.Distinct().Order()))
            {
                throw offsets.Fault($"burst_offsets of {split} must ascend");
            }
        }

        var options = new SamplingOptions(
            sampling.Number("burst_seconds", 0.01, 3600),
            sampling.Number("burst_every_seconds", 0.01, 3600),
            fpsBySplit,
            sampling.Whole("burst_frames_min", 0, 100_000),
            offsetsBySplit,
            sampling.Flag("skip_cut_frame"),
            sampling.Flag("skip_black"));
        sampling.Done();
        return options;
    }

    private static FlowOptions ReadFlow(YamlSection flow)
    {
        var options = new FlowOptions(
            flow.Text("model"), flow.Word("rectify", PipelineWords.Rectify), flow.Flag("match_exposure"));
        flow.Done();
        return options;
    }

    private static DisparityOptions ReadDisparity(YamlSection disparity)
    {
        var options = new DisparityOptions(
            disparity.Number("residual_px_max", 0, 1000),
            disparity.Number("residual_relative", 0, 1),
            disparity.Number("vertical_px_max", 0, 1000),
            disparity.Flag("vertical_mask"),
            disparity.Number("vertical_fraction_max", 0, 1),
            disparity.Number("range_px_min", 0, 10_000),
            disparity.Word("range_measure", PipelineWords.RangeMeasure),
            disparity.Number("consistent_fraction_min", 0, 1),
            disparity.Word("compare", PipelineWords.Compare),
            disparity.Word("checked_directions", PipelineWords.Directions),
            disparity.Words("rule_order", PipelineWords.Rules),
            disparity.Whole("dedupe_hash_bits", 0, 64),
            disparity.Word("reference", PipelineWords.Reference),
            disparity.Number("output_scale", 0.5, 1));
        disparity.Done();
        return options.OutputScale is 1 or 0.5
            ? options
            : throw disparity.Fault(
                $"disparity.output_scale is {options.OutputScale}; expected 1 or 0.5", "output_scale");
    }

    private static SkyOptions ReadSky(YamlSection sky)
    {
        var options = new SkyOptions(
            sky.Text("model"),
            sky.Word("fill", PipelineWords.Fill));
        sky.Done();
        return options;
    }

    private static ShardOptions ReadShards(YamlSection shards)
    {
        var options = new ShardOptions(
            shards.Whole("samples_per_segment", 1, 4096),
            shards.Word("view_format", PipelineWords.ViewFormat),
            shards.Whole("jpeg_quality", 1, 100),
            shards.Flag("right"),
            shards.Flag("residual"));
        shards.Done();
        return options;
    }
}
