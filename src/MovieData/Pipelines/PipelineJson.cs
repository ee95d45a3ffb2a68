using System.Text.Json.Nodes;
using MovieData.Yaml;

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

    /// <summary>
    /// Reads what <see cref="Write"/> wrote, as strictly as a pipeline file; keys that came after the dataset was made
    /// have their off-value.
    /// </summary>
    /// <param name="document">A manifest's pipeline.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="YamlFileException">A key is missing, unknown or out of range.</exception>
    public static Pipeline Read(JsonObject document, string name) =>
        PipelineFile.Read(YamlSection.Parse(name, document.ToJsonString()));
}
