using System.Buffers.Binary;
using System.Text;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.Probe;
using MovieData.Tests.Scan;
using static MovieData.Tests.Containers.SmallMatroska;

namespace MovieData.Tests.Containers;

/// <summary>Whole files: those of <c>tests/data/reports/linked</c> (mkvmerge), and ffmpeg's.</summary>
[Slow]
public sealed class MatroskaProbeTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData(1, 0, ViewOrder.RightFirst)]
    [InlineData(0, 1, ViewOrder.LeftFirst)]
    public void Probe_CombinedPlanes_GiveTheViewOrder(int left, int right, ViewOrder order)
    {
        string path = _films.Make("-f lavfi -i testsrc=s=64x32:r=24:d=0.5 -map 0 -map 0 -c:v libx264 -bf 0"
            + $" -metadata:s:v:1 title={new string('M', 90)} two.mkv");
        byte[] bytes = System.IO.File.ReadAllBytes(path);
        ulong[] uids = [.. Places(bytes, [0x73, 0xC5, 0x88]).Take(2).Select(at =>
            BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at + 3)))];

        // The second track's name, element and all, makes room for the planes and a void.
        int name = Places(bytes, [0x53, 0x6E]).First(at => bytes.AsSpan(at, 20).IndexOf("MMM"u8) > 0);
        int end = name + bytes.AsSpan(name).IndexOf(Encoding.ASCII.GetBytes(new string('M', 90))) + 90;
        byte[] planes = Planes((uids[left], 0), (uids[right], 1));
        planes.CopyTo(bytes, name);
        int rest = end - name - planes.Length - 2;
        bytes[name + planes.Length] = 0xEC;
        bytes[name + planes.Length + 1] = (byte)(0x80 | rest);
        System.IO.File.WriteAllBytes(path, bytes);

        Film film = SmallFilms.Probe(path, quick: true);

        Assert.Equal((StereoLayout.TwoStreams, order), (film.Layout, film.ViewOrder));
        string words = $"TrackCombinePlanes, stream {left} shows the left eye, stream {right} the right";
        Assert.Contains(film.Evidence, line => line.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(film.Evidence, line => line.StartsWith("nothing concluded", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_OrderedEditionThatLeavesOutItsMiddle_SamplesTheRest()
    {
        Film film = SmallFilms.Probe(Linked("skip.mkv"), new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst));
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        SamplePlan plan = ShotPlanner.Plan(film, scores, SmallPlans.EveryFrame);

        Assert.Equal([new(0, 4), new PlayedSpan(12, 16)], film.Played);
        Assert.Equal(
            [.. Enumerable.Range(0, 96), .. Enumerable.Range(288, 96)],
            plan.Segments.SelectMany(segment => segment.Samples).Select(sample => sample.Frame));
    }

    [Theory]
    [InlineData("main.mkv", "another file, segment 11112222333344445555666677778888 (op.mkv beside it)")]
    [InlineData("part1.mkv", "its next part is segment 02020202020202020202020202020202")]
    public void Probe_FileThatPlaysAnother_IsRefusedByName(string name, string words) => Assert.Contains(
        words,
        Assert.Throws<FilmException>(() => SmallFilms.Probe(Linked(name), quick: true)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("-itsoffset 5 -i film.mkv -c copy")]
    [InlineData("-itsoffset 36000 -i film.mkv -c copy -copyts")]
    // ffprobe meets no picture in the stretch that it looks at, and gives the film the times of the sound.
    [InlineData("-itsoffset 5 -i film.mkv -f lavfi -i sine=d=20 -map 0 -map 1 -c:v copy")]
    public void Scan_FilmThatStartsLate_IsWhole(string made)
    {
        _films.Film("film.mkv", "64x32", 3);
        string late = _films.Make(made + " late.mkv");

        Film film = SmallFilms.Probe(late, new FilmOverrides(StereoLayout.Mono));
        SceneScores scores = SceneScan.Run(film, ScorePicture.Packed, null, TestContext.Current.CancellationToken);

        Assert.Equal(72, scores.Frames);
    }

    private static IEnumerable<int> Places(byte[] bytes, byte[] wanted)
    {
        for (int at = 0; at + wanted.Length <= bytes.Length; at++)
        {
            if (bytes.AsSpan(at, wanted.Length).SequenceEqual(wanted))
            {
                yield return at;
            }
        }
    }

    private static string Linked(string name) =>
        SharedFiles.Committed("reports/linked/" + name);
}
