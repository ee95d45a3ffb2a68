using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Tidy;
using MovieData.Yaml;

namespace MovieData.Tests.Shards;

/// <summary>The table of figures in the room's README says what the code says.</summary>
public sealed class FigureTableTests
{
    [Fact]
    public void Readme_TableOfFigures_IsWhatTheCodeSays() => WrittenTable.ShouldBe(
        Path.Combine("src", "MovieData", "Shards", "README.md"),
        "| column | unit | meaning |\n|---|---|---|\n",
        Figure.All.Select(figure =>
            (string[])[$"`{figure.Facts.Name}`", figure.Facts.Unit, DocComments.SummaryOf(figure.Property)]));

    [Fact]
    public void All_Figures_HaveNamesOfTheirOwnAndAMeaning()
    {
        Assert.Equal(Figure.All.Count, Figure.All.Select(figure => figure.Facts.Name).Distinct().Count());
        int ofSamples = typeof(SampleFigures).GetProperties().Length - 1;
        Assert.Equal(ofSamples + ShotFigures.Columns.Count, Figure.All.Count);
        Assert.All(Figure.All, figure => Assert.NotEmpty(DocComments.SummaryOf(figure.Property)));
    }
}
