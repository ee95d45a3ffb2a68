using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public class SyntheticFilmTests
{
    [Fact]
    public void Shots_AsDesigned_FillTheFilmWithoutAGap()
    {
        var film = new SyntheticFilm(new SynthesisOptions());

        Assert.Equal(0, film.Shots[0].FirstFrame);
        Assert.Equal(film.Shots.SkipLast(1).Select(s => s.EndFrame), film.Shots.Skip(1).Select(s => s.FirstFrame));
        Assert.Equal((int)Math.Round(SyntheticFilm.SecondsDesigned * 24), film.Frames);
        Assert.Equal(film.Shots.Count - 1, film.Cuts.Count);
        Assert.True(film.Chapters.Count >= 5);
        Assert.Equal((double)film.Frames / 24, film.Chapters[^1].EndS, 9);
        Assert.All(film.Shots.Where(s => s.Verdict != ShotVerdict.NotPlanned), s => Assert.True(s.Frames >= 24));
        Assert.Contains(film.Shots, s => s.Frames < 24 && s.Verdict == ShotVerdict.NotPlanned);
        Assert.Equal(new PixelArea(0, 140, 1920, 800), film.Active);
    }

    [Fact]
    public void Shots_BurstsOfAQuarterSecondEveryFourSeconds_PlanFortyToSixtySamples()
    {
        // src/CONTRACT.md: bursts of 24 frames every 96 while they fit, 4 samples each, first and last chapter dropped.
        var film = new SyntheticFilm(new SynthesisOptions());

        int samples = film.Shots.Where(s => s.Chapter != 1 && s.Chapter != film.Chapters.Count && s.Frames >= 24)
            .Sum(s => 4 * (((s.Frames - 24) / 96) + 1));

        Assert.InRange(samples, 40, 60);
    }

    [Theory]
    [InlineData("garden", null, true)]
    [InlineData("garden", "vertical", false)]
    [InlineData("posters", "range", true)]
    [InlineData("posters", null, false)]
    [InlineData("shifted", "vertical", true)]
    [InlineData("unrelated", "consistency", true)]
    [InlineData("unrelated", "range", false)]
    [InlineData("library", "consistency", true)]
    [InlineData("library", "vertical", false)]
    [InlineData("short", null, false)]
    public void IsAsDesigned_RuleOfASample_IsJudged(string shot, string? rejectedBy, bool expected)
    {
        var film = new SyntheticFilm(new SynthesisOptions());

        Assert.Equal(expected, film.Shots.Single(s => s.Name == shot).IsAsDesigned(rejectedBy));
    }

    [Theory]
    [InlineData(18)]
    [InlineData(60)]
    [InlineData(600)]
    public void Seconds_Wanted_StretchesTheKeptShotsOnly(double seconds)
    {
        var designed = new SyntheticFilm(new SynthesisOptions());
        var film = new SyntheticFilm(new SynthesisOptions { Seconds = seconds });

        Assert.InRange(film.Frames / 24.0, seconds - 0.2, seconds + 0.2);
        Assert.All(
            film.Shots.Zip(designed.Shots).Where(p => p.First.Verdict != ShotVerdict.Kept),
            p => Assert.Equal(p.Second.Frames, p.First.Frames));
        Assert.All(film.Shots.Where(s => s.Verdict == ShotVerdict.Kept), s => Assert.True(s.Frames >= 24));
    }

    [Fact]
    public void Options_OutOfRange_ThrowNamingTheValue()
    {
        Refuses(new SynthesisOptions { Seconds = 5 }, "5 s");
        Refuses(new SynthesisOptions { Seconds = double.NaN }, "NaN");
        Refuses(new SynthesisOptions { Seconds = 601 }, "601");
        Refuses(new SynthesisOptions { Layout = StereoLayout.Mvc }, "Mvc");
        Refuses(new SynthesisOptions { ViewOrder = ViewOrder.Unknown }, "view order");
        Refuses(new SynthesisOptions { View = new(1920, 1200) }, "1920×1200");
        Refuses(new SynthesisOptions { Fps = 0 }, "0 pictures");
    }

    private static void Refuses(SynthesisOptions options, string words) =>
        Assert.Contains(
            words,
            Assert.Throws<SynthesisException>(() => new SyntheticFilm(options)).Message,
            StringComparison.Ordinal);
}
