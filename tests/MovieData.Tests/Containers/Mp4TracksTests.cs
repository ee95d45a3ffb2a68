using System.Buffers.Binary;
using MovieData.Imaging.Frames;
using MovieData.Media.Containers;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Containers;

/// <summary>Boxes of MP4 that ffprobe does not print, built by hand as their specifications draw them.</summary>
[Slow]
public sealed class Mp4TracksTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("lhvC")]
    [InlineData("vexu")]
    [InlineData("pasp")]
    public void Read_SampleEntryWithABox_HasLayersOnlyForItsOwnBoxes(string box)
    {
        Mp4Track track = Track(Box(box, new byte[9]));

        Assert.Equal(box != "pasp", track.HasLayers);
        Assert.Equal((7u, null, null), (track.Id, track.Projection, track.Shown));
    }

    [Theory]
    [InlineData("mshp")]
    [InlineData("cbmp")]
    [InlineData("equi")]
    public void Read_SphericalBox_GivesTheNameOfTheProjection(string kind)
    {
        byte[] projection = Box("proj", [.. Box("prhd", new byte[16]), .. Box(kind, new byte[20])]);

        Assert.Equal(kind, Track(Box("sv3d", [.. Box("svhd", new byte[5]), .. projection])).Projection);
    }

    [Fact]
    public void Read_SphericalBoxWithoutProjection_IsNotTakenForFlat() =>
        Assert.Equal("unknown", Track(Box("sv3d", Box("svhd", new byte[5]))).Projection);

    [Theory]
    [InlineData("fish", false)]
    [InlineData("hequ", true)]
    public void Read_AppleProjection_IsOfOneLayerUnlessBothEyesAreNamed(string kind, bool hasEyes)
    {
        byte[] projection = Box("proj", Box("prji", [0, 0, 0, 0, .. kind.Select(letter => (byte)letter)]));
        byte[] eyes = hasEyes ? Box("eyes", Box("stri", [0, 0, 0, 0, 3])) : [];

        Mp4Track track = Track(Box("vexu", [.. projection, .. eyes]));

        Assert.Equal((kind, hasEyes), (track.Projection, track.HasLayers));
    }

    [Theory]
    [InlineData(1920, 1080, 0, 0, null)]
    [InlineData(1888, 1062, 0, 0, "16 9 16 9")]
    [InlineData(1904, 1080, -8, 0, "0 0 16 0")]
    public void Read_CleanAperture_GivesTheHiddenEdges(int width, int height, int right, int below, string? edges)
    {
        byte[] clap = new byte[32];
        foreach ((int index, int value) in ((int[])[width, height, right, below]).Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(clap.AsSpan(8 * index), 2 * value);
            BinaryPrimitives.WriteInt32BigEndian(clap.AsSpan((8 * index) + 4), 2);
        }

        ShownPart? shown = Track(Box("clap", clap)).Shown;

        Assert.Equal(edges, shown is null ? null : $"{shown.Left} {shown.Top} {shown.Right} {shown.Bottom}");
    }

    [Fact]
    public void Read_SphericalVersion1_GivesItsWord()
    {
        byte[] xml = [.. "<rdf><GSpherical:ProjectionType>cylindrical</GSpherical:ProjectionType></rdf>"u8];
        byte[] id = Convert.FromHexString("ffcc8263f8554a938814587a02521fdd");

        Assert.Equal("cylindrical", Track([], Box("uuid", [.. id, .. xml])).Projection);
    }

    [Fact]
    public void Read_DamagedBoxes_SaysNothingAndDoesNotThrow()
    {
        var random = new Random(1);
        byte[] film = Film(Box("avcC", new byte[20]), []);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. film];
            for (int hit = 0; hit < 4; hit++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_films.At("film.mov"), damaged[..random.Next(damaged.Length)]);

            Assert.All(
                Mp4Tracks.Read(_films.At("film.mov")), track => Assert.Null(track.Shown));
        }
    }

    [Theory]
    [InlineData("mesh.mp4", null, "projection 'mshp'")]
    [InlineData("mesh.mp4", Projection.Vr180, null)]
    [InlineData("half.mp4", null, null)]
    public void Probe_Vr180AsCamerasWriteIt_IsRefusedWhereItsBoxIsNotUnderstood(
        string name, Projection? stated, string? refused)
    {
        string path = SharedFiles.Committed("reports/mshp/" + name);
        var overrides = new FilmOverrides(Projection: stated);
        if (refused is not null)
        {
            var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path, overrides));
            Assert.Contains(refused, error.Message, StringComparison.Ordinal);
            return;
        }

        Film film = SmallFilms.Probe(path, overrides);

        Assert.Equal((StereoLayout.SbsFull, Projection.Vr180), (film.Layout, film.Projection));
        Assert.Equal(new PixelSize(640, 640), film.ViewSize);
        Assert.Equal(name == "mesh.mp4", film.Warnings.Any(
            line => line.Contains("'mshp' in the container is not applied", StringComparison.Ordinal)));
    }

    private Mp4Track Track(byte[] boxes, byte[]? besides = null)
    {
        File.WriteAllBytes(_films.At("film.mov"), Film(boxes, besides ?? []));
        return Assert.Single(Mp4Tracks.Read(_films.At("film.mov")));
    }

    /// <summary>A track of number 7 and 1920×1080 with boxes in its sample entry, and one beside the media.</summary>
    private static byte[] Film(byte[] boxes, byte[] besides)
    {
        byte[] head = new byte[78];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(24), 1920);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(26), 1080);
        byte[] entry = Box("hvc1", [.. head, .. Box("hvcC", new byte[23]), .. boxes]);
        byte[] stsd = Box("stsd", [0, 0, 0, 0, 0, 0, 0, 1, .. entry]);
        byte[] tkhd = Box("tkhd", [.. new byte[15], 7, .. new byte[68]]);
        byte[] trak = Box("trak", [.. tkhd, .. besides, .. Box("mdia", Box("minf", Box("stbl", stsd)))]);
        byte[] moov = Box("moov", [.. Box("mvhd", new byte[100]), .. trak]);
        return [.. Box("ftyp", new byte[8]), .. Box("mdat", new byte[99]), .. moov];
    }

    private static byte[] Box(string type, byte[] body)
    {
        int length = body.Length + 8;
        return [0, 0, (byte)(length >> 8), (byte)length, .. type.Select(letter => (byte)letter), .. body];
    }
}
