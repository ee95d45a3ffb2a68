using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Staging;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>What a GPU decodes is what software decodes, or it is not used. With stand-ins, as no GPU is at hand.
/// </summary>
[Slow]
public sealed class GpuDecodeTests(GpuDecodeTests.Films films) : IClassFixture<GpuDecodeTests.Films>, IDisposable
{

    private const string DiesSoon = """
        "$real" "$@" | head -c 100000; exit 1
        """;

    private const string ComplainsSoon = """
        "$real" "$@" 2> >(
          awk '/n: *6 pts/ { print "[h264 @ 0x5] [warning] cuvid: frame lost" } { print; fflush() }' >&2)
        exit
        """;

    private const string CannotStart = """
        echo '[AVHWDeviceContext @ 0x5] [error] Cannot load libcuda.so.1' >&2; exit 1
        """;

    private const string CannotOpen = """
        case "$*" in *init_hw_device*)
          echo '[AVHWDeviceContext @ 0x5] Cannot load libcuda.so.1' >&2; echo 'Device creation failed' >&2; exit 1;;
        esac

        """;

    private readonly TemporaryFolder _folder = new();

    private static DecodeOptions Options =>
        PaperPipeline.Options.Decode with { View = new(160, 90), Crop = new(152, 80) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_GpuThatGivesTheSame_IsTrustedWithTheFilm()
    {
        (Film film, SamplePlan plan) = films.Planned;
        var gpu = new StandInGpu(_folder["bin"]);

        int frames = Prove(film, plan, gpu);

        Assert.Empty(gpu.Doubts);
        Assert.True(gpu.Decoder.IsTrusted);
        Assert.Equal(plan.Segments[0].Samples.Count, frames);
        Assert.Equal(3, gpu.Runs);
    }

    /// <summary>Other pixels, frames one late, wrong ones from the middle run on, an ffmpeg that left the GPU, one that
    /// cannot open it, and one that warns.</summary>
    [Theory]
    [InlineData("lutyuv=u=val+1,format=nv12", "", "frame 0 is not the one that software decodes")]
    [InlineData("tpad=start=1:start_mode=clone,format=nv12", "", "frame 1 is not the one that software decodes")]
    [InlineData("negate=enable=floor(t/2),format=nv12", "", "frame 50 is not the one that software decodes")]
    [InlineData("null", "", "a picture of pixel format yuv420p, expected nv12")]
    [InlineData(StandInGpu.Right, CannotStart, "[AVHWDeviceContext] [error] Cannot load libcuda.so.1")]
    [InlineData(StandInGpu.Right, ComplainsSoon, "[h264] [warning] cuvid: frame lost")]
    public void Run_GpuThatIsNotRight_LosesTheFilmForOneReason(string filters, string deed, string why)
    {
        (Film film, SamplePlan plan) = films.Planned;
        var gpu = new StandInGpu(_folder["bin"], filters, deed);

        Prove(film, plan, gpu);

        Assert.Equal(why, Assert.Single(gpu.Doubts));
        Assert.Equal(why, gpu.Decoder.Doubt);
    }

    [Fact]
    public void Run_ProofThatTakesTooLong_IsNone()
    {
        (Film film, SamplePlan plan) = films.Planned;
        var gpu = new StandInGpu(_folder["bin"]);

        Prove(film, plan, gpu, timeMax: TimeSpan.Zero);

        Assert.Contains("not proven within 0 s", Assert.Single(gpu.Doubts), StringComparison.Ordinal);
    }

    /// <summary>
    /// A GPU that fails in mid-run, after it was trusted: no frame differs from software's, and none is missing; the
    /// runs behind are not given to it.
    /// </summary>
    [Theory]
    [InlineData("", 0, "")]
    [InlineData(DiesSoon, 1, "of a picture of ")]
    [InlineData(ComplainsSoon, 1, "[h264] [warning] cuvid: frame lost")]
    public async Task RunAsync_WithAGpu_GivesTheFramesOfSoftware(string deed, int doubts, string why)
    {
        (Film film, SamplePlan plan) = films.Planned;
        var gpu = new StandInGpu(_folder["bin"], StandInGpu.Right, deed);

        List<string> expected = await films.Frames;
        List<string> found = await FramesAsync(film, plan, gpu.Decoder);

        Assert.Equal(plan.Segments[0].Samples.Count, expected.Distinct().Count());
        Assert.Equal(expected, found);
        Assert.Equal(doubts, gpu.Doubts.Count);
        Assert.All(gpu.Doubts, doubt => Assert.Contains(why, doubt, StringComparison.Ordinal));
        Assert.Equal(doubts == 0 ? 3 : 1, gpu.Runs);
    }

    /// <summary>The whole way: asked, opened, proven, and told.</summary>
    [Theory]
    [InlineData("", true, "sbs: decoded by the GPU: 14 of its frames came out as software decodes them")]
    [InlineData(CannotOpen, false, "films are decoded in software, not by the GPU: ffmpeg cannot open it: "
        + "[AVHWDeviceContext] Cannot load libcuda.so.1")]
    public void Of_FilmForAGpu_IsDecidedAndToldOnce(string deed, bool isUsed, string said)
    {
        (Film film, SamplePlan plan) = films.Planned;
        OtherFFmpeg.Write(_folder["bin"], deed + StandInGpu.Script(_folder["bin"]));
        var told = new List<string>();
        using var events = new EventLog(new OutputFolder(_folder.Path));
        var decoders = new FilmDecoders(DecoderKind.Cuda, Options, new PlanePool(1 << 26), events, told.Add)
        {
            Program = Path.Combine(_folder["bin"], "ffmpeg"),
        };
        FilmPlan Of(string id) => new(film with { Id = id }, Split.Train, plan, FilmStamp.Of(film.Paths));

        GpuDecoder? gpu = decoders.Of(Of("sbs"), ModelPlace.Cpu, Cancel);

        Assert.Equal(isUsed, gpu is not null);
        Assert.Same(gpu, decoders.Of(Of("sbs"), ModelPlace.Cpu, Cancel));
        Assert.True(isUsed || decoders.Of(Of("other"), ModelPlace.Cpu, Cancel) is null);
        Assert.Equal(said, Assert.Single(told));
    }

    private static int Prove(Film film, SamplePlan plan, StandInGpu gpu, TimeSpan? timeMax = null)
    {
        var pool = new PlanePool(1 << 26);
        int frames = new DecoderProof(film, Options, pool)
            .Run(plan, gpu.Decoder, timeMax ?? DecoderProof.TimeMax, Cancel);
        Assert.Equal(0, pool.BytesOutstanding);
        return frames;
    }

    private static async Task<List<string>> FramesAsync(Film film, SamplePlan plan, GpuDecoder? gpu)
    {
        var pool = new PlanePool(1 << 26);
        var log = new RejectionLog();
        var frames = new List<string>();
        var decode = new DecodeStage(film, Options, pool, log, threads: 2) { Gpu = gpu };
        await foreach (StereoFrame frame in StageChain.One(plan.Segments[0]).Then(decode, 1, Cancel))
        {
            using (frame)
            {
                var hash = new HashCode();
                hash.AddBytes(frame.Left.Bytes);
                hash.AddBytes(frame.Right.Bytes);
                frames.Add($"{frame.Number} {hash.ToHashCode()}");
            }
        }

        Assert.Equal(0, pool.BytesOutstanding);
        return frames;
    }

    /// <summary>A film with B frames and a key frame a second, and three runs of it: at its start, from a key frame,
    /// and between two.</summary>
    public sealed class Films : IDisposable
    {
        private readonly SmallFilms _films = new();
        private readonly Lazy<Task<List<string>>> _frames;

        public Films()
        {
            // At 25 a second a frame has a whole number of ticks, which "one late" needs.
            string path = _films.Film("sbs.mp4", "320x90", seconds: 4, rate: "25", extra: "-g 25 -bf 2");
            Film film = SmallFilms.Probe(
                path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
            Segment segment = SmallDecoding.Plan(film, [0, 1, 2, 5, 6, 9, 50, 51, 52, 60, 90, 91, 92, 93]);
            Planned = (film, new SamplePlan([], [], [], [segment], []) { DecoderComplained = false });
            _frames = new(() => FramesAsync(film, Planned.Plan, null));
        }

        internal (Film Film, SamplePlan Plan) Planned { get; }

        /// <summary>The frames as software decodes them.</summary>
        internal Task<List<string>> Frames => _frames.Value;

        public void Dispose() => _films.Dispose();
    }
}
