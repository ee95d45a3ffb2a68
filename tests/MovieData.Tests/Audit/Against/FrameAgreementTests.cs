using MovieData.Audit.Against;
using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Audit.Against;

public class FrameAgreementTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_RegionShiftedBy10Px_IsFoundWithItsShare(bool otherIsHalf)
    {
        using var temporary = new TemporaryFolder();
        double share = 0;
        KeptSamples one = PlantedDataset.Make(temporary["one"], (frame, disparity, mask) =>
        {
            int valid = mask.Pixels.Count((byte)0);
            share = frame == 28 ? CrossCheckTests.Shift(disparity, mask, 10) / (8.0 * valid) : share;
        });
        KeptSamples other = PlantedDataset.Make(temporary["other"], (_, _, _) => { }, isHalf: otherIsHalf);

        AgreementReport report = Run(one, other, temporary["pictures"]);

        // Half-size pixels are mixed at edges.
        double noise = otherIsHalf ? 0.01 : 0.0005;
        Assert.Equal(8, report.Sampled);
        Assert.Equal(1 - share, report.ShareWithin2Px!.Value, noise);
        Assert.Equal(1 - share, report.ShareWithinHalfPx!.Value, 5 * noise);
        Assert.InRange(report.MedianPx!.Value, 0, otherIsHalf ? 0.1 : 0);
        Assert.InRange(report.MaskAgreement!.Value, otherIsHalf ? 0.9 : 1, 1);
        Assert.Equal(report.ShareWithin2Px, Assert.Single(report.Films).ShareWithin2Px);
        Assert.Equal("film/00000028", report.Sheets[0].Samples[0]);
        Assert.True(File.Exists(temporary["pictures/compare-001.jpg"]));
    }

    /// <summary>The other's mask has a stripe of 94 of 376 columns called inconsistent.</summary>
    [Fact]
    public void Run_OtherMask_CountsAgreementOfCodes()
    {
        using var temporary = new TemporaryFolder();
        KeptSamples one = PlantedDataset.Make(temporary["one"], (_, _, mask) => mask.Pixels.Clear());
        KeptSamples other = PlantedDataset.Make(temporary["other"], (_, _, mask) =>
        {
            mask.Pixels.Clear();
            for (int y = 0; y < mask.Height; y++)
            {
                mask.Row(y)[..94].Fill(1);
            }
        });

        AgreementReport report = Run(one, other, temporary["pictures"]);

        Assert.Equal((0.75, 0.75, 1), (report.MaskAgreement, report.ShareCompared, report.ShareWithinHalfPx));
        Assert.Empty(report.Sheets);
    }

    [Fact]
    public void Common_OfFewerFrames_AreThoseOfBoth()
    {
        using var temporary = new TemporaryFolder();
        KeptSamples one = PlantedDataset.Make(temporary["one"], (_, _, _) => { });
        KeptSamples other = one with { Samples = [.. one.Samples.Where(sample => sample.Frame > 30)] };

        var agreement = new FrameAgreement(one, other, temporary["pictures"]);

        Assert.Null(agreement.Fault);
        Assert.Equal([34, 40, 46, 52], agreement.Common().Select(sample => sample.Frame));
    }

    [Fact]
    public void Fault_ViewsOfAnotherSize_SaysWhich()
    {
        using var temporary = new TemporaryFolder();
        KeptSamples one = PlantedDataset.Make(temporary["one"], (_, _, _) => { });
        var decode = PaperPipeline.Options.Decode with { View = new PixelSize(960, 540) };
        KeptSamples other = one with { Pipeline = PaperPipeline.Options with { Decode = decode } };

        var agreement = new FrameAgreement(one, other, temporary["pictures"]);

        Assert.Contains("1920×1080 here and to 960×540 there", agreement.Fault, StringComparison.Ordinal);
        Assert.Null(agreement.Run(one.Samples, _ => { }, TestContext.Current.CancellationToken));
    }

    private static AgreementReport Run(KeptSamples one, KeptSamples other, string pictures)
    {
        Directory.CreateDirectory(pictures);
        var agreement = new FrameAgreement(one, other, pictures);
        return agreement.Run(agreement.Common(), _ => { }, TestContext.Current.CancellationToken)!;
    }
}
