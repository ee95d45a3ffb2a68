using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Runs;

namespace MovieData.Tests.EndToEnd;

/// <summary>A planned film is known by facts of its files; pictures are looked at where these say otherwise.
/// </summary>
[Slow]
public sealed class PlannedFilmTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Fact]
    public async Task Probe_PlannedFilm_IsTheFilmThatWasPlanned()
    {
        string dataset = await film.PlannedAsync("known");

        // Counted exactly: by the scan, never by a probe.
        Assert.True(Probe(dataset, new FilmOverrides()).FramesExact);
        Film stated = Probe(dataset, new FilmOverrides(ViewOrder: ViewOrder.RightFirst));
        Assert.Equal((false, ViewOrder.RightFirst), (stated.FramesExact, stated.ViewOrder));
        Assert.False(Probe(film.At("empty"), new FilmOverrides()).FramesExact);
    }

    private Film Probe(string dataset, FilmOverrides overrides)
    {
        // Only plans that are made need a network.
        var planning = new Planning(PipelineFile.Read(film.Pipeline), new OutputFolder(dataset), flow: null!, []);
        SourceArgument source = Assert.Single(SourceArgument.Resolve([film.Path], overrides));
        return planning.Probe(source, TestContext.Current.CancellationToken).Film;
    }
}
