using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;
using YamlDotNet.RepresentationModel;

namespace MovieData.Tests.Shards;

public class DatasetCardTests
{
    [Fact]
    public void WriteIfComplete_EveryEntryThere_HeaderNamesFilesFeaturesAndCounts()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);

        Assert.True(DatasetCard.WriteIfComplete(folder, TestDataset.Planned(2)));

        string[] parts = File.ReadAllText(folder.Card).Split("---\n");
        Assert.Equal("", parts[0]);
        var yaml = new YamlStream();
        yaml.Load(new StringReader(parts[1]));
        YamlNode root = yaml.Documents[0].RootNode;
        Assert.Equal("other", Text(root["license"]));
        Assert.Equal("depth-estimation", Text(root["task_categories"][0]));
        Assert.Equal("n<1K", Text(root["size_categories"][0]));
        Assert.Equal("data/train/*.parquet", Text(root["configs"][0]["data_files"][0]["path"]));
        Assert.Equal("frames/*.parquet", Text(root["configs"][1]["data_files"][0]["path"]));
        YamlNode samples = root["dataset_info"][0];
        Assert.Equal("10", Text(samples["splits"][0]["num_examples"]));
        Assert.Equal(
            SampleSchema.Samples.Select(c => c.Column.Name),
            ((YamlSequenceNode)samples["features"]).Select(f => Text(f["name"])));
        Assert.Equal("image", Text(samples["features"][8]["dtype"]));
        Assert.Equal("16", Text(root["dataset_info"][1]["splits"][0]["num_examples"]));
        Assert.Contains("| kept | 10 (62.5 %) |", parts[2], StringComparison.Ordinal);
        Assert.Contains("| rejected: range | 4 (25.0 %) |", parts[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("`disparity.output_scale: 0.5`")]
    [InlineData("`disparity.reference: right` or `both`")]
    [InlineData("`sky.fill: none`")]
    [InlineData("`disparity_min_right`")]
    [InlineData("`shards.preview: false`")]
    public void Compose_KeysThatChangeHowPicturesAreRead_AreNamed(string words) =>
        Assert.Contains(words, DatasetCard.Compose(Facts()), StringComparison.Ordinal);

    /// <summary>By hand: of 1 2 3 4 5 the middle is 3, and 5 % have less than 1.2.</summary>
    [Fact]
    public void Compose_FiguresOfKeptSamples_AreTold()
    {
        string card = DatasetCard.Compose(Facts() with
        {
            Values = new Dictionary<string, double[]>
            {
                ["consistent_fraction"] = [0.1, 0.2, 0.3, 0.4, 0.5],
                ["range_px"] = [10, 20, 30, 40, 50],
                ["shot_near_percent"] = [1, 1, 1, 1, 2],
                ["shot_far_percent"] = [-2, 0, 0, 0, 0],
            },
        });

        Assert.Contains(
            "| consistent pixels of a kept sample | median 30.0 %; 5 % of the samples have less than 12.0 % |",
            card, StringComparison.Ordinal);
        Assert.Contains(
            "median 30.0 px of the views; 5 % have less than 12.0, 5 % more than 48.0 |", card,
            StringComparison.Ordinal);
        Assert.Contains("| depth budget | −1.60 … +1.80 % of the view's width", card, StringComparison.Ordinal);
        Assert.DoesNotContain("depth budget", DatasetCard.Compose(Facts()), StringComparison.Ordinal);
    }

    /// <summary>5 rows of 2 MB; decoded 1000 × 500 × (2 × 3 + 2 + 1 + 1) bytes = 5 MB.</summary>
    [Fact]
    public void Compose_SomeRows_StatesMemoryOfShuffleBuffersWithItsArithmetic()
    {
        var shard = new FileReceipt("data/train/a-00000.parquet", new string('a', 64), 10_000_000, 5);
        var entry = new SegmentEntry("a", 0, "train", 5, 5, new Dictionary<string, int>(), shard, shard);

        string card = DatasetCard.Compose(Facts() with { Entries = [entry], DecodedRowBytes = 5_000_000 });

        Assert.Contains("A row takes 2.00 MB in its file", card, StringComparison.Ordinal);
        Assert.Contains("here about 4 rows", card, StringComparison.Ordinal);
        Assert.Contains("2 × 1000 × 2.00 MB = 4.0 GB", card, StringComparison.Ordinal);
        Assert.Contains("2 × 1000 × 5.0 MB = 10.0 GB", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, "left", 1.0, 15_040_000)]
    [InlineData(true, true, "both", 1.0, 21_056_000)]
    [InlineData(false, false, "right", 0.5, 5_640_000)]
    public void Read_Manifest_TellsBytesOfADecodedRow(
        bool right, bool residual, string reference, double scale, long bytes)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 1);
        var pipeline = new JsonObject
        {
            ["decode"] = new JsonObject { ["crop_px"] = new JsonArray(1880, 800) },
            ["disparity"] = new JsonObject { ["output_scale"] = scale, ["reference"] = reference },
            ["shards"] = new JsonObject { ["right"] = right, ["residual"] = residual },
        };
        var other = new OutputFolder(temporary["other"]);
        new RunManifest(SampleSchema.DataVersion, pipeline, TestRows.Digests, TestRows.Digests)
            .Bind(other, allowPlatform: false);
        File.Copy(other.Manifest, folder.Manifest, overwrite: true);

        Assert.Equal(bytes, CardFacts.Read(folder).DecodedRowBytes);
    }

    [Fact]
    public void WriteIfComplete_Twice_SameBytesAndWhatWasChangedIsPutRight()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);
        DatasetCard.WriteIfComplete(folder, TestDataset.Planned(2));
        (byte[] card, byte[] croissant) = (File.ReadAllBytes(folder.Card), File.ReadAllBytes(folder.Croissant));
        File.WriteAllText(folder.Card, "other");
        File.Delete(folder.Croissant);

        DatasetCard.WriteIfComplete(folder, TestDataset.Planned(2));

        Assert.Equal(card, File.ReadAllBytes(folder.Card));
        Assert.Equal(croissant, File.ReadAllBytes(folder.Croissant));
    }

    [Fact]
    public void WriteIfComplete_SegmentMissing_WritesNothing()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);

        Assert.False(DatasetCard.WriteIfComplete(folder, TestDataset.Planned(3)));

        Assert.False(File.Exists(folder.Card) || File.Exists(folder.Croissant));
    }

    private static CardFacts Facts() => new()
    {
        Entries = [],
        Manifest = new FileReceipt("manifest.json", new string('b', 64), 10, 0),
        Values = new Dictionary<string, double[]>(),
        DecodedRowBytes = null,
    };

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
