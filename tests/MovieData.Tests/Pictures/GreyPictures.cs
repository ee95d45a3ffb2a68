using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Pictures;

/// <summary>Grey PNG files as they are stored: masks, disparity codes, which the tool writes and never reads.</summary>
internal static class GreyPictures
{
    /// <summary>An 8-bit grey PNG; values as stored.</summary>
    public static Plane<byte> Read8(string path) => PngReader.Read(File.ReadAllBytes(path), path).ToGrey8();

    /// <summary>A 16-bit grey PNG; values as stored.</summary>
    public static Plane<ushort> Read16(string path) => PngReader.Read(File.ReadAllBytes(path), path).ToGrey16();
}
