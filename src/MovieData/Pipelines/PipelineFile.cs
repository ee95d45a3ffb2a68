using MovieData.Yaml;

namespace MovieData.Pipelines;

/// <summary>
/// Reads <c>pipelines/*.yaml</c> strictly: every value written out, units in the key names; an unknown key, a missing
/// key or a value out of range is an error with file and line. Keys that came after data_version 7 may be absent: then
/// they have their off-value. pipelines/README.md explains every key.
/// </summary>
public static class PipelineFile
{
    /// <summary>Reads a pipeline.</summary>
    /// <exception cref="YamlFileException">File and line of the first fault.</exception>
    public static Pipeline Read(string file) => Read(YamlSection.Read(file));

    /// <summary>Reads a pipeline out of the top level of a document.</summary>
    /// <exception cref="YamlFileException">File and line of the first fault.</exception>
    internal static Pipeline Read(YamlSection root)
    {
        object[] options = [.. PipelineKey.All.GroupBy(key => key.Section).Select(section => Read(root, section))];
        root.Done();
        var pipeline = (Pipeline)Activator.CreateInstance(typeof(Pipeline), options)!;
        RequireFit(root, pipeline);
        return pipeline;
    }

    /// <summary>Reads one section into the options that its keys are properties of.</summary>
    private static object Read(YamlSection root, IEnumerable<PipelineKey> keys)
    {
        PipelineKey first = keys.First();
        YamlSection section = root.Section(first.SectionName);
        object options = Activator.CreateInstance(first.Section.PropertyType)!;
        foreach (PipelineKey key in keys)
        {
            if (!key.Facts.MayBeAbsent || section.Has(key.Facts.Name))
            {
                key.Property.SetValue(options, PipelineValue.Read(section, key.Facts, key.Property.PropertyType));
            }
        }

        section.Done();
        return options;
    }

    /// <summary>What no single key can say.</summary>
    private static void RequireFit(YamlSection root, Pipeline pipeline)
    {
        var (view, crop, scale) = (pipeline.Decode.View, pipeline.Decode.Crop, pipeline.Disparity.OutputScale);
        if (crop.Width > view.Width || crop.Height > view.Height)
        {
            throw root.Section("decode").Fault($"decode.crop_px {crop} does not fit in view_px {view}", "crop_px");
        }

        if (scale is not (1 or 0.5))
        {
            throw root.Section("disparity").Fault(
                $"disparity.output_scale is {scale}; expected 1 or 0.5", "output_scale");
        }

        YamlSection sky = root.Section("sky");
        if (pipeline.Sky.Votes > 1 && !sky.Has("votes_min"))
        {
            throw sky.Fault(
                $"sky.votes_min is missing: say how many of the {pipeline.Sky.Votes} votes of sky.model and sky.flips "
                + "make sky",
                "model");
        }

        if (pipeline.Sky.Fault is { } fault)
        {
            throw sky.Fault(fault, fault.StartsWith("sky.votes_min", StringComparison.Ordinal) ? "votes_min" : "model");
        }
    }
}
