using System.Runtime.InteropServices;

namespace MovieData.Imaging.Frames;

/// <summary>One full-range sRGB/BT.709 pixel, 8 bits a channel, in memory R, G, B.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Rgb24(byte R, byte G, byte B);
