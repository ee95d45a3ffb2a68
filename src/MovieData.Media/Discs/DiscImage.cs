using MovieData.Media.Films;
using MovieData.Native;

namespace MovieData.Media.Discs;

/// <summary>
/// Images of discs (<c>.iso</c>): the file system of a disc in one file, ISO 9660 or UDF. ffmpeg reads none, or finds a
/// film somewhere in its bytes; they are refused by name.
/// </summary>
internal static class DiscImage
{
    /// <summary>Both file systems describe themselves from sector 16 of 2048 bytes on, behind a byte of kind.</summary>
    private const int DescriptorAt = (16 * 2048) + 1;

    /// <summary>Throws where a file is one.</summary>
    /// <exception cref="FilmException">It is an image of a disc.</exception>
    public static void Refuse(string path)
    {
        Span<byte> name = stackalloc byte[5];
        using FileStream file = RegularFile.Open(path);
        file.Position = DescriptorAt;
        if (file.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) == name.Length
            && (name.SequenceEqual("CD001"u8) || name.SequenceEqual("BEA01"u8)))
        {
            throw new FilmException($"{path}: is an image of a disc, not a film: mount it (mount -o loop,ro {path} "
                + "/mnt) and give the folder, or take it apart (7z x) and give that folder");
        }
    }
}
