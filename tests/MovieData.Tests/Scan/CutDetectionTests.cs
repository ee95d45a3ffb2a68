using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

[Slow]
public sealed class CutDetectionTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("still then cut", new[] { 0, 1, 1, 1, 1, 30, 1, 1, 1 }, new[] { 5 })]
    [InlineData("cut in motion", new[] { 0, 5, 6, 5, 6, 20, 6, 5, 6 }, new[] { 5 })]
    [InlineData("pan", new[] { 0, 12, 13, 12, 12, 13, 12, 12, 13 }, new int[0])]
    [InlineData("flash of one frame", new[] { 0, 1, 1, 1, 60, 60, 1, 1, 1 }, new int[0])]
    [InlineData("flash of three frames", new[] { 0, 1, 1, 60, 1, 1, 60, 1, 1 }, new int[0])]
    [InlineData("dissolve", new[] { 0, 1, 3, 6, 8, 8, 6, 3, 1 }, new int[0])]
    [InlineData("below the threshold", new[] { 0, 0, 0, 0, 3, 0, 0, 0, 0 }, new int[0])]
    [InlineData("cut at the second frame", new[] { 0, 30, 1, 1, 1 }, new[] { 1 })]
    [InlineData("two frames", new[] { 0, 30 }, new[] { 1 })]
    public void Cuts_Adaptive_FindsWhatStandsOut(string what, int[] percent, int[] cuts)
    {
        double[] scores = [.. percent.Select(value => value / 100d)];

        Assert.True(
            cuts.SequenceEqual(CutDetection.Cuts(CutDetector.Adaptive, scores, 0.05)), what);
    }

    [Fact]
    public void Parse_UnknownWord_Throws() => Assert.Throws<ScanException>(() => CutDetection.Parse("neural"));

    [Fact]
    public void Cuts_AdaptiveOnRealFilms_MissesOrInventsAtMostOne()
    {
        JsonNode truth = JsonNode.Parse(File.ReadAllText(SharedFiles.Require("cuts/cuts.json")))!;
        var wrong = new List<string>();
        foreach (string name in (string[])[
            "issue-195-aspect-ratio.mp4", "goldeneye-vfr-drop3.mp4", "Megamind.avi", "testvideo.mp4",
            "../video/vdw_demo/rgbdemo.mp4"])
        {
            int[] hard = [.. truth[name]!["hard_cuts"]!.AsArray().Select(cut => cut!.GetValue<int>())];
            List<int> found = Adaptive(SharedFiles.Require("cuts/" + name));
            wrong.AddRange(hard.Except(found).Select(cut => $"{name}: missed {cut}"));
            wrong.AddRange(found.Except(hard).Select(cut => $"{name}: invented {cut}"));
        }

        Assert.True(wrong.Count <= 1, string.Join(", ", wrong));
    }

    [Fact]
    public void Cuts_AdaptiveOn200SplicedShots_ReachesF1Of95Percent()
    {
        IReadOnlyList<byte[]> stills = SplicedFilm.Stills(_films, SharedFiles.Require("sky"));
        (string path, HashSet<int> hard) = SplicedFilm.Write(_films, stills, shots: 240, seed: 1);

        List<int> found = Adaptive(path);

        int right = found.Count(hard.Contains);
        double f1 = 2d * right / (found.Count + hard.Count);
        Assert.True(hard.Count >= 200, $"{hard.Count} hard cuts");
        string result = string.Create(
            CultureInfo.InvariantCulture, $"F1 {f1:F3}: {right} right of {found.Count} found, {hard.Count} true");
        TestContext.Current.TestOutputHelper?.WriteLine(result);
        Assert.True(f1 >= 0.95, result);
    }

    private static List<int> Adaptive(string path)
    {
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Mono), quick: true);
        SceneScores scores = SceneScan.Run(
            film, new ScanOptions(ScorePicture.View, CutDetector.Adaptive, MeasuresLuma: false), null,
            TestContext.Current.CancellationToken);
        return CutDetection.Cuts(CutDetector.Adaptive, scores.Score, 0.05);
    }
}
