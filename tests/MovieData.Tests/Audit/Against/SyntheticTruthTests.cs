using MovieData.Audit.Against;
using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Tests.Synthesis;

namespace MovieData.Tests.Audit.Against;

public class SyntheticTruthTests
{
    [Fact]
    public void Compare_TheTruthItself_HasNoErrorButTheCodes()
    {
        TruthFilm film = Compare((_, _, _) => { });

        Assert.Equal(("film", 1, 0.0, 1.0), (film.Id, film.N, film.Bad2, film.Coverage));

        // A code is a 64th of a px.
        Assert.InRange(film.MeanPx!.Value, 0, 1.0 / 128);
        Assert.All(film.MaskCodes, code => Assert.Equal(code.Key, Assert.Single(code.Value.TrueCodes).Key));
        Assert.Null(film.MaskCodes["2"].MeanPx);
    }

    /// <summary>A region is 10 px off, and every second row is called inconsistent.</summary>
    [Fact]
    public void Compare_ChangedDisparityAndMask_CountsByCode()
    {
        (long left, long shifted, long before) = (0, 0, 0);
        TruthFilm film = Compare((_, disparity, mask) =>
        {
            before = mask.Pixels.Count((byte)0);
            for (int y = 0; y < mask.Height; y += 2)
            {
                foreach (ref byte code in mask.Row(y))
                {
                    code = code == 0 ? (byte)1 : code;
                }
            }

            left = mask.Pixels.Count((byte)0);
            shifted = CrossCheckTests.Shift(disparity, mask, 10);
        });

        Assert.Equal((double)shifted / left, film.Bad2!.Value, 1e-9);
        Assert.Equal(10.0 * shifted / left, film.MeanPx!.Value, 0.01);
        Assert.Equal((double)left / before, film.Coverage!.Value, 1e-9);
        Assert.Equal((left, film.Bad2), (film.MaskCodes["0"].Pixels, film.MaskCodes["0"].ShareOver));
        Assert.Equal(before - left, film.MaskCodes["1"].TrueCodes["0"]);
        Assert.Null(film.MaskCodes["1"].ShareOver);
    }

    private static TruthFilm Compare(Action<int, Plane<float>, Plane<byte>> change)
    {
        using var temporary = new TemporaryFolder();
        KeptSamples all = PlantedDataset.Make(temporary.Path, change);
        KeptSamples one = all with
        {
            Samples = [.. all.Samples.Where(sample => sample.Frame == PlantedDataset.ShownFrame)],
        };
        TruthReport report = new SyntheticTruth(SyntheticSceneTests.Film, "film").Compare(
            one, count: 64, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(2, report.ThresholdPx);
        Assert.Empty(report.WithoutTruth);
        return Assert.Single(report.Films);
    }
}
