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
        Assert.Contains("| rejected: range | 4 |", parts[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("`disparity.output_scale: 0.5`")]
    [InlineData("`disparity.reference: right` or `both`")]
    [InlineData("`sky.fill: none`")]
    [InlineData("`disparity_min_right`")]
    public void Compose_KeysThatChangeHowPicturesAreRead_AreNamed(string words) =>
        Assert.Contains(words, DatasetCard.Compose([]), StringComparison.Ordinal);

    [Fact]
    public void WriteIfComplete_SegmentMissing_WritesNothing()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(temporary.Path, segments: 2);

        Assert.False(DatasetCard.WriteIfComplete(folder, TestDataset.Planned(3)));

        Assert.False(File.Exists(folder.Card));
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
