using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Scan;

namespace MovieData.Tests.Probe;

/// <summary>Frame packing messages, written bit by bit as H.264 D.1.26 states them, against what is read.</summary>
[Slow]
public sealed class PackingMessageTests : IDisposable
{
    // id 0, not cancelled
    private const string Head = "1 0 ";

    // persistent (ue 1), no extension: read by nobody
    private const string Tail = " 00000000 010 0";

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Parse_EveryField_IsReadFromItsBits()
    {
        // type 4, no quincunx, interpretation 2, flipped: frame 0, field views, frame 1, grid 1 2 3 4
        PackingMessage message = Parse(
            "00101 0 " + "0000100 0 000010 1 1 1 0 0 1 0001 0010 0011 0100" + Tail);

        Assert.Equal(
            new PackingMessage
            {
                Id = 4,
                Type = 4,
                Interpretation = 2,
                IsFlipped = true,
                HasFieldViews = true,
                IsFrame0 = false,
                Grid = 0x1234,
            },
            message);
        Assert.Equal(ViewOrder.RightFirst, message.Order);
    }

    [Theory]
    [InlineData(0, "checkerboard")]
    [InlineData(1, "col_interleaved")]
    [InlineData(2, "row_interleaved")]
    [InlineData(3, "side by side")]
    [InlineData(4, "top and bottom")]
    [InlineData(5, "block")]
    [InlineData(6, "mono")]
    [InlineData(7, "tiles")]
    [InlineData(8, "")]
    public void Arrangement_EveryType_IsTheStandardsOwn(int type, string arrangement) =>
        Assert.Equal(arrangement, Parse(Head + Bits(type, 7) + "0 000001 000 1 00" + Grid(type) + Tail).Arrangement);

    [Theory]
    [InlineData(0, ViewOrder.Unknown)]
    [InlineData(1, ViewOrder.LeftFirst)]
    [InlineData(2, ViewOrder.RightFirst)]
    [InlineData(3, ViewOrder.Unknown)]
    public void Order_EveryInterpretation_IsTheStandardsOwn(int interpretation, ViewOrder order) => Assert.Equal(
        order, Parse(Head + "0000011 0 " + Bits(interpretation, 6) + "000 1 00" + Grid(3) + Tail).Order);

    [Fact]
    public void In_SeveralMessagesInOneUnit_FindsItBehindALongOneAndUnescapes()
    {
        // User data of 256 bytes first (a size of two bytes), whose zeros are escaped; then the packing message.
        byte[] payload = Bytes(Head + "0000011 0 000010 000 0 00" + Grid(3) + Tail);
        List<byte> user = [];
        for (int n = 0; n < 128; n++)
        {
            user.AddRange([0, 0, 3]);
        }

        byte[] messages = [5, 255, 1, .. user, 45, (byte)payload.Length, .. Escaped(payload), 0x80];

        Assert.Equal(ViewOrder.RightFirst, PackingMessage.In([6, .. messages], isHevc: false)!.Order);
        Assert.Equal(ViewOrder.RightFirst, PackingMessage.In([39 << 1, 1, .. messages], isHevc: true)!.Order);
        Assert.Null(PackingMessage.In([1, .. messages], isHevc: false));
        Assert.Null(PackingMessage.In([6, 45, 200, 1], isHevc: false));
        Assert.Null(PackingMessage.In([6, 45, 1, 0x83], isHevc: false));
    }

    [Theory]
    [LongData(0, ViewOrder.Unknown)]
    [LongData(1, ViewOrder.LeftFirst)]
    [InlineData(2, ViewOrder.RightFirst)]
    [LongData(3, ViewOrder.Unknown)]
    public void Probe_H264SideBySide_ReadsTheOrderOrThatItIsUnspecified(int interpretation, ViewOrder order)
    {
        Film film = SmallFilms.Probe(_films.Make($"-i {Coded(3, interpretation)} -c copy film.mkv"));

        Assert.Equal((StereoLayout.SbsFull, order), (film.Layout, film.ViewOrder));
        Assert.Contains(
            film.Evidence,
            line => line.Contains($"content interpretation {interpretation}", StringComparison.Ordinal));
    }

    [Theory]
    [LongData(0, ViewOrder.Unknown)]
    [LongData(1, ViewOrder.LeftFirst)]
    [InlineData(2, ViewOrder.RightFirst)]
    public void Probe_HevcTopAndBottom_ReadsTheMessage(int interpretation, ViewOrder order)
    {
        string coded = _films.Make("-f lavfi -i testsrc2=s=320x360:r=24:d=0.2 -c:v libx265 -preset ultrafast"
            + " -x265-params log-level=none -pix_fmt yuv420p -f hevc film.hevc");
        byte[] payload = Bytes(Head + $"0000100 0 {Bits(interpretation, 6)} 000 0 00" + Grid(4) + " 00000000 1 0");
        byte[] message = [0, 0, 1, 39 << 1, 1, 45, (byte)payload.Length, .. Escaped(payload), 0x80];

        // Before the first IDR slice (type 19 or 20).
        byte[] bytes = File.ReadAllBytes(coded);
        int slice = Enumerable.Range(0, bytes.Length - 3).First(at =>
            bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1 && (bytes[at + 3] >> 1) is 19 or 20);
        File.WriteAllBytes(coded, [.. bytes[..slice], .. message, .. bytes[slice..]]);
        Film film = SmallFilms.Probe(_films.Make("-i film.hevc -c copy film.mp4"));

        Assert.Equal((StereoLayout.TabFull, order), (film.Layout, film.ViewOrder));
    }

    [Theory]
    [InlineData("0000011 1 000001 000 0 00", "checkerboard")]
    [InlineData("0000011 0 000001 100 0 00 0000000000000000", "coded mirrored")]
    [InlineData("0000011 0 000001 001 0 00 0000000000000000", "coded as fields")]
    [InlineData("0000111 0 000001 000 0 00 0000000000000000", "cut into tiles")]
    public void Probe_PackingThatIsNotUndone_IsRefusedByName(string fields, string named)
    {
        string film = WithMessage(fields);

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(film));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Equal(StereoLayout.SbsFull, SmallFilms.Probe(film, new FilmOverrides(StereoLayout.SbsFull)).Layout);
    }

    [Fact]
    public void Probe_ViewsSampledApart_SaysByHowMuch() => Assert.Contains(
        SmallFilms.Probe(WithMessage("0000011 0 000001 000 0 00 1000 0000 0000 0011")).Warnings,
        line => line.Contains("lie 8/16 px", StringComparison.Ordinal)
            && line.Contains("-3/16 px below", StringComparison.Ordinal));

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    [LongData(3, 0)]
    public void Run_MessageChangesInMidFilm_NamesTheFrame(int type, int interpretation)
    {
        byte[] first = File.ReadAllBytes(_films.At(Coded(3, 1)));
        File.WriteAllBytes(
            _films.At("joined.h264"), [.. first, .. File.ReadAllBytes(_films.At(Coded(type, interpretation)))]);
        Film film = SmallFilms.Probe(_films.Make("-r 24 -i joined.h264 -c copy film.mkv"));

        var error = Assert.Throws<ScanException>(
            () => SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken));

        Assert.Contains(
            $"film.mkv: frame 12: the frame-packing message says type {type}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_CancelOfItsOwnId_IsOneAndOfAnotherIsNot()
    {
        var message = new PackingMessage { Id = 1, Type = 3, Interpretation = 1 };
        var cancel = new PackingMessage { Id = 1, IsCancel = true };
        CodedPicture[] Film(PackingMessage last) =>
            [new(0, true, true, message), new(1, false, true, null), new(2, true, true, last)];

        Assert.Null(PackingCheck.Change(Film(message)));
        Assert.Null(PackingCheck.Change(Film(cancel with { Id = 2 })));
        Assert.Equal(2, PackingCheck.Change(Film(cancel))!.Value.At.Pts);
    }

    /// <summary>12 pictures of x264 with a message, whose order is then patched; returns the name.</summary>
    private string Coded(int type, int interpretation)
    {
        string name = $"coded{type}{interpretation}.h264";
        using var films = new SmallFilms();
        byte[] bytes = File.ReadAllBytes(films.Make(
            "-f lavfi -i testsrc2=s=640x180:r=24:d=0.5 -c:v libx264 -preset ultrafast -bf 0"
            + $" -pix_fmt yuv420p -x264-params frame-packing={type} coded{type}.h264"));
        int at = bytes.AsSpan().IndexOf<byte>([0, 0, 1, 6, 45]) + 6;
        Assert.Equal(1, bytes[at + 1] & 63);
        bytes[at + 1] = (byte)((bytes[at + 1] & 0xC0) + interpretation);
        File.WriteAllBytes(_films.At(name), bytes);
        return name;
    }

    /// <summary>A side-by-side film of H.264 that begins with a message of these bits.</summary>
    private string WithMessage(string fields)
    {
        byte[] payload = Bytes(Head + fields + Tail);
        string coded = _films.Film("plain.h264", "640x180", 0.2);
        byte[] bytes = File.ReadAllBytes(coded);
        int slice = bytes.AsSpan().IndexOf<byte>([0, 0, 1, 0x65]);
        File.WriteAllBytes(
            coded,
            [.. bytes[..slice], 0, 0, 1, 6, 45, (byte)payload.Length, .. Escaped(payload), 0x80, .. bytes[slice..]]);
        return _films.Make("-i plain.h264 -c copy film.mkv");
    }

    private static PackingMessage Parse(string bits) => PackingMessage.Parse(Bytes(bits))!;

    private static string Grid(int type) => type == 5 ? "" : " 0000 0000 0000 0000";

    private static string Bits(int value, int count) => Convert.ToString(value, 2).PadLeft(count, '0') + " ";

    private static byte[] Bytes(string bits)
    {
        string all = bits.Replace(" ", "", StringComparison.Ordinal) + "1";
        all = all.PadRight((all.Length + 7) / 8 * 8, '0');
        return [.. all.Chunk(8).Select(part => Convert.ToByte(new string(part), 2))];
    }

    /// <summary>00 00 before 00…03 becomes 00 00 03 (7.4.1).</summary>
    private static byte[] Escaped(byte[] payload)
    {
        List<byte> escaped = [];
        foreach (byte value in payload)
        {
            if (value <= 3 && escaped is [.., 0, 0])
            {
                escaped.Add(3);
            }

            escaped.Add(value);
        }

        return [.. escaped];
    }
}
