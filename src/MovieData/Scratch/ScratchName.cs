using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MovieData.Media.Films;

namespace MovieData.Scratch;

/// <summary>
/// Name of a film's copy: a digest of paths, lengths and times of its files, and how many bytes they have, so that the
/// room they take is known before they are there.
/// </summary>
/// <param name="Digest">First 32 hex digits of the sha256.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="IsTemporary">It is being copied, or removed.</param>
internal sealed partial record ScratchName(string Digest, long Bytes, bool IsTemporary)
{
    private const string Prefix = "movie-data-film-";
    private const string TemporaryPrefix = "movie-data-tmp-";

    /// <summary>Its folder's name once it is whole.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Digest}-{Bytes}");

    /// <summary>Pattern of the temporary folders of this film.</summary>
    public string TemporaryPattern =>
        string.Create(CultureInfo.InvariantCulture, $"{TemporaryPrefix}{Digest}-{Bytes}-*");

    /// <summary>Place of the lock of who copies it.</summary>
    public long CopyPlace => (2 * Number) + 1;

    /// <summary>Place of the lock of who reads it.</summary>
    public long UsePlace => (2 * Number) + 2;

    private long Number => BinaryPrimitives.ReadInt64BigEndian(Convert.FromHexString(Digest)) & (long.MaxValue >> 2);

    /// <summary>The name of a film's copy.</summary>
    public static ScratchName Of(FilmStamp stamp)
    {
        string identity = string.Concat(stamp.Files.Select(file => string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFullPath(file.Path)}\0{file.Bytes}\0{file.ChangedUtc.Ticks}\0")));
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32];
        return new ScratchName(digest, stamp.Files.Sum(file => file.Bytes), IsTemporary: false);
    }

    /// <summary>What a folder's name says; null: it is none of ours.</summary>
    public static ScratchName? Parse(string name) =>
        Form().Match(name) is { Success: true } match
        && long.TryParse(
            match.Groups["bytes"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            ? new ScratchName(match.Groups["digest"].Value, bytes, match.Groups["tmp"].Success)
            : null;

    /// <summary>A new name for the time in which it is not whole.</summary>
    public string Temporary() => TemporaryPattern.Replace("*", $"{Guid.NewGuid():N}", StringComparison.Ordinal);

    [GeneratedRegex(
        @"^movie-data-((?<tmp>tmp)|film)-(?<digest>[0-9a-f]{32})-(?<bytes>[0-9]{1,18})(?(tmp)-[0-9a-f]{32})\z")]
    private static partial Regex Form();
}
