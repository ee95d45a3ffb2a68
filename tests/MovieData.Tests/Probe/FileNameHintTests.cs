using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

public sealed class FileNameHintTests
{
    [Theory]
    [InlineData("Hugo.2011.3D.HSBS.1080p.mkv", "HSBS", true, true)]
    [InlineData("hugo.2011.3d.half-sbs.1080p.mkv", "HALFSBS", true, true)]
    [InlineData("Hugo 3D H-SBS.mkv", "HSBS", true, true)]
    [InlineData("Hugo_sbs.mp4", "SBS", true, null)]
    [InlineData("Hugo [3D] (FSBS).mkv", "FSBS", true, false)]
    [InlineData("Hugo.3D.H-OU.mkv", "HOU", false, true)]
    [InlineData("Hugo.3D.HTAB.mkv", "HTAB", false, true)]
    [InlineData("Hugo.3D.Full-OU.mkv", "FULLOU", false, false)]
    [InlineData("walrus_360_TB.mp4", "TB", false, null)]
    public void Find_NamesOfTheTrade_AreRead(string name, string word, bool sideBySide, bool? half)
    {
        FileNameHint hint = FileNameHint.Find("/films/" + name)!;

        Assert.Equal((word, sideBySide, half), (hint.Word, hint.SideBySide, hint.Half));
    }

    [Theory]
    [InlineData("clip_LR.mp4", ViewOrder.LeftFirst)]
    [InlineData("clip_RL.mp4", ViewOrder.RightFirst)]
    [InlineData("clip-LRF.mp4", ViewOrder.LeftFirst)]
    [InlineData("clip_BT.mp4", ViewOrder.RightFirst)]
    [InlineData("clip_SBS.mp4", ViewOrder.Unknown)]
    public void Find_WordsWithAnOrder_StateIt(string name, ViewOrder order) =>
        Assert.Equal(order, FileNameHint.Find(name)!.Order);

    [Theory]
    [InlineData("Hugo.mkv")]
    [InlineData("Où est la main.mkv")]
    [InlineData("keep a tab on it.mkv")]
    [InlineData("TAB Hunter.mkv")]
    [InlineData("Hugo.SBS.HOU.mkv")]
    [InlineData("/films_SBS/Hugo.mkv")]
    public void Find_NoWordOrDisagreeingWords_SaysNothing(string name) => Assert.Null(FileNameHint.Find(name));
}
