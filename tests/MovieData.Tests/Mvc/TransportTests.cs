using System.Buffers.Binary;
using MovieData.Imaging.Frames;
using MovieData.Media.Reading;
using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>Transport streams that are not as they should be, and private bytes of Matroska tracks.</summary>
[Slow]
public class TransportTests
{
    private const int Packet = 192;

    [Theory]
    [InlineData(188, 188)]
    [InlineData(192, 192)]
    [InlineData(191, 0)]
    public void DetectPacketBytes_HeadOfAFile_TellsTheKind(int stride, int expected)
    {
        var head = new byte[stride * 8];
        for (int at = stride == 192 ? 4 : 0; at < head.Length; at += stride)
        {
            head[at] = 0x47;
        }

        Assert.Equal(expected, TransportPackets.DetectPacketBytes(head));
        Assert.Equal(0, TransportPackets.DetectPacketBytes(new byte[188 * 8]));
    }

    [Fact]
    public void Decode_AVideoPacketLost_MarksItsPictureAndNeverGivesAWrongOne()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Committed("mvc/containers/bd_one.m2ts"));

        // The 200th packet of the dependent stream: the middle of a picture's data, which no parser can miss.
        int[] packets = [.. Enumerable.Range(0, file.Length / Packet).Where(index => Pid(file, index) == 0x1012)];
        int lost = packets[packets.Length / 2];
        byte[] damaged = [.. file.AsSpan(0, lost * Packet), .. file.AsSpan((lost + 1) * Packet)];

        (SortedDictionary<(int Frame, int View), string> digests, Dictionary<int, MvcFault> faults) = Decode(damaged);

        Assert.NotEmpty(faults);
        AssertExact(digests);
        Assert.Equal(48, (digests.Count / 2) + faults.Count);
    }

    [Fact]
    public void Decode_GarbageBetweenPackets_IsPassedOver()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Committed("mvc/containers/bd_one.m2ts"));
        int cut = 100 * Packet;
        byte[] damaged = [.. file.AsSpan(0, cut), .. new byte[77], .. file.AsSpan(cut)];

        (SortedDictionary<(int Frame, int View), string> digests, _) = Decode(damaged);

        AssertExact(digests);
        Assert.Equal(96, digests.Count);
    }

    [Fact]
    public void Decode_Scrambled_IsRefusedInWords()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Committed("mvc/containers/bd_one.m2ts"));
        for (int index = 0; index < file.Length / Packet; index++)
        {
            file[(index * Packet) + 7] |= 0xC0;
        }

        var refusal = Assert.Throws<MvcException>(() => Decode(file));

        Assert.Contains("encrypted", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Pictures of a few bytes that wait for a partner: their number in a small file must not become memory.
    /// </summary>
    [Theory]
    [InlineData(0x1011, 32 << 20)]
    [InlineData(0x1012, 16 << 20)]
    public void Read_ManyTinyPicturesOfOneView_TakesLittleMemory(int pid, long allocatedBytesMax)
    {
        const int Pictures = 60_000;
        using var folder = new TemporaryFolder();
        string path = folder["film.m2ts"];
        using (FileStream file = File.Create(path))
        {
            file.Write(File.ReadAllBytes(SharedFiles.Committed("mvc/containers/bd_one.m2ts")));
            for (int count = 0; count < Pictures; count++)
            {
                file.Write(TinyPicture(pid, count));
            }
        }

        TransportProgram program = TransportProgram.Detect(path)!;
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (var stream = new TransportMvcStream([path], program, null, default, waitingBytesMax: 4 << 20))
        {
            var buffer = new byte[1 << 16];
            while (stream.Read(buffer, 0, buffer.Length) > 0)
            {
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, allocatedBytesMax);
    }

    /// <summary>A packet that is a whole PES packet of an access unit delimiter, decoded long after the film.</summary>
    private static byte[] TinyPicture(int pid, int count)
    {
        byte[] time = [0x37, 0xFF, 0xFF, 0xFF, 0xFF, 0x17, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] picture = [0, 0, 1, 0xE0, 0, 0, 0x80, 0xC0, 10, .. time, 0, 0, 1, 9, 0xF0];
        byte[] packet = new byte[Packet];
        packet.AsSpan().Fill(0xFF);
        byte stuffing = (byte)(183 - picture.Length);
        byte[] head =
            [0, 0, 0, 0, 0x47, (byte)(0x40 | (pid >> 8)), (byte)pid, (byte)(0x30 | (count & 15)), stuffing, 0];
        head.CopyTo(packet, 0);
        picture.CopyTo(packet, Packet - picture.Length);
        return packet;
    }

    [Fact]
    public void ParameterSets_MvcRecordBehindTheAvcOne_BecomeUnits()
    {
        byte[] avc = [1, 100, 0, 40, 0xFF, 0xE1, 0, 2, 0x67, 9, 1, 0, 2, 0x68, 8];
        byte[] record = [1, 128, 0, 40, 0x3F, 0x81, 0, 3, 0x6F, 1, 2, 1, 0, 2, 0x68, 7];
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, record.Length + 4);

        byte[] sets = MvcPrivateBytes.ParameterSets([.. avc, .. size, .. "mvcC"u8, .. record]);

        Assert.Equal([0, 0, 1, 0x6F, 1, 2, 0, 0, 1, 0x68, 7], sets);
        Assert.Empty(MvcPrivateBytes.ParameterSets(avc));
        Assert.Empty(MvcPrivateBytes.ParameterSets([.. size, .. "mvcC"u8, 1, 2]));
    }

    [Fact]
    public void Read_MatroskaFile_GivesItsPrivateBytes()
    {
        byte[] bytes = MvcPrivateBytes.Read(
            SharedFiles.Committed("mvc/containers/single_track.mkv"), null, TestContext.Current.CancellationToken);

        Assert.Equal(0x1F, bytes.Length);
        Assert.Equal([1, 100, 0, 40, 0xFF, 0xE1], bytes[..6]);
        Assert.Equal(0xF8, bytes[^2]);
    }

    private static int Pid(byte[] file, int packet) =>
        ((file[(packet * Packet) + 5] & 31) << 8) | file[(packet * Packet) + 6];

    private static (SortedDictionary<(int Frame, int View), string> Digests, Dictionary<int, MvcFault> Faults) Decode(
        byte[] file)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mvc-{Guid.NewGuid():N}.m2ts");
        File.WriteAllBytes(path, file);
        try
        {
            CancellationToken cancel = TestContext.Current.CancellationToken;
            var faults = new Dictionary<int, MvcFault>();
            var pool = new PlanePool(1L << 30);
            MvcReader source = MvcReader.Open([path], cancel);
            var digests = MvcTruth.Digest(source.Decode(0, 2, pool, cancel), faults);
            bool isSeen = source.Index(TestContext.Current.CancellationToken).Frames
                .Any(frame => frame.Fault != MvcFault.None);

            // Whatever makes the decoder complain must be known before it: some broken pictures decode in silence.
            Assert.Equal(faults.Count > 0, isSeen);
            return (digests, faults);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertExact(SortedDictionary<(int Frame, int View), string> digests)
    {
        SortedDictionary<(int Frame, int View), string> truth = MvcTruth.Digests("i_idr");
        Assert.All(digests, digest => Assert.Equal(truth[digest.Key], digest.Value));
    }
}
