using MovieData.Imaging.Frames;
using MovieData.Plan;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Figures of pairs whose flow is arithmetic, at a third of a view 1920×1080 with letterbox.</summary>
public sealed class ShotSeriesTests
{
    private static readonly PixelSize Size = new(640, 266);
    private static readonly SurveyScaling Scaling = new(
        new PixelSize(640, 360), new PixelArea(0, 46, Size.Width, Size.Height), 3);

    [Fact]
    public void Next_TurnedEnlargedAndMovedView_IsInUnitsOfTheView()
    {
        ShotFigures figures = Figures(new ShotSeries(Scaling), 0, new DrawnPair(Size)
        {
            V = (x, y) => 1.8f + (0.005f * (x - 319.5f)) - (0.01f * (y - 132.5f)),
        });

        Assert.Equal(Math.Atan(0.005) * 180 / Math.PI, figures.RotationDegrees!.Value, 1e-3);
        Assert.Equal(-1, figures.ZoomPercent!.Value, 1e-3);
        Assert.Equal(1.8 / 360 * 1000, figures.VerticalPermille!.Value, 1e-2);
    }

    [Fact]
    public void Next_TwoShotsInARow_HaveTheirDepthAndTheJumpBetweenThem()
    {
        var series = new ShotSeries(Scaling);

        ShotFigures first = Figures(series, 4, new DrawnPair(Size) { Disparity = y => y < 200 ? -12.8f : 6.4f });
        ShotFigures second = Figures(series, 5, new DrawnPair(Size) { Disparity = _ => 3.2f });
        ShotFigures after = Figures(series, 7, new DrawnPair(Size) { Disparity = _ => 3.2f });

        Assert.Equal((1, -2, -2), (first.NearPercent, first.FarPercent, first.MedianPercent));
        Assert.Equal((0.5, 0.5, 0.5), (second.NearPercent, second.FarPercent, second.MedianPercent));
        Assert.Null(first.DepthJumpPercent);
        Assert.Equal(2.5, second.DepthJumpPercent);
        Assert.Null(after.DepthJumpPercent);
    }

    [Fact]
    public void Next_PictureThatWasThere_IsANearDuplicate()
    {
        var series = new ShotSeries(Scaling);
        DrawnPair ramp = new(Size) { Left = (x, _) => Grey(x / 3) };

        double? first = Figures(series, 0, ramp).DuplicateBits;
        double? other = Figures(series, 1, ramp with { Left = (x, _) => Grey(255 - (x / 3)) }).DuplicateBits;
        double? again = Figures(series, 2, ramp).DuplicateBits;

        Assert.Equal((null, 64.0, 0.0), (first, other, again));
    }

    /// <summary>Right view 3 px of the survey narrower in its black stripes: 9 px of the view.</summary>
    [Fact]
    public void Next_StripesAndGains_AreInPxOfTheViewAndRightOverLeft()
    {
        ShotFigures figures = Figures(new ShotSeries(Scaling), 0, new DrawnPair(Size)
        {
            Left = (x, _) => x < 3 ? new Rgb24(0, 0, 0) : new Rgb24(100, 200, 50),
            Right = (_, _) => new Rgb24(120, 150, 50),
        });

        Assert.Equal((9, 0), (figures.StripeLeftPx, figures.StripeRightPx));
        Assert.Equal((1.2, 0.75, 1), (figures.GainRed, figures.GainGreen, figures.GainBlue));
    }

    [Fact]
    public void Next_ShotOfWhichNothingWasDecoded_SaysNothing() => Assert.Equal(
        new ShotFigures(), new ShotSeries(Scaling).Next(0, new ShotMeasurement(Scaling)));

    /// <summary>Flow of a network that knows disparities alone says nothing about level views.</summary>
    [Fact]
    public void Next_FlowWithoutVerticalPart_SaysNothingOfLevel()
    {
        ShotFigures figures = Figures(new ShotSeries(Scaling), 0, new DrawnPair(Size) { Disparity = _ => 4 });

        Assert.Equal((null, null, null), (figures.RotationDegrees, figures.ZoomPercent, figures.VerticalPermille));
        Assert.Equal(0.625, figures.NearPercent);
    }

    private static Rgb24 Grey(int level) => new((byte)level, (byte)level, (byte)level);

    private static ShotFigures Figures(ShotSeries series, int shot, DrawnPair pair)
    {
        var measurement = new ShotMeasurement(Scaling);
        using SurveyedPosition position = pair.Position();
        measurement.Add(position);
        return series.Next(shot, measurement);
    }
}
