using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MovieData.Tests.Shards;

/// <summary>
/// Rules of Croissant 1.0 (mlcommons.org/croissant/1.0, sections "Dataset-level Information", "Resources",
/// "RecordSets"), as tables, and a document held against them. It knows nothing of what writes our files. What the
/// format wants, and its own checker only warns of, is a warning here too.
/// </summary>
internal sealed class CroissantRules
{
    // Type as written, then what an object of it must have.
    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["sc:Dataset"] = ["@context", "conformsTo", "name", "description", "distribution"],
        ["cr:FileObject"] = ["@id", "name", "contentUrl", "encodingFormat"],
        ["cr:FileSet"] = ["@id", "name", "includes", "encodingFormat"],
        ["cr:RecordSet"] = ["@id", "name", "field"],
        ["cr:Field"] = ["@id", "name", "dataType"],
    };

    private static readonly Dictionary<string, string[]> Wanted = new()
    {
        ["sc:Dataset"] = ["license", "citeAs", "url", "creator", "datePublished", "version"],
        ["cr:Field"] = ["description"],
        ["cr:RecordSet"] = ["description"],
    };

    // Type, then properties of which an object of it has exactly one.
    private static readonly (string Type, string[] Properties)[] ExactlyOne =
    [
        ("cr:FileObject", ["md5", "sha256"]),
        ("cr:Field", ["source", "value"]),
        ("source", ["fileObject", "fileSet", "recordSet"]),
        ("extract", ["column", "jsonPath", "fileProperty"]),
    ];

    // Property that lists objects, then their types.
    private static readonly Dictionary<string, string[]> Lists = new()
    {
        ["distribution"] = ["cr:FileObject", "cr:FileSet"],
        ["recordSet"] = ["cr:RecordSet"],
        ["field"] = ["cr:Field"],
    };

    private static readonly Dictionary<string, string> Forms = new()
    {
        ["conformsTo"] = "^http://mlcommons\\.org/croissant/1\\.0$",
        ["version"] = "^[0-9]+\\.[0-9]+\\.[0-9]+$",
        ["sha256"] = "^[0-9a-f]{64}$",
        ["md5"] = "^[0-9a-f]{32}$",
        ["contentSize"] = "^[0-9]+ (B|kB|MB|GB)$",
        ["encodingFormat"] = "^[a-z]+/[-+.a-z0-9]+$",
        ["datePublished"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
    };

    private static readonly string[] DataTypes =
        ["sc:Boolean", "sc:Integer", "sc:Float", "sc:Text", "sc:Date", "sc:URL", "sc:ImageObject"];

    private readonly HashSet<string> _ids = [];
    private readonly List<string> _references = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    public CroissantRules(JsonObject document)
    {
        if ((string?)document["@type"] != "sc:Dataset")
        {
            _errors.Add($"@type is {document["@type"]}");
        }

        Check(document, "sc:Dataset", "Dataset");
        _errors.AddRange(_references.Where(id => !_ids.Contains(id)).Select(id => $"{id} is no @id of the document"));
    }

    public IReadOnlyList<string> Errors => _errors;

    public IReadOnlyList<string> Warnings => _warnings;

    private void Check(JsonObject item, string type, string name)
    {
        _errors.AddRange(Missing(item, Required, type).Select(property => $"{name} lacks {property}"));
        _warnings.AddRange(Missing(item, Wanted, type).Select(property => $"{name} lacks {property}"));
        foreach ((string property, string form) in Forms)
        {
            if (item[property] is JsonValue value && !Regex.IsMatch(value.ToString(), form))
            {
                _errors.Add($"{name}: {property} is {value}");
            }
        }

        // A field of records that stand in the document has its value there.
        bool isEmbedded = type == "cr:Field" && item.Parent?.Parent is JsonObject set && set.ContainsKey("data");
        if (!isEmbedded)
        {
            CheckOne(item, type, name);
        }

        if (type == "cr:RecordSet")
        {
            CheckRecords(item, name);
        }
        else if (type == "cr:Field")
        {
            CheckField(item, name);
        }

        foreach ((string list, string[] types) in Lists)
        {
            foreach (JsonObject one in item[list]?.AsArray().Select(node => node!.AsObject()) ?? [])
            {
                CheckListed(one, types);
            }
        }
    }

    private void CheckListed(JsonObject item, string[] types)
    {
        string? type = (string?)item["@type"];
        if (type is null || !types.Contains(type))
        {
            _errors.Add($"{type} stands where {string.Join(" or ", types)} is expected");
            return;
        }

        string? id = (string?)item["@id"];
        if (id is not null && !_ids.Add(id))
        {
            _errors.Add($"{id} stands twice");
        }

        string kind = type[(type.IndexOf(':') + 1)..];
        Check(item, type, id is null ? kind : $"{kind} {id}");
    }

    private void CheckOne(JsonObject item, string type, string name)
    {
        foreach ((_, string[] properties) in ExactlyOne.Where(rule => rule.Type == type))
        {
            if (properties.Count(item.ContainsKey) != 1)
            {
                _errors.Add($"{name}: exactly one of {string.Join(", ", properties)} is expected");
            }
        }
    }

    private void CheckField(JsonObject field, string name)
    {
        string? type = (string?)field["dataType"];
        if (type is not null && !DataTypes.Contains(type))
        {
            _errors.Add($"{name}: dataType is {type}");
        }

        Refer(field["references"]?["field"]);
        if (field["source"] is not JsonObject source)
        {
            return;
        }

        CheckOne(source, "source", name);
        foreach (string place in (string[])["fileObject", "fileSet", "recordSet"])
        {
            Refer(source[place]);
        }

        if (source["extract"] is JsonObject extract)
        {
            CheckOne(extract, "extract", name);
        }
        else
        {
            _errors.Add($"{name}: its source lacks extract");
        }

        // Hugging Face's pictures in Parquet: a struct, whose bytes are the picture.
        if (type == "sc:ImageObject" && (string?)source["transform"]?["jsonPath"] != "bytes")
        {
            _errors.Add($"{name}: a picture lacks jsonPath bytes");
        }
    }

    private void CheckRecords(JsonObject set, string name)
    {
        Refer(set["key"]);
        foreach (JsonObject record in set["data"]?.AsArray().Select(node => node!.AsObject()) ?? [])
        {
            IEnumerable<string> fields = set["field"]!.AsArray().Select(field => (string)field!["@id"]!);
            _errors.AddRange(fields.Where(field => !record.ContainsKey(field))
                .Select(field => $"{name}: a record lacks {field}"));
        }
    }

    private void Refer(JsonNode? reference)
    {
        if (reference is JsonObject one)
        {
            _references.Add((string?)one["@id"] ?? "a reference without @id");
        }
    }

    private static IEnumerable<string> Missing(JsonObject item, Dictionary<string, string[]> table, string type) =>
        table.GetValueOrDefault(type, []).Where(property => !item.ContainsKey(property));
}
