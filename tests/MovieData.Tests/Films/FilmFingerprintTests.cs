using System.Security.Cryptography;
using MovieData.Media.Films;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Films;

public sealed class FilmFingerprintTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Of_LongFile_IsTheDigestOfHeadMiddleAndTail()
    {
        byte[] bytes = new byte[5 << 20];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_films.At("film.mkv"), bytes);
        byte[] sampled = [.. bytes[..(1 << 20)], .. bytes[(2 << 20)..(3 << 20)], .. bytes[(4 << 20)..]];

        FileFingerprint file = Assert.Single(FilmFingerprint.Of([_films.At("film.mkv")]));

        string digest = Convert.ToHexStringLower(SHA256.HashData(sampled));
        Assert.Equal(new FileFingerprint("film.mkv", 5 << 20, digest), file);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1500000)]
    public void Matches_SameBytesUnderAnotherName_True(int length)
    {
        File.WriteAllBytes(_films.At("a.mkv"), new byte[length]);
        File.WriteAllBytes(_films.At("b.mkv"), new byte[length]);
        File.WriteAllBytes(_films.At("c.mkv"), new byte[length + 1]);

        IReadOnlyList<FileFingerprint> film = FilmFingerprint.Of([_films.At("a.mkv")]);

        Assert.True(FilmFingerprint.Matches(film, FilmFingerprint.Of([_films.At("b.mkv")])));
        Assert.False(FilmFingerprint.Matches(film, FilmFingerprint.Of([_films.At("c.mkv")])));
    }

    [Fact]
    public void Of_MissingFile_Throws() =>
        Assert.Throws<FilmException>(() => FilmFingerprint.Of([_films.At("gone.mkv")]));
}
