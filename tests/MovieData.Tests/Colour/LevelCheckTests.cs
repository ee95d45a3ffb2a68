using MovieData.Media.Films;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Colour;

/// <summary>Films drawn with known levels, of which the range tag tells the truth or not.</summary>
[Slow]
public sealed class LevelCheckTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    // Ramps over all codes and over 16…235, a camera's lights, bars at 0, and bars at 16 above a ramp that stays
    // inside.
    [Theory]
    [InlineData("mod(X*2+N,256)", "tv", "luma 16…235", true)]
    [InlineData("mod(X*2+N,256)", "pc", "range", false)]
    [InlineData("16+mod(X+N,220)", "tv", "range", false)]
    [InlineData("12+mod(X+N,228)", "tv", "range", false)]
    [InlineData("if(lt(Y,20),250,30+mod(X+N,200))", "tv", "range", false)]
    [InlineData("if(lt(Y,20),0,30+mod(X+N,200))", "tv", "range", false)]
    [InlineData("if(lt(Y,20),16,30+mod(X+N,200))", "pc", "the black of limited range", true)]
    [InlineData("if(lt(Y,20),0,30+mod(X+N,200))", "pc", "range", false)]
    [InlineData("30+mod(X+N,200)", "pc", "range", false)]
    public void Probe_LevelsAgainstTheTag_AreTold(string luma, string range, string told, bool isTold)
    {
        string path = _films.Make(
            $"-f lavfi -i nullsrc=s=320x180:r=24:d=1,format=yuv420p,geq=lum='{luma}':cb=128:cr=128,"
            + $"setparams=range={range} -c:v ffv1 -level 3 -color_range {range} film.mkv");

        Film film = SmallFilms.Probe(path);

        Assert.Equal(isTold, film.Warnings.Any(one => one.Contains(told, StringComparison.Ordinal)));
    }
}
