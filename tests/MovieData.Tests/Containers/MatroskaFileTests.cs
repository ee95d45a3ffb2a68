using MovieData.Media.Containers;
using static MovieData.Tests.Containers.SmallMatroska;

namespace MovieData.Tests.Containers;

public sealed class MatroskaFileTests
{
    private static readonly byte[] Cluster = Element(MatroskaIds.Cluster, new byte[1000]);

    [Fact]
    public void Read_Header_GivesLinksTracksAndEditions()
    {
        MatroskaHeader header = Read(File(
            Element(0xEC, new byte[300]),
            Identity(1, next: 2, previous: 3, family: 4, muxer: "libebml + libmatroska"),
            Element(MatroskaIds.Tracks, Track(7), Track(8, 2), Track(9, codec: ""), Track(10, 0x10), Track(11, 1, "V",
                (11, 0), (7, 1))),
            Chapters(Edition(ordered: true, isDefault: false, Atom(0, 4.5, "One\n"), Atom(5, segment: 9, hidden: true)),
                Edition(ordered: false, isDefault: true, Atom(1.25, enabled: false))),
            Cluster));

        Assert.Null(header.Fault);
        Assert.Equal(
            ("01010101010101010101010101010101", "02020202020202020202020202020202",
                "03030303030303030303030303030303", "04040404040404040404040404040404", "libebml + libmatroska"),
            (header.Uid, header.NextUid, header.PreviousUid, header.FamilyUid, header.MuxingApp));
        // ffmpeg numbers tracks that have a codec and a type it knows.
        Assert.Equal([0, 1, null, null, 2], new ulong[] { 7, 8, 9, 10, 11 }.Select(header.StreamOf));
        Assert.Equal([(11UL, 0UL), (7UL, 1UL)], header.Tracks[4].Planes);
        Assert.Equal([(true, false), (false, true)], header.Editions.Select(one => (one.IsOrdered, one.IsDefault)));
        Assert.Equal(
            [
                new ChapterAtom(0, 4.5, "One "),
                new(5, null, "") { SegmentUid = "09090909090909090909090909090909", IsHidden = true },
            ],
            header.Editions[0].Atoms);
        Assert.Equal([new(1.25, null, "") { IsEnabled = false }], header.Editions[1].Atoms);
    }

    [Fact]
    public void Read_ChaptersBehindTheFrames_AreFoundWhereSeekHeadSays()
    {
        byte[] chapters = Chapters(Edition(ordered: false, isDefault: true, Atom(3)));
        ulong behind = (ulong)(Seek(0).Length + Cluster.Length);

        Assert.Equal(3, Assert.Single(Read(File(Seek(behind), Cluster, chapters)).Editions).Atoms[0].StartS);
        Assert.Empty(Read(File(Cluster, chapters)).Editions);
        // One place twice, and a SeekHead that names itself.
        Assert.Single(Read(File(Seek(behind + (ulong)Seek(0).Length), Seek(0), Cluster, chapters)).Editions);
        // Frames and chapters cut off: what is there is whole.
        Assert.Null(Read(File(Seek(behind))).Fault);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3 })]
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3, 0x81, 0, 0 })]
    // Heads that do not state their length.
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3, 0xFF, 0x18, 0x53, 0x80, 0x67, 0xFF })]
    // Chapters of 2^55 bytes; of more than are there.
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xFF, 0x10, 0x43, 0xA7, 0x70,
        0x01, 0x80, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xFF, 0x10, 0x43, 0xA7, 0x70, 0x82,
        0x45 })]
    public void Read_BrokenLengths_AreAFault(byte[] bytes) => Assert.NotNull(Read(bytes).Fault);

    [Fact]
    public void Read_SegmentOfUnknownLength_IsRead()
    {
        byte[] segment = [0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

        MatroskaHeader header = Read([.. Element(MatroskaIds.FileHead), .. segment, .. Identity(5), .. Cluster]);

        Assert.StartsWith("0505", header.Uid, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedBytes_GivesAHeaderOrAFault()
    {
        byte[] whole = File(
            Seek(200),
            Identity(1, next: 2),
            Element(MatroskaIds.Tracks, Track(7), Track(8, 1, "V", (7, 0), (8, 1))),
            Chapters(Edition(ordered: true, isDefault: true, Atom(0, 1, "a"), Atom(1, 2, "b", segment: 3))),
            Element(MatroskaIds.Cluster, new byte[20]));
        var random = new Random(1);
        int faults = 0;
        for (int round = 0; round < 5000; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            int length = round % 2 == 0 ? damaged.Length : random.Next(damaged.Length);
            faults += Read(damaged[..length]).Fault is null ? 0 : 1;
        }

        Assert.InRange(faults, 1000, 4900);
    }

    private static MatroskaHeader Read(byte[] bytes) => MatroskaFile.Read(new MemoryStream(bytes));

    private static byte[] Seek(ulong place) => Element(MatroskaIds.SeekHead, Element(
        0x4DBB, Number(0x53AB, MatroskaIds.Chapters), Number(0x53AC, place)));
}
