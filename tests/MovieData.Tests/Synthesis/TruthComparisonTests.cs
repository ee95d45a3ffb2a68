using MovieData.Imaging.Frames;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public class TruthComparisonTests
{
    private static readonly SyntheticFilm Film = SyntheticSceneTests.Film;
    private static readonly PixelArea Crop = new(4, 28, 376, 160);

    [Fact]
    public void Add_TheTruthItself_IsPerfect()
    {
        var comparison = new TruthComparison(Film);
        int frame = Frame("street");
        using SceneTruth truth = Film.Truth(frame);
        using Plane<byte> mask = truth.LeftMask(Crop);
        using Plane<float> disparity = Cropped(truth.Left.Disparity, 0);

        TruthFigures? figures = comparison.Add(frame, Crop, mask, disparity);

        Assert.NotNull(figures);
        Assert.Equal(0, figures.MeanAbsoluteErrorPx);
        Assert.Equal(0, figures.Bad2);
        Assert.Equal(1, figures.Coverage);
        Assert.Equal(1, figures.Occluded.IoU);
        Assert.Equal(1, figures.Sky.IoU);
        Assert.True(figures.Occluded.Both > 300 && figures.Sky.Both > 3000);
    }

    [Fact]
    public void Add_HalfTheSize_CountsErrorsInPxOfTheView()
    {
        var comparison = new TruthComparison(Film);
        int frame = Frame("street");
        using SceneTruth truth = Film.Truth(frame);
        using Plane<byte> full = truth.LeftMask(Crop);
        using Plane<float> fullDisparity = Cropped(truth.Left.Disparity, 0);
        using var mask = new Plane<byte>(Crop.Width / 2, Crop.Height / 2);
        using var disparity = new Plane<float>(Crop.Width / 2, Crop.Height / 2);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            (int x, int y) = (2 * (i % mask.Width), 2 * (i / mask.Width));
            (int, int)[] four = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)];
            mask.Pixels[i] = four.Max(p => full[p.Item1, p.Item2]);

            // Half the mean, and 0.75 px of the half size too much.
            disparity.Pixels[i] = (four.Sum(p => fullDisparity[p.Item1, p.Item2]) / 8) + 0.75f;
        }

        TruthFigures figures = comparison.Add(frame, Crop, mask, disparity)!;

        Assert.Equal((1, 1, 1), (figures.Coverage, figures.Occluded.IoU, figures.Sky.IoU));
        Assert.Equal(1.5, figures.MeanAbsoluteErrorPx, 1e-3);
        Assert.Equal(mask.Pixels.Count((byte)0), figures.Visible);
    }

    [Fact]
    public void Add_ShiftedDisparityAndHalfAMask_GivesTheFiguresWorkedOutByHand()
    {
        var comparison = new TruthComparison(Film);
        int frame = Frame("garden");
        using SceneTruth truth = Film.Truth(frame);
        using Plane<byte> mask = truth.LeftMask(Crop);
        long visible = mask.Pixels.Count((byte)0);
        using Plane<float> disparity = Cropped(truth.Left.Disparity, 0.5f);
        int valid = 0;
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            // Every second visible pixel loses its value, and every tenth of the others is wrong by 3 px.
            if (mask.Pixels[i] == 0 && ++valid % 2 == 0)
            {
                mask.Pixels[i] = 1;
            }
            else if (valid % 20 == 1)
            {
                disparity.Pixels[i] += 2.5f;
            }
        }

        TruthFigures figures = comparison.Add(frame, Crop, mask, disparity)!;

        Assert.Equal(visible, figures.Visible);
        Assert.Equal(0.5, figures.Coverage, 0.001);
        Assert.Equal(0.1, figures.Bad2, 0.001);
        Assert.Equal(0.5 + (0.1 * 2.5), figures.MeanAbsoluteErrorPx, 0.005);
    }

    /// <summary>Every second visible pixel is called occluded and has no value; the fill of the sky is 3 px off.
    /// </summary>
    [Fact]
    public void Add_ChangedMask_CountsErrorsAndTrueCodesByCode()
    {
        var comparison = new TruthComparison(Film);
        int frame = Frame("street");
        using SceneTruth truth = Film.Truth(frame);
        using Plane<byte> mask = truth.LeftMask(Crop);
        using Plane<float> disparity = Cropped(truth.Left.Disparity, 0.5f);
        long[] before = [.. Enumerable.Range(0, 6).Select(code => (long)mask.Pixels.Count((byte)code))];
        int changed = 0;
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            if (mask.Pixels[i] == 0 && i % 2 == 0)
            {
                (mask.Pixels[i], disparity.Pixels[i]) = (2, float.NaN);
                changed++;
            }
            else if (mask.Pixels[i] == 4)
            {
                disparity.Pixels[i] += 2.5f;
            }
        }

        IReadOnlyList<TruthCodeFigures> codes = comparison.Add(frame, Crop, mask, disparity)!.Codes;
        IReadOnlyList<TruthCodeFigures> twice = (comparison.Report().Total + comparison.Report().Total).Codes;

        Assert.Equal((before[0] - changed, 0.5, 0), (
            codes[0].Known, Math.Round(codes[0].AbsoluteErrorSum / codes[0].Known, 4), codes[0].Bad));
        Assert.Equal((before[4], 3, before[4]), (
            codes[4].Known, Math.Round(codes[4].AbsoluteErrorSum / codes[4].Known, 4), codes[4].Bad));
        Assert.Equal([changed, 0, before[2], 0, 0, 0], codes[2].TrueCodes);
        Assert.Equal(before[2] + changed, codes[2].Pixels);
        Assert.Equal((2 * codes[2].Pixels, 2 * codes[4].Bad), (twice[2].Pixels, twice[4].Bad));
    }

    [Fact]
    public void Report_SeveralShots_PoolsPixelsAndNamesFramesWithoutTruth()
    {
        var comparison = new TruthComparison(Film);
        using var mask = new Plane<byte>(Crop.Width, Crop.Height);
        using var disparity = new Plane<float>(Crop.Width, Crop.Height);
        int unrelated = Frame("unrelated");

        comparison.Add(Frame("garden"), Crop, mask, disparity);
        comparison.Add(Frame("garden") + 6, Crop, mask, disparity);
        comparison.Add(Frame("room"), Crop, mask, disparity);
        Assert.Null(comparison.Add(unrelated, Crop, mask, disparity));
        TruthReport report = comparison.Report();

        Assert.Equal(["garden", "room"], report.ByShot.Select(s => s.Shot.Name));
        Assert.Equal([2, 1], report.ByShot.Select(s => s.Figures.Samples));
        Assert.Equal(3L * Crop.Width * Crop.Height, report.Total.Valid);
        Assert.Equal([unrelated], report.WithoutTruth);
        Assert.True(report.Total.Bad2 > 0.3);
    }

    [Fact]
    public void Add_MaskOfAnotherSize_Throws()
    {
        using var mask = new Plane<byte>(Crop.Width, Crop.Height - 1);
        using var disparity = new Plane<float>(Crop.Width, Crop.Height);

        var error = Assert.Throws<SynthesisException>(() => new TruthComparison(Film).Add(50, Crop, mask, disparity));

        Assert.Contains("376×159", error.Message, StringComparison.Ordinal);
    }

    private static int Frame(string shot) => Film.Shots.Single(s => s.Name == shot).FirstFrame + 6;

    private static Plane<float> Cropped(Plane<float> whole, float add)
    {
        var part = new Plane<float>(Crop.Width, Crop.Height);
        foreach ((int x, int y) in SyntheticSceneTests.Pixels(Crop.Size))
        {
            part[x, y] = whole[Crop.X + x, Crop.Y + y] + add;
        }

        return part;
    }
}
