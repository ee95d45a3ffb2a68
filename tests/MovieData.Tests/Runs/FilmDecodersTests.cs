using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Runs;

/// <summary>What is decided before a GPU is asked; GpuDecodeTests sees the rest.</summary>
public sealed class FilmDecodersTests : IDisposable
{
    private static readonly ModelPlace OnGpu = new(OnnxDevice.Cuda, 1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    private static Film Film => InventedScan.Film(new Rational(24, 1), []) with { Codec = "h264" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_SoftwareAskedFor_IsSoftwareWithoutAWord() =>
        Assert.Equal("", Decide(DecoderKind.Software, OnGpu, Film, complained: false));

    [Fact]
    public void Of_AutoWithNetworksOnTheProcessor_IsSoftwareWithoutAWord() =>
        Assert.Equal("", Decide(DecoderKind.Auto, ModelPlace.Cpu, Film, complained: false));

    /// <summary>The one thing that must not be got wrong: a GPU shows damaged frames as if they were whole.</summary>
    [Theory]
    [InlineData(DecoderKind.Cuda, 1)]
    [InlineData(DecoderKind.Auto, 0)]
    public void Of_FilmOfWhichTheScanHeardAComplaint_IsSoftware(DecoderKind asked, int said)
    {
        string log = Decide(asked, OnGpu, Film, complained: true);

        Assert.Contains("\"film\":\"test\",\"decoder\":\"software\"", log, StringComparison.Ordinal);
        Assert.Contains("a GPU hides damage", log, StringComparison.Ordinal);
        Assert.Equal(said, _said.Count);
    }

    [Fact]
    public void Of_FilmThatIsNotForAGpu_SaysWhyOnce()
    {
        string log = Decide(DecoderKind.Cuda, OnGpu, Film with { PixelFormat = "yuv420p10le" }, complained: false);

        Assert.Single(log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            "test: decoded in software, not by the GPU: its pixels are yuv420p10le, expected yuv420p of limited range",
            Assert.Single(_said));
    }

    /// <summary>Asks for two segments of a film; gives the log's lines.</summary>
    private string Decide(DecoderKind asked, ModelPlace place, Film film, bool complained)
    {
        var plan = new FilmPlan(
            film,
            Split.Train,
            new SamplePlan([], [], [], [], []) { DecoderComplained = complained },
            FilmStamp.Of([]));
        using (var events = new EventLog(new OutputFolder(_folder.Path)))
        {
            var decoders = new FilmDecoders(
                asked, PaperPipeline.Options.Decode, new PlanePool(1), events, _said.Add);
            Assert.Null(decoders.Of(plan, place, TestContext.Current.CancellationToken));
            Assert.Null(decoders.Of(plan, place, TestContext.Current.CancellationToken));
        }

        return string.Concat(Directory.EnumerateFiles(_folder["log"]).Select(File.ReadAllText));
    }
}
