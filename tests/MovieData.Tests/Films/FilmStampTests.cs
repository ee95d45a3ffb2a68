using MovieData.Media.Films;

namespace MovieData.Tests.Films;

public class FilmStampTests
{
    /// <summary>A collection of films is often a folder of links: the film is what they lead to.</summary>
    [Theory]
    [InlineData("film.mkv")]
    [InlineData("link.mkv")]
    public void RequireSame_FilmWrittenAnew_SaysWhatItWasAndIs(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["film.mkv"], "four");
        File.CreateSymbolicLink(folder["link.mkv"], folder["film.mkv"]);
        FilmStamp stamp = FilmStamp.Of([folder[name]]);
        stamp.RequireSame();

        File.WriteAllText(folder["film.mkv"], "seven..");

        string fault = Assert.Throws<FilmException>(stamp.RequireSame).Message;
        Assert.Contains("4 bytes", fault, StringComparison.Ordinal);
        Assert.Contains("7 bytes", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireSame_FilmGone_SaysSo()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["film.mkv"], "four");
        FilmStamp stamp = FilmStamp.Of([folder["film.mkv"]]);
        File.Delete(folder["film.mkv"]);

        Assert.Contains(
            "is gone", Assert.Throws<FilmException>(stamp.RequireSame).Message, StringComparison.Ordinal);
    }
}
