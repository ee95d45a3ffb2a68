using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Staging;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>A film whose range changes in mid-film: its scan refuses it, and its decoder does so by itself.</summary>
[Slow]
public sealed class ChangingColourTests : IDisposable
{
    /// <summary>Ticks of a transport stream in one frame of 25 a second.</summary>
    private const long FrameTicks = 90_000 / 25;

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    /// <summary>
    /// ffmpeg builds its graph anew where the pixel format changes; what came out depended on where decoding began.
    /// </summary>
    [Theory]
    [InlineData(14, 15)]
    public async Task RunAsync_FrameOfOtherRange_IsDamagedWhereverDecodingBegins(int first, int second)
    {
        Film film = Joined();
        var log = new RejectionLog();
        var segment = new Segment("film", 0, [.. new[] { first, second }.Select(n => new PlannedSample(
            n, [n * FrameTicks], 0, 0, 0, 0)
        {
            SeekPts = [n < 12 ? 0 : 12 * FrameTicks],
        })]);
        DecodeOptions options = PaperPipeline.Options.Decode with { View = new(320, 180), Crop = new(320, 180) };
        var decode = new DecodeStage(film, options, new PlanePool(1 << 26), log, threads: 1);

        List<int> decoded = [];
        await foreach (StereoFrame frame in StageChain.One(segment).Then(
            decode, 1, TestContext.Current.CancellationToken))
        {
            decoded.Add(frame.Number);
            frame.Dispose();
        }

        Assert.Equal(first < 12 ? [first] : [], decoded);
        Assert.Equal("damaged", log.Find(second)?.Rule);
    }

    [Fact]
    public void Run_RangeChanges_NamesTheFrameAndBothRanges()
    {
        var error = Assert.Throws<ScanException>(() => SceneScan.Run(
            Joined(), ScorePicture.View, progress: null, TestContext.Current.CancellationToken));

        Assert.Contains(
            "joined.ts: frame 12 is of colour range pc, expected tv", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Twelve frames of limited range, then twelve of full range.</summary>
    private Film Joined()
    {
        const string Coded = "-f lavfi -i testsrc2=s=640x180:r=25:d=0.48 -c:v libx264 -preset ultrafast -g 12 -bf 0 "
            + "-muxdelay 0 -muxpreload 0 -colorspace bt709";
        string one = _films.Make($"{Coded} -pix_fmt yuv420p -color_range tv first.ts");
        string other = _films.Make($"{Coded} -pix_fmt yuvj420p -color_range pc -output_ts_offset 0.48 second.ts");
        File.WriteAllBytes(_films.At("joined.ts"), [.. File.ReadAllBytes(one), .. File.ReadAllBytes(other)]);
        return SmallFilms.Probe(
            _films.At("joined.ts"), new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true) with
        {
            DurationS = null,
        };
    }
}
