using MovieData.Audit.Against;
using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Audit.Against;

public class CrossCheckTests
{
    /// <summary>Valid pixels that block matching gets wrong: leaves and fences of a few px.</summary>
    private const double Noise = 0.03;

    private static readonly PixelArea Region = new(140, 60, 120, 80);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_RegionShiftedBy10Px_IsFoundWithItsShare(bool isHalf)
    {
        using var temporary = new TemporaryFolder();
        (double share, double regions) planted = (0, 0);
        AgainstReport clean = Run(temporary["clean"], (_, _, _) => { }, isHalf);
        AgainstReport report = Run(
            temporary["planted"],
            (frame, disparity, mask) =>
            {
                if (frame != 28)
                {
                    return;
                }

                int valid = mask.Pixels.Count((byte)0);
                int inRegion = Shift(disparity, mask, 10);
                planted = (inRegion / (8.0 * valid), inRegion / (double)valid);
            },
            isHalf);

        Assert.Equal(("opencv-sgbm", 8, 8, 2), (report.Model, report.Sampled, report.Kept, (int)report.ThresholdPx));
        Assert.InRange(clean.ShareOver!.Value, 0, Noise);
        Assert.InRange(clean.MedianPx!.Value, 0, 0.25);
        Assert.InRange(clean.ShareCompared!.Value, 0.9, 1);

        // A ninth of one frame in eight.
        Assert.InRange(planted.regions, 0.1, 0.2);
        Assert.Equal(planted.share, report.ShareOver!.Value - clean.ShareOver.Value, 0.002);
        Assert.Equal(report.ShareOver, Assert.Single(report.Films).ShareOver);
        Assert.Equal("film/00000028", report.Sheets[0].Samples[0]);
        Assert.Equal("pictures/against-001.jpg", report.Sheets[0].Picture);
        Assert.True(File.Exists(temporary["planted/pictures/against-001.jpg"]));
        Assert.Equal((report.ShareOver, 0L), (report.MaskCodes["0"].ShareOver, report.MaskCodes["2"].Compared));
        Assert.Null(report.MaskCodes["2"].ShareOver);
    }

    [Fact]
    public void Run_ShardsWithoutRightViews_IsOneLine()
    {
        using var temporary = new TemporaryFolder();
        var shards = PaperPipeline.Options.Shards with { Right = false };

        var fault = Assert.Throws<ModelException>(() => Run(
            temporary["data"], (_, _, _) => { }, isHalf: false, PaperPipeline.Options with { Shards = shards }));

        Assert.Contains("no right views (shards.right: false)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MapsOfAnotherSizeThanThePipelineSays_IsOneLine()
    {
        using var temporary = new TemporaryFolder();
        KeptSamples half = PlantedDataset.Make(temporary["data"], (_, _, _) => { }, isHalf: true);

        var fault = Assert.Throws<ModelException>(
            () => Run(half with { Pipeline = PaperPipeline.Options }, temporary["pictures"]));

        Assert.Contains("expected 376×160 by its dataset's disparity.output_scale: run verify", fault.Message,
            StringComparison.Ordinal);
    }

    private static AgainstReport Run(
        string root,
        Action<int, Plane<float>, Plane<byte>> change,
        bool isHalf,
        MovieData.Pipelines.Pipeline? pipeline = null) => Run(
            PlantedDataset.Make(Path.Combine(root, "data"), change, pipeline, isHalf), Path.Combine(root, "pictures"));

    private static AgainstReport Run(KeptSamples dataset, string pictures)
    {
        Directory.CreateDirectory(pictures);
        using ILoadedModel sgbm = LoadedModel.Load(
            ModelCatalogue.Read(null).Find("opencv-sgbm", ModelTask.Flow), ModelPlace.Cpu);
        int told = 0;
        AgainstReport report = new CrossCheck(dataset, sgbm, pictures).Run(
            dataset.Samples, progress => told += progress.Done == told + 1 ? 1 : 0,
            TestContext.Current.CancellationToken);
        Assert.Equal(dataset.Samples.Count, told);
        return report;
    }

    /// <summary>Shifts the valid pixels of the region; returns how many they are.</summary>
    internal static int Shift(Plane<float> disparity, Plane<byte> mask, float px)
    {
        int shifted = 0;
        for (int y = Region.Y; y < Region.Y + Region.Height; y++)
        {
            for (int x = Region.X; x < Region.X + Region.Width; x++)
            {
                if (mask[x, y] == 0)
                {
                    disparity[x, y] += px;
                    shifted++;
                }
            }
        }

        return shifted;
    }
}
