using System.Buffers.Binary;
using System.Text;

namespace MovieData.Tests.Discs;

/// <summary>Writes small Blu-ray playlists, field by field as the format's open descriptions give them.</summary>
internal static class SmallDisc
{
    /// <param name="items">Clip, in and out ticks of each play item.</param>
    /// <param name="marks">Play item and ticks of each mark; type 1 unless <paramref name="markType"/> says
    /// otherwise.</param>
    /// <param name="dependents">Dependent clip of each play item (Blu-ray 3D).</param>
    /// <param name="inExtension">Where the stereo sub-path stands: extension data, or the list itself.</param>
    /// <param name="baseIsRight">MVC_Base_view_R_flag.</param>
    /// <param name="markType">1: entry mark, 2: link point.</param>
    public static byte[] Playlist(
        (string Clip, uint In, uint Out)[] items,
        (int Item, uint Ticks)[] marks,
        string[]? dependents = null,
        bool inExtension = true,
        bool baseIsRight = false,
        int markType = 1)
    {
        byte[][] subPath = dependents is null ? [] : [SubPath(items, dependents)];
        byte[] list = Sized(4, [
            .. Short(0), .. Short(items.Length), .. Short(inExtension ? 0 : subPath.Length),
            .. items.SelectMany(PlayItem), .. inExtension ? [] : subPath.SelectMany(path => path)]);
        byte[] markList = Sized(4, [.. Short(marks.Length), .. marks.SelectMany(mark => (byte[])[
            0, (byte)markType, .. Short(mark.Item), .. Long(mark.Ticks), .. Short(0xFFFF), .. Long(0)])]);
        byte[] appInfo = Sized(4, [0, 1, 0, 0, .. new byte[8], (byte)(baseIsRight ? 0x10 : 0), 0]);

        int listStart = 40 + appInfo.Length;
        int marksStart = listStart + list.Length;
        byte[] extension = inExtension && subPath.Length > 0 ? Extension(subPath) : [];
        int extensionStart = extension.Length > 0 ? marksStart + markList.Length : 0;
        return [
            .. Encoding.ASCII.GetBytes("MPLS0200"), .. Long((uint)listStart), .. Long((uint)marksStart),
            .. Long((uint)extensionStart), .. new byte[20], .. appInfo, .. list, .. markList, .. extension];
    }

    /// <summary>Packets with sync bytes, or (encrypted) with the first one only.</summary>
    public static byte[] Clip(bool encrypted = false)
    {
        byte[] clip = new byte[192 * 40];
        for (int packet = 0; packet < 40; packet++)
        {
            clip[(packet * 192) + 4] = (byte)(encrypted && packet % 32 > 0 ? 0x9A : 0x47);
        }

        return clip;
    }

    private static byte[] PlayItem((string Clip, uint In, uint Out) item) => Sized(2, [
        .. Encoding.ASCII.GetBytes(item.Clip + "M2TS"), .. Short(1), 0, .. Long(item.In), .. Long(item.Out),
        .. new byte[8], 0, 0, .. Short(0),
        // STN table with one AVC video stream, PID 0x1011.
        .. Sized(2, [.. Short(0), 1, 0, 0, 0, 0, 0, 0, .. new byte[5],
            9, 1, .. Short(0x1011), .. new byte[6], 5, 0x1B, 0x61, .. new byte[3]])]);

    private static byte[] SubPath((string Clip, uint In, uint Out)[] items, string[] dependents) => Sized(4, [
        0, 8, .. Short(0), 0, (byte)dependents.Length,
        .. dependents.SelectMany((clip, index) => Sized(2, [
            .. Encoding.ASCII.GetBytes(clip + "M2TS"), .. Long(2), 0,
            .. Long(items[index].In), .. Long(items[index].Out), .. Short(index), .. Long(items[index].In)]))]);

    /// <summary>An entry that is not ours (2, 1) before ours (2, 2).</summary>
    private static byte[] Extension(byte[][] subPaths)
    {
        byte[] block = Sized(4, [.. Short(subPaths.Length), .. subPaths.SelectMany(path => path)]);
        const int Start = 12 + (2 * 12);
        byte[] entries = [
            .. Short(2), .. Short(1), .. Long(Start), .. Long(4),
            .. Short(2), .. Short(2), .. Long(Start + 4), .. Long((uint)block.Length)];
        return Sized(4, [.. Long(Start), 0, 0, 0, 2, .. entries, 9, 9, 9, 9, .. block]);
    }

    private static byte[] Sized(int width, byte[] body) =>
        [.. width == 2 ? Short(body.Length) : Long((uint)body.Length), .. body];

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Long(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
