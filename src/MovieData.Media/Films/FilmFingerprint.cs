using System.Security.Cryptography;

namespace MovieData.Media.Films;

/// <summary>
/// Identity of one file without reading all of it: a copy of the film is the same film wherever it lies.
/// </summary>
/// <param name="Name">File name without its folder; not compared by <see cref="FilmFingerprint.Matches"/>.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Lower-case hex digest of the head, middle and tail MiB, in that order.</param>
public sealed record FileFingerprint(string Name, long Bytes, string Sha256);

/// <summary>Fingerprints of a film's files, to notice that a film changed under an existing output folder.</summary>
public static class FilmFingerprint
{
    /// <summary>Bytes read at the head, in the middle and at the tail of a file.</summary>
    public const int SampleBytes = 1 << 20;

    /// <summary>One fingerprint per path, in order.</summary>
    /// <exception cref="FilmException">A file cannot be read.</exception>
    public static IReadOnlyList<FileFingerprint> Of(IReadOnlyList<string> paths) => [.. paths.Select(OfFile)];

    /// <summary>True when both stand for the same bytes, whatever the files are called.</summary>
    public static bool Matches(IReadOnlyList<FileFingerprint> one, IReadOnlyList<FileFingerprint> other) =>
        one.Select(file => (file.Bytes, file.Sha256)).SequenceEqual(other.Select(file => (file.Bytes, file.Sha256)));

    private static FileFingerprint OfFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[SampleBytes];
            // Parts of a short file overlap or repeat: harmless, the length is compared as well.
            foreach (long start in new[] { 0, (file.Length - SampleBytes) / 2, file.Length - SampleBytes })
            {
                file.Position = Math.Max(0, start);
                digest.AppendData(buffer, 0, file.ReadAtLeast(buffer, SampleBytes, throwOnEndOfStream: false));
            }

            return new FileFingerprint(
                Path.GetFileName(path), file.Length, Convert.ToHexStringLower(digest.GetHashAndReset()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot be read: {error.Message}", error);
        }
    }
}
