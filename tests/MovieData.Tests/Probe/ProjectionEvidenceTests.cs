using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Tests.Decode;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Probe;

[Slow]
public sealed class ProjectionEvidenceTests : IDisposable
{
    private const uint Quarter = 0x40000000;
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("dive_180_LR.mp4", "180", Projection.Vr180)]
    [InlineData("dive_LR_180.mp4", "180", Projection.Vr180)]
    [InlineData("dive_180x180_3dh.mp4", "180X180", Projection.Vr180)]
    [InlineData("Dive VR180.mkv", "VR180", Projection.Vr180)]
    [InlineData("dive.360.TB.mkv", "360", Projection.Equirect)]
    [InlineData("dive_360_SBS.mkv", "360", Projection.Equirect)]
    [InlineData("dive_FISHEYE190_LR.mp4", "FISHEYE190", null)]
    [InlineData("dive_MKX200_LR.mp4", "MKX200", null)]
    [InlineData("360.2011.3D.HSBS.1080p.mkv", null, null)]
    [InlineData("clip_180.mp4", null, null)]
    public void Hint_NamesOfTheTrade_AreRead(string name, string? word, Projection? projection) =>
        Assert.Equal((word, projection), ProjectionEvidence.Hint("/films/" + name));

    [Fact]
    public async Task Probe_NameOfAVr180File_IsAHintWithItsEvidence()
    {
        string path = SphericalFilm.Write(_films, new(256, 256), 180, true, "dive_180_LR.mkv");

        CommandResult result = await CommandLine.RunAsync("probe", "--json", "--quick", path);
        JsonNode film = JsonNode.Parse(result.Output)![0]!;

        Assert.Equal(
            ("vr180", "sbs-full", "left-first", 256, 256),
            ((string)film["projection"]!, (string)film["layout"]!, (string)film["view_order"]!,
                (int)film["width"]!, (int)film["height"]!));
        string[] evidence = [.. film["evidence"]!.AsArray().Select(line => (string)line!)];
        Assert.Contains("projection vr180: file name has 180", evidence);
        Assert.Contains(evidence, line => line.Contains("flat views of 90° across", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_StatedProjection_WinsWithAWarningNamingBoth()
    {
        string path = _films.Film("dive_180_LR.mkv", "640x180");

        Film film = SmallFilms.Probe(path, new FilmOverrides(Projection: Projection.Flat), quick: true);

        Assert.Equal(Projection.Flat, film.Projection);
        Assert.Contains("projection flat (stated by the user) contradicts vr180 (file name has 180); the first is used",
            film.Warnings);
    }

    [Fact]
    public void Probe_OrdinaryFilm_IsFlatWithoutAWord()
    {
        Film film = SmallFilms.Probe(_films.Film("film.mkv", "640x180"), quick: true);

        Assert.Equal(Projection.Flat, film.Projection);
        Assert.DoesNotContain(film.Evidence, line => line.Contains("projection", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, Projection.Equirect, StereoLayout.SbsHalf)]
    [InlineData(Quarter - 1, Projection.Vr180, StereoLayout.SbsFull)]
    public void Probe_SphericalBoxes_StateProjectionAndShape(uint sides, Projection expected, StereoLayout layout)
    {
        string path = WithBoxes(Equirectangular(sides, 0));

        Film film = SmallFilms.Probe(path, quick: true);

        Assert.Equal((expected, layout, ViewOrder.LeftFirst),
            (film.Projection, film.Layout, film.ViewOrder));
        Assert.Contains(film.Evidence, line => line.Contains("spherical mapping", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Probe_CubemapOrOtherTile_IsRefusedUnlessStated(bool isCube)
    {
        string path = WithBoxes(isCube ? Box("cbmp", new byte[12]) : Equirectangular(Quarter / 2, 0));

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path, quick: true));

        Assert.Contains(isCube ? "'cubemap'" : "'tiled equirectangular'", error.Message, StringComparison.Ordinal);
        Assert.Equal(Projection.Equirect, SmallFilms.Probe(
            path, new FilmOverrides(Projection: Projection.Equirect), quick: true).Projection);
    }

    [Fact]
    public void Probe_FisheyeName_IsRefusedByName()
    {
        var error = Assert.Throws<FilmException>(
            () => SmallFilms.Probe(_films.Film("dive_FISHEYE190_LR.mkv", "640x180"), quick: true));

        Assert.Contains("file name has FISHEYE190: fisheye", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projection_FlagAndList_TakeTheThreeWords()
    {
        string path = _films.Film("film.mkv", "640x180");
        File.WriteAllText(_films.At("films.yaml"), "- source: film.mkv\n  projection: equirect\n");
        File.WriteAllText(_films.At("wrong.yaml"), "- source: film.mkv\n  projection: fisheye\n");

        CommandResult wrong = await CommandLine.RunAsync("probe", "--quick", "--projection", "fisheye", path);
        CommandResult right = await CommandLine.RunAsync(
            "probe", "--quick", "--projection", "vr180", "--layout", "sbs-full", path);

        Assert.Equal(
            Projection.Equirect,
            Assert.Single(SourceArgument.Resolve([_films.At("films.yaml")], new FilmOverrides())).Overrides.Projection);
        Assert.Contains(
            ":2: projection: 'fisheye' is not allowed; expected flat, vr180, equirect",
            Assert.Throws<FilmException>(
                () => SourceArgument.Resolve([_films.At("wrong.yaml")], new FilmOverrides())).Message,
            StringComparison.Ordinal);
        Assert.Contains("--projection fisheye: unknown word; expected one of: flat, vr180, equirect", wrong.Error,
            StringComparison.Ordinal);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("320×180 px vr180 (coded 640×180", right.Output, StringComparison.Ordinal);
    }

    /// <summary>An MP4 of two views side by side with the boxes of Google's Spherical Video V2 in its sample
    /// entry.</summary>
    private string WithBoxes(byte[] projection)
    {
        string path = _films.Make("-f lavfi -i testsrc2=s=512x256:r=24:d=0.5 -c:v libx264 -preset ultrafast"
            + " -pix_fmt yuv420p film.mp4");
        byte[] spherical = Box("sv3d", [
            .. Box("svhd", [0, 0, 0, 0, .. "test\0"u8]),
            .. Box("proj", [.. Box("prhd", new byte[16]), .. projection])]);
        byte[] stereo = Box("st3d", [0, 0, 0, 0, 2]);
        File.WriteAllBytes(path, Appended(File.ReadAllBytes(path), [.. stereo, .. spherical]));
        return path;
    }

    private static byte[] Equirectangular(uint sides, uint topAndBottom) => Box("equi", [
        0, 0, 0, 0, .. Long(topAndBottom), .. Long(topAndBottom), .. Long(sides), .. Long(sides)]);

    /// <summary>The file with boxes at the end of its first sample entry, every enclosing box made longer. The index
    /// follows the pictures, so no address changes.</summary>
    private static byte[] Appended(byte[] file, byte[] boxes)
    {
        (string Name, int Head)[] way =
            [("moov", 8), ("trak", 8), ("mdia", 8), ("minf", 8), ("stbl", 8), ("stsd", 16), ("avc1", 0)];
        int at = 0;
        foreach ((string name, int head) in way)
        {
            while (Encoding.ASCII.GetString(file, at + 4, 4) != name)
            {
                at += (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            }

            Span<byte> size = file.AsSpan(at, 4);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(size);
            BinaryPrimitives.WriteUInt32BigEndian(size, length + (uint)boxes.Length);
            at += name == "avc1" ? (int)length : head;
        }

        return [.. file[..at], .. boxes, .. file[at..]];
    }

    private static byte[] Box(string name, byte[] body) =>
        [.. Long((uint)body.Length + 8), .. Encoding.ASCII.GetBytes(name), .. body];

    private static byte[] Long(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
