using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// <c>croissant.json</c>: a finished dataset in the words of Croissant 1.0 (mlcommons.org/croissant/1.0), so that
/// loaders and dataset search know its files, columns and types. Depends on ledger and manifest alone: no clock is in
/// it, and the same dataset has the same bytes. Another program's format, so it carries no seal.
/// </summary>
/// <remarks>
/// What the format asks for and nobody knows before a dataset is published (<c>url</c>, <c>creator</c>,
/// <c>datePublished</c>) is left out; checkers warn of it, and the description says who adds it. <c>version</c> is the
/// data_version as MAJOR, since it is raised when bytes change. <c>license</c> says that films are not ours to give.
/// <c>citeAs</c> is the paper whose protocol the data follow.
/// </remarks>
internal static class CroissantFile
{
    /// <summary>
    /// Most data files that are listed one by one with their sha256. Of larger datasets the file would take megabytes:
    /// there the ledger alone has them.
    /// </summary>
    public const int FilesMax = 4000;

    private const string Namespace = "http://mlcommons.org/croissant/";
    private const string Parquet = "application/x-parquet";

    private const string Citation =
        "@article{Ranftl2022,\n  title = {Towards Robust Monocular Depth Estimation: Mixing Datasets for Zero-Shot "
        + "Cross-Dataset Transfer},\n  author = {Ranftl, Ren{\\'e} and Lasinger, Katrin and Hafner, David and "
        + "Schindler, Konrad and Koltun, Vladlen},\n  journal = {IEEE Transactions on Pattern Analysis and Machine "
        + "Intelligence},\n  volume = {44},\n  number = {3},\n  year = {2022}\n}";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The whole file.</summary>
    public static byte[] Compose(CardFacts facts)
    {
        var document = new JsonObject
        {
            ["@context"] = Context(),
            ["@type"] = "sc:Dataset",
            ["conformsTo"] = $"{Namespace}1.0",
            ["name"] = "stereo-film-disparity",
            ["description"] = DescriptionOf(facts),
            ["license"] = "derived from films, not redistributable: see README.md",
            ["citeAs"] = Citation,
            ["keywords"] = new JsonArray("stereo", "disparity", "depth estimation", "film"),
            ["version"] = string.Create(CultureInfo.InvariantCulture, $"{SampleSchema.DataVersion}.0.0"),
            ["distribution"] = Distribution(facts),
            ["recordSet"] = RecordSets(facts),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, Indented), (byte)'\n'];
    }

    private static string DescriptionOf(CardFacts facts)
    {
        string listed = DataFiles(facts).Count() > FilesMax
            ? $" The sha256 of its data files, more than {FilesMax}, stand in ledger/." : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Frames of stereoscopic films with the disparity between their two views: {facts.Kept} of {facts.Planned} "
            + $"planned samples, made by movie-data. README.md tells how pictures are read.{listed} Whoever publishes "
            + $"it adds url, creator and datePublished. {SampleSchema.Encodings}");
    }

    // Terms of the format (Croissant 1.0, appendix 1); all others are schema.org's.
    private static JsonObject Context()
    {
        var context = new JsonObject
        {
            ["@language"] = "en",
            ["@vocab"] = "https://schema.org/",
            ["cr"] = Namespace,
            ["dct"] = "http://purl.org/dc/terms/",
            ["sc"] = "https://schema.org/",
            ["conformsTo"] = "dct:conformsTo",
            ["data"] = new JsonObject { ["@id"] = "cr:data", ["@type"] = "@json" },
            ["dataType"] = new JsonObject { ["@id"] = "cr:dataType", ["@type"] = "@vocab" },
        };
        foreach (string term in (ReadOnlySpan<string>)
        [
            "citeAs", "column", "extract", "field", "fileObject", "fileSet", "includes", "jsonPath", "key",
            "recordSet", "references", "source", "transform",
        ])
        {
            context[term] = $"cr:{term}";
        }

        return context;
    }

    private static IEnumerable<FileReceipt> DataFiles(CardFacts facts) =>
        facts.Entries.SelectMany(entry => (FileReceipt?[])[entry.Shard, entry.Frames]).OfType<FileReceipt>();

    private static JsonArray Distribution(CardFacts facts)
    {
        var distribution = new JsonArray(FileObject(facts.Manifest, "application/json"));
        if (DataFiles(facts).Count() <= FilesMax)
        {
            foreach (FileReceipt file in DataFiles(facts))
            {
                distribution.Add(FileObject(file, Parquet));
            }
        }

        if (facts.Splits.Count > 0)
        {
            distribution.Add(FileSet(
                "shards", "Shards: kept samples.", [.. facts.Splits.Select(split => $"data/{split}/*.parquet")]));
        }

        if (facts.Entries.Count > 0)
        {
            distribution.Add(FileSet("frames-files", "Figures of every planned sample.", ["frames/*.parquet"]));
        }

        return distribution;
    }

    private static JsonObject FileObject(FileReceipt file, string format) => new()
    {
        ["@type"] = "cr:FileObject",
        ["@id"] = file.Name,
        ["name"] = file.Name,
        ["contentUrl"] = file.Name,
        ["contentSize"] = string.Create(CultureInfo.InvariantCulture, $"{file.Bytes} B"),
        ["encodingFormat"] = format,
        ["sha256"] = file.Sha256,
    };

    private static JsonObject FileSet(string id, string description, IReadOnlyList<string> includes) => new()
    {
        ["@type"] = "cr:FileSet",
        ["@id"] = id,
        ["name"] = id,
        ["description"] = description,
        ["encodingFormat"] = Parquet,
        ["includes"] = includes.Count == 1 ? includes[0] : new JsonArray([.. includes.Select(one => (JsonNode)one)]),
    };

    private static JsonArray RecordSets(CardFacts facts)
    {
        var sets = new JsonArray();
        if (facts.Splits.Count > 0)
        {
            sets.Add(SplitNames(facts));
            sets.Add(RecordSet("default", "One record a kept sample.", "shards", SampleSchema.Samples));
        }

        if (facts.Entries.Count > 0)
        {
            sets.Add(RecordSet(
                "frames", "One record a planned sample, kept or not.", "frames-files", SampleSchema.Frames));
        }

        return sets;
    }

    private static JsonObject SplitNames(CardFacts facts) => new()
    {
        ["@type"] = "cr:RecordSet",
        ["@id"] = "splits",
        ["name"] = "splits",
        ["description"] = "The splits that have records.",
        ["dataType"] = "cr:Split",
        ["key"] = Reference("splits/name"),
        ["field"] = new JsonArray(new JsonObject
        {
            ["@type"] = "cr:Field",
            ["@id"] = "splits/name",
            ["name"] = "name",
            ["description"] = "Name of the split.",
            ["dataType"] = "sc:Text",
        }),
        ["data"] = new JsonArray([.. facts.Splits.Select(split => new JsonObject { ["splits/name"] = split })]),
    };

    private static JsonObject RecordSet<TRow>(
        string id, string description, string fileSet, IReadOnlyList<RowColumn<TRow>> columns) => new()
        {
            ["@type"] = "cr:RecordSet",
            ["@id"] = id,
            ["name"] = id,
            ["description"] = description,
            ["key"] = Reference($"{id}/id"),
            ["field"] = new JsonArray(
                [.. columns.Select(column => FieldOf(id, fileSet, column.Column, column.Meaning))]),
        };

    private static JsonObject FieldOf(string set, string fileSet, ParquetColumn column, string meaning)
    {
        var source = new JsonObject
        {
            ["fileSet"] = Reference(fileSet),
            ["extract"] = new JsonObject { ["column"] = column.Name },
        };
        if (column.Kind == ParquetKind.Picture)
        {
            // A struct of bytes and path: the bytes are the picture.
            source["transform"] = new JsonObject { ["jsonPath"] = "bytes" };
        }

        var field = new JsonObject
        {
            ["@type"] = "cr:Field",
            ["@id"] = $"{set}/{column.Name}",
            ["name"] = column.Name,
            ["description"] = meaning,
            ["dataType"] = TypeOf(column.Kind),
            ["source"] = source,
        };
        if (set == "default" && column.Name == "split")
        {
            field["references"] = new JsonObject { ["field"] = Reference("splits/name") };
        }

        return field;
    }

    private static JsonObject Reference(string id) => new() { ["@id"] = id };

    private static string TypeOf(ParquetKind kind) => kind switch
    {
        ParquetKind.Flag => "sc:Boolean",
        ParquetKind.Whole32 or ParquetKind.Whole64 => "sc:Integer",
        ParquetKind.Real32 or ParquetKind.Real64 => "sc:Float",
        ParquetKind.Text => "sc:Text",
        _ => "sc:ImageObject",
    };
}
