using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MovieData.Media.Films;
using MovieData.Native;

namespace MovieData.Media.Discs;

/// <summary>
/// Reader of Blu-ray playlists (<c>.mpls</c>): play items, chapter marks, and the stereoscopic sub-path of Blu-ray 3D,
/// in the list itself or in its extension data. Field order as in the open descriptions of the format (libbluray's
/// mpls_parse). Every length is checked against the file: playlists of copy-protected discs are often bent on purpose.
/// </summary>
public static class PlaylistFile
{
    /// <summary>Real playlists have a few kB to some 100 kB.</summary>
    public const int BytesMax = 8 << 20;

    /// <summary>Sub-path type "out-of-mux, synchronous, stereoscopic dependent view".</summary>
    private const int StereoSubPath = 8;

    private const int EntryMark = 1;

    /// <summary>Playback types in which the player chooses the order.</summary>
    private const int Random = 2;
    private const int Shuffle = 3;

    /// <summary>Reads a playlist file; its name is its number.</summary>
    /// <exception cref="FilmException">It cannot be read or breaks its own lengths; the message gives the
    /// place.</exception>
    public static Playlist Read(string path)
    {
        try
        {
            byte[] bytes = RegularFile.ReadAllBytes(path, BytesMax);
            string name = Path.GetFileNameWithoutExtension(path);
            _ = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            return Parse(bytes, number);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot be read: {error.Message}", error);
        }
        catch (FormatException error)
        {
            throw new FilmException($"{path}: damaged playlist: {error.Message}", error);
        }
    }

    /// <summary>Reads the bytes of a playlist file.</summary>
    /// <exception cref="FormatException">The bytes break their own lengths.</exception>
    public static Playlist Parse(ReadOnlySpan<byte> file, int number)
    {
        var header = new Reader(file);
        if (header.Text(4) != "MPLS")
        {
            throw new FormatException("does not start with MPLS");
        }

        header.Skip(4);
        int listStart = header.Address();
        int marksStart = header.Address();
        int extensionStart = header.Address();

        // AppInfoPlayList: length, reserved, type, count, user operation mask, then the flags.
        header.Skip(20 + 4 + 1);
        int playbackType = header.Byte();
        header.Skip(2 + 8);
        bool baseViewIsRight = (header.Byte() & 0x10) != 0;

        var items = new List<PlayItem>();
        var dependents = new Dictionary<int, string>();
        ParseList(At(file, listStart, "PlayList"), items, dependents);
        if (extensionStart != 0)
        {
            ParseExtension(Tail(file, extensionStart), dependents);
        }

        if (items.Count == 0)
        {
            throw new FormatException("holds no play item");
        }

        List<PlaylistMark> marks = marksStart == 0 ? [] : ParseMarks(At(file, marksStart, "PlayListMark"), items.Count);
        for (int item = 0; item < items.Count; item++)
        {
            items[item] = items[item] with { DependentClip = dependents.GetValueOrDefault(item) };
        }

        return new Playlist(number, items, marks, baseViewIsRight) { IsShuffled = playbackType is Random or Shuffle };
    }

    private static Reader At(ReadOnlySpan<byte> file, int start, string what)
    {
        var reader = new Reader(Tail(file, start));
        return reader.Part(reader.Long(), what);
    }

    private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> file, int start) => start <= file.Length
        ? file[start..]
        : throw new FormatException($"address {start} lies beyond the end at {file.Length}");

    private static void ParseList(Reader list, List<PlayItem> items, Dictionary<int, string> dependents)
    {
        list.Skip(2);
        int itemCount = list.Short();
        int subPathCount = list.Short();
        for (int index = 0; index < itemCount; index++)
        {
            items.Add(ParseItem(list.Part(list.Short(), $"play item {index}"), index));
        }

        for (int index = 0; index < subPathCount; index++)
        {
            ParseSubPath(list.Part(list.Long(), $"sub-path {index}"), dependents);
        }
    }

    private static PlayItem ParseItem(Reader item, int index)
    {
        string clip = item.Clip();
        item.Skip(4 + 1);
        bool hasAngles = (item.Byte() & 0x10) != 0;
        item.Skip(1);
        (uint inTicks, uint outTicks) = (item.Long(), item.Long());

        // User operation mask, random access flag, still mode, still time.
        item.Skip(8 + 1);
        bool isStill = item.Byte() != 0;
        item.Skip(2);
        return outTicks > inTicks
            ? new PlayItem(clip, inTicks, outTicks, null)
            {
                Angles = hasAngles ? Math.Max(1, item.Byte()) : 1,
                IsStill = isStill,
            }
            : throw new FormatException($"play item {index} ends at {outTicks}, before its start at {inTicks}");
    }

    private static void ParseSubPath(Reader path, Dictionary<int, string> dependents)
    {
        path.Skip(1);
        int type = path.Byte();
        path.Skip(3);
        int count = path.Byte();
        for (int index = 0; index < count && type == StereoSubPath; index++)
        {
            Reader item = path.Part(path.Short(), $"sub-play item {index}");
            string clip = item.Clip();
            item.Skip(4 + 4 + 1 + 4 + 4);
            dependents[item.Short()] = clip;
        }
    }

    /// <summary>Extension data 2.2 holds further sub-paths; Blu-ray 3D discs keep the dependent view's there.</summary>
    private static void ParseExtension(ReadOnlySpan<byte> extension, Dictionary<int, string> dependents)
    {
        var table = new Reader(extension);
        uint length = table.Long();
        if (length == 0)
        {
            return;
        }

        table.Skip(4 + 3);
        int count = table.Byte();
        for (int index = 0; index < count; index++)
        {
            (int id1, int id2) = (table.Short(), table.Short());
            (uint start, uint bytes) = (table.Long(), table.Long());
            if ((id1, id2) != (2, 2))
            {
                continue;
            }

            var whole = new Reader(extension);
            whole.Skip(start);
            Reader block = whole.Part(bytes, "extension data");
            block.Skip(4);
            int paths = block.Short();
            for (int path = 0; path < paths; path++)
            {
                ParseSubPath(block.Part(block.Long(), $"sub-path {path} of the extension"), dependents);
            }
        }
    }

    private static List<PlaylistMark> ParseMarks(Reader list, int items)
    {
        int count = list.Short();
        var marks = new List<PlaylistMark>();
        for (int index = 0; index < count; index++)
        {
            list.Skip(1);
            int type = list.Byte();
            int item = list.Short();
            uint ticks = list.Long();
            list.Skip(2 + 4);
            if (item >= items)
            {
                throw new FormatException($"mark {index} lies in play item {item} of {items}");
            }

            if (type == EntryMark)
            {
                marks.Add(new PlaylistMark(item, ticks));
            }
        }

        return marks;
    }

    /// <summary>Big-endian fields of a part of the file, never read beyond its end.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public int Byte() => Take(1)[0];

        public int Short() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public uint Long() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

        public string Text(int length) => Encoding.Latin1.GetString(Take(length));

        public void Skip(uint length) => Take(length);

        public int Address()
        {
            uint address = Long();
            return address <= BytesMax ? (int)address : throw new FormatException($"address {address} beyond the end");
        }

        /// <summary>Clip names become file names: digits only, so that none leaves the folder.</summary>
        public string Clip()
        {
            string name = Text(5);
            return name.All(char.IsAsciiDigit) ? name : throw new FormatException("a clip's name is not five digits");
        }

        public Reader Part(uint length, string what) => length <= _rest.Length
            ? new Reader(Take(length))
            : throw new FormatException($"{what} has {length} bytes, {_rest.Length} are left");

        public Reader Part(int length, string what) => Part((uint)length, what);

        private ReadOnlySpan<byte> Take(long length)
        {
            if (length > _rest.Length)
            {
                throw new FormatException($"ends {length - _rest.Length} bytes early");
            }

            ReadOnlySpan<byte> taken = _rest[..(int)length];
            _rest = _rest[(int)length..];
            return taken;
        }
    }
}
