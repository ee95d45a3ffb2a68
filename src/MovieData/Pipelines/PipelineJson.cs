using System.Text.Json.Nodes;

namespace MovieData.Pipelines;

/// <summary>
/// The resolved pipeline as manifest.json carries it: the pipeline file's keys and words, every value written out.
/// </summary>
public static class PipelineJson
{
    /// <summary>
    /// Writes a pipeline; equal pipelines give equal documents, whatever their files' comments and layout.
    /// </summary>
    public static JsonObject Write(Pipeline pipeline)
    {
        var document = new JsonObject();
        foreach (IGrouping<string, PipelineKey> section in PipelineKey.All.GroupBy(key => key.SectionName))
        {
            document[section.Key] = new JsonObject(
                section.Select(key => KeyValuePair.Create(key.Facts.Name, (JsonNode?)key.ValueIn(pipeline))));
        }

        return document;
    }
}
