using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Tests.Shards;

/// <summary>croissant.json of a dataset keeps the rules of Croissant 1.0 (<see cref="CroissantRules"/>).</summary>
public class CroissantFileTests
{
    [Fact]
    public void File_OfADataset_KeepsTheRulesAndLacksOnlyWhatAPublisherKnows()
    {
        using var temporary = new TemporaryFolder();
        JsonObject document = Document(temporary);

        var rules = new CroissantRules(document);

        Assert.Empty(rules.Errors);
        Assert.Equal(
            ["Dataset lacks creator", "Dataset lacks datePublished", "Dataset lacks url"], rules.Warnings.Order());
    }

    /// <summary>What it says of files and columns is what is there.</summary>
    [Fact]
    public void File_OfADataset_NamesItsFilesAndColumns()
    {
        using var temporary = new TemporaryFolder();
        JsonObject document = Document(temporary);

        JsonObject[] objects = [.. OfType(document["distribution"]!, "cr:FileObject")];
        Assert.Equal(
            ["data/train/film-00000.parquet", "data/train/film-00001.parquet", "frames/film-00000.parquet",
                "frames/film-00001.parquet", "manifest.json"],
            objects.Select(file => (string)file["contentUrl"]!).Order(StringComparer.Ordinal));
        foreach (JsonObject file in objects)
        {
            byte[] bytes = File.ReadAllBytes(temporary[(string)file["contentUrl"]!]);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string)file["sha256"]!);
            Assert.Equal($"{bytes.Length} B", (string)file["contentSize"]!);
        }

        Assert.Equal(
            ["data/train/*.parquet", "frames/*.parquet"],
            OfType(document["distribution"]!, "cr:FileSet").Select(set => (string)set["includes"]!));
        JsonObject[] sets = [.. document["recordSet"]!.AsArray().Select(set => set!.AsObject())];
        Assert.Equal(["splits", "default", "frames"], sets.Select(set => (string)set["@id"]!));
        Assert.Equal("""[{"splits/name":"train"}]""", sets[0]["data"]!.ToJsonString());
        AssertColumns(sets[1], temporary["data/train/film-00000.parquet"]);
        AssertColumns(sets[2], temporary["frames/film-00000.parquet"]);
    }

    /// <summary>Each of these breaks one rule: a checker that lets it pass checks nothing.</summary>
    [Theory]
    [InlineData("conformsTo", "http://mlcommons.org/croissant/0.8", "conformsTo")]
    [InlineData("@type", "Dataset", "@type")]
    [InlineData("name", null, "Dataset lacks name")]
    [InlineData("version", "eleven", "version")]
    [InlineData("distribution.0.@id", null, "FileObject lacks @id")]
    [InlineData("distribution.0.@type", "sc:DataDownload", "sc:DataDownload")]
    [InlineData("distribution.0.contentUrl", null, "FileObject manifest.json lacks contentUrl")]
    [InlineData("distribution.0.encodingFormat", null, "FileObject manifest.json lacks encodingFormat")]
    [InlineData("distribution.0.sha256", null, "FileObject manifest.json: exactly one of md5, sha256")]
    [InlineData("distribution.0.sha256", "abc", "sha256")]
    [InlineData("distribution.0.md5", "d41d8cd98f00b204e9800998ecf8427e", "exactly one of md5, sha256")]
    [InlineData("distribution.1.@id", "manifest.json", "manifest.json stands twice")]
    [InlineData("distribution.5.includes", null, "FileSet shards lacks includes")]
    [InlineData("distribution.5.encodingFormat", null, "FileSet shards lacks encodingFormat")]
    [InlineData("recordSet.1.@id", null, "RecordSet lacks @id")]
    [InlineData("recordSet.1.field.0.@type", "sc:Field", "sc:Field")]
    [InlineData("recordSet.1.field.0.dataType", null, "Field default/id lacks dataType")]
    [InlineData("recordSet.1.field.0.dataType", "sc:String", "sc:String")]
    [InlineData("recordSet.1.field.0.source", null, "Field default/id: exactly one of source, value")]
    [InlineData("recordSet.1.field.0.value", "7", "Field default/id: exactly one of source, value")]
    [InlineData("recordSet.1.field.0.source.fileSet.@id", "nowhere", "nowhere")]
    [InlineData("recordSet.1.field.0.source.fileObject", "manifest.json", "exactly one of fileObject, fileSet")]
    [InlineData("recordSet.1.field.0.source.extract", null, "Field default/id: its source lacks extract")]
    [InlineData("recordSet.1.field.0.source.extract.column", null, "exactly one of column")]
    [InlineData("recordSet.1.field.8.source.transform", null, "Field default/preview: a picture lacks jsonPath bytes")]
    [InlineData("recordSet.1.field.2.references.field.@id", "splits/none", "splits/none")]
    [InlineData("recordSet.1.key.@id", "default/none", "default/none")]
    [InlineData("recordSet.0.data.0.splits/name", null, "splits: a record lacks splits/name")]
    public void Rules_OneIsBroken_SayWhich(string path, string? value, string fault)
    {
        using var temporary = new TemporaryFolder();
        JsonObject document = Document(temporary);
        Set(document, path.Split('.'), value);

        Assert.Contains(
            new CroissantRules(document).Errors, error => error.Contains(fault, StringComparison.Ordinal));
    }

    /// <summary>Of many files only sets are named, so that the file stays small.</summary>
    [Fact]
    public void File_OfManySegments_NamesSetsAlone()
    {
        var receipt = new FileReceipt("data/test/a-00000.parquet", new string('a', 64), 100, 5);
        SegmentEntry Entry(int index) => new(
            "a", index, "test", 5, 5, new Dictionary<string, int>(), receipt with { Name = $"data/test/a-{index:D5}" },
            receipt with { Name = $"frames/a-{index:D5}" });
        CardFacts Facts(int segments) => new()
        {
            Entries = [.. Enumerable.Range(0, segments).Select(Entry)],
            Manifest = receipt,
            Values = new Dictionary<string, double[]>(),
            DecodedRowBytes = null,
        };
        int Objects(int segments) =>
            OfType(JsonNode.Parse(CroissantFile.Compose(Facts(segments)))!["distribution"]!, "cr:FileObject").Count();

        Assert.Equal(1 + CroissantFile.FilesMax, Objects(CroissantFile.FilesMax / 2));
        Assert.Equal(1, Objects((CroissantFile.FilesMax / 2) + 1));
    }

    [Fact]
    public void File_NothingKept_NamesNoShards()
    {
        var receipt = new FileReceipt("frames/a-00000.parquet", new string('a', 64), 100, 5);
        var document = (JsonObject)JsonNode.Parse(CroissantFile.Compose(new CardFacts
        {
            Entries = [new("a", 0, "test", 5, 0, new Dictionary<string, int> { ["range"] = 5 }, null, receipt)],
            Manifest = receipt with { Name = "manifest.json" },
            Values = new Dictionary<string, double[]>(),
            DecodedRowBytes = null,
        }))!;

        Assert.Empty(new CroissantRules(document).Errors);
        Assert.Equal("frames", (string)Assert.Single(document["recordSet"]!.AsArray())!["@id"]!);
    }

    private static JsonObject Document(TemporaryFolder temporary)
    {
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);
        Assert.True(DatasetCard.WriteIfComplete(folder, TestDataset.Planned(2)));
        return (JsonObject)JsonNode.Parse(File.ReadAllBytes(folder.Croissant))!;
    }

    private static void AssertColumns(JsonObject set, string file)
    {
        using ParquetFileReader reader = ParquetFileReader.Open(file);
        (string, string)[] expected =
        [
            .. reader.Schema.Columns.Select(column => (column.Name, column.Kind switch
            {
                ParquetKind.Picture => "sc:ImageObject",
                ParquetKind.Text => "sc:Text",
                ParquetKind.Flag => "sc:Boolean",
                ParquetKind.Whole32 => "sc:Integer",
                _ => "sc:Float",
            })),
        ];
        Assert.Equal(
            expected,
            set["field"]!.AsArray().Select(field => (
                (string)field!["source"]!["extract"]!["column"]!, (string)field["dataType"]!)));
    }

    private static IEnumerable<JsonObject> OfType(JsonNode list, string type) =>
        list.AsArray().Select(one => one!.AsObject()).Where(one => (string)one["@type"]! == type);

    private static void Set(JsonNode node, ReadOnlySpan<string> path, string? value)
    {
        if (path.Length > 1)
        {
            Set(node is JsonArray list ? list[int.Parse(path[0])]! : node[path[0]]!, path[1..], value);
        }
        else if (value is null)
        {
            Assert.True(node.AsObject().Remove(path[0]));
        }
        else
        {
            node[path[0]] = value;
        }
    }
}
