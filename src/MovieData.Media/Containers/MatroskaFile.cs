using MovieData.Native;

namespace MovieData.Media.Containers;

/// <summary>
/// Reads the header of a Matroska file: the elements before its first frames, and those behind them that a SeekHead
/// names. No frame is read, so that a file of any length takes milliseconds.
/// </summary>
internal static class MatroskaFile
{
    /// <summary>Elements of the top level that are looked at before the first frames.</summary>
    private const int ElementsMax = 1_000;

    /// <summary>Places that SeekHeads name and that are looked at.</summary>
    private const int SeeksMax = 100;

    /// <summary>Bytes of one element that is read; chapters of films have some kB.</summary>
    private const int BodyBytesMax = 8 << 20;

    /// <summary>Reads the header; what cannot be read stands in <see cref="MatroskaHeader.Fault"/>.</summary>
    public static MatroskaHeader Read(string path)
    {
        try
        {
            using FileStream file = RegularFile.Open(path);
            return Read(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new MatroskaHeader { Fault = error.Message };
        }
    }

    /// <summary>Reads the header from a stream that can seek.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static MatroskaHeader Read(Stream file)
    {
        var header = new MatroskaHeader();
        var places = new List<long>();
        var seen = new HashSet<long>();
        try
        {
            (uint id, long? length, long body) = HeadAt(file, 0);
            (uint segment, _, long start) = id == MatroskaIds.FileHead && length is { } head
                ? HeadAt(file, body + head)
                : throw new FormatException("no EBML head");
            if (segment != MatroskaIds.Segment)
            {
                throw new FormatException($"element {segment:X} in place of the segment");
            }

            long at = start;
            for (int element = 0; element < ElementsMax && at < file.Length; element++)
            {
                (id, length, body) = HeadAt(file, at);
                if (id == MatroskaIds.Cluster || length is not { } known)
                {
                    break;
                }

                seen.Add(at);
                header = Take(file, header, id, body, known, start, places);
                at = body + known;
            }

            for (int place = 0; place < Math.Min(places.Count, SeeksMax); place++)
            {
                // A place beyond the end is one that was cut off with the frames before it: ffmpeg says so.
                if (places[place] < file.Length && seen.Add(places[place]))
                {
                    (id, length, body) = HeadAt(file, places[place]);
                    header = Take(file, header, id, body, length ?? 0, start, places);
                }
            }

            return header;
        }
        catch (FormatException fault)
        {
            return header with { Fault = fault.Message };
        }
    }

    private static MatroskaHeader Take(
        Stream file, MatroskaHeader header, uint id, long at, long length, long segmentStart, List<long> places)
    {
        if (id is not (MatroskaIds.SeekHead or MatroskaIds.SegmentInfo or MatroskaIds.Tracks or MatroskaIds.Chapters))
        {
            return header;
        }

        byte[] body = BodyAt(file, id, at, length);
        if (id == MatroskaIds.SeekHead)
        {
            AddPlaces(new EbmlParts(body), segmentStart, places);
        }

        return header.With(id, body);
    }

    private static void AddPlaces(EbmlParts parts, long segmentStart, List<long> places)
    {
        while (parts.Next() && places.Count < SeeksMax)
        {
            var seek = new EbmlParts(parts.Id == 0x4DBB ? parts.Body : []);
            while (seek.Next())
            {
                if (seek.Id == 0x53AC && seek.Number() is var place && place < long.MaxValue / 2)
                {
                    places.Add(segmentStart + (long)place);
                }
            }
        }
    }

    private static (uint Id, long? Length, long BodyAt) HeadAt(Stream file, long at)
    {
        Span<byte> head = stackalloc byte[EbmlParts.HeadBytesMax];
        file.Position = at <= file.Length ? at : throw new FormatException($"an element at {at}, beyond the end");
        int count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        (uint id, long? length, int headBytes) = EbmlParts.Head(head[..count]);
        return (id, length, at + headBytes);
    }

    private static byte[] BodyAt(Stream file, uint id, long at, long length)
    {
        if (length > Math.Min(BodyBytesMax, file.Length - at))
        {
            throw new FormatException($"element {id:X} of {length} bytes; at most {BodyBytesMax} are read, "
                + $"{Math.Max(0, file.Length - at)} are there");
        }

        byte[] body = new byte[length];
        file.Position = at;
        file.ReadExactly(body);
        return body;
    }
}
