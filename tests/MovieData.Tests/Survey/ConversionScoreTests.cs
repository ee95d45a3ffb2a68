using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class ConversionScoreTests
{
    /// <summary>Perfect cameras, as of computer graphics, and an exact flow leave grain and occlusions.</summary>
    [Fact]
    public void Score_SameSceneNativeAndConverted_TellsThemApart()
    {
        double native = Of(new SmallShot { MovesPx = 5, LowerPx = 1, Brighter = 2 }).Score!.Value;
        double perfect = Of(new SmallShot { MovesPx = 5 }).Score!.Value;
        double converted = Of(new SmallShot { MovesPx = 5, IsConverted = true }).Score!.Value;

        Assert.InRange(native, 0, 0.5);
        Assert.InRange(converted, 0.85, 1);
        Assert.InRange(perfect, native, converted - 0.1);
    }

    /// <summary>Which view is called left is another question.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Score_Swapped_IsTheSame(bool isConverted)
    {
        var shot = new SmallShot { MovesPx = 5, IsConverted = isConverted };

        double stated = Of(shot).Score!.Value;
        double swapped = Of(shot with { IsSwapped = true }).Score!.Value;

        Assert.InRange(swapped, stated - 0.1, stated + 0.1);
    }

    [Fact]
    public void Parts_GrainOfBothViews_IsSharedInAConversionOnly()
    {
        double native = Of(new SmallShot { MovesPx = 5 }).Parts!.GrainExcess;
        double converted = Of(new SmallShot { MovesPx = 5, IsConverted = true }).Parts!.GrainExcess;

        Assert.InRange(native, -0.1, 0.1);
        Assert.InRange(converted, 0.15, 1);
    }

    [Fact]
    public void Parts_SecondCameraLowerAndBrighter_AreReadBack()
    {
        ConversionParts parts = Of(new SmallShot { LowerPx = 2, Brighter = 5 }).Parts!;

        Assert.InRange(parts.VerticalPx, 1.9, 2.1);
        Assert.InRange(parts.ColourLevels, 4.8, 5.2);
        Assert.Equal(0, parts.VerticalSpreadPx);
    }

    [Fact]
    public void Parts_HoleRepeatsItsBorder_HasLessTexture()
    {
        double native = Of(new SmallShot()).Parts!.HoleTexture;
        double converted = Of(new SmallShot { IsConverted = true }).Parts!.HoleTexture;

        Assert.InRange(native, -0.3, 0.3);
        Assert.InRange(converted, double.NegativeInfinity, -1);
    }

    /// <summary>Where nothing opens, only a camera's faults or shared grain are something to go by.</summary>
    [Theory]
    [InlineData(0.05, 0.05, 0.2, -0.1, false)]
    [InlineData(double.NaN, 0.05, 0.2, double.NaN, false)]
    [InlineData(0.2, 0.05, 0.2, -0.1, true)]
    [InlineData(0.05, 0.1, 0.2, -0.1, true)]
    [InlineData(0.05, 0.05, 1.2, -0.1, true)]
    [InlineData(0.05, 0.05, 0.2, 0.1, true)]
    public void ScoreOf_NothingOpens_NeedsAnotherSign(
        double vertical, double spread, double colour, double grain, bool isKnown)
    {
        const double unknown = double.NaN;
        var parts = new ConversionParts(
            vertical, spread, colour, grain, unknown, unknown, unknown, unknown, unknown, 0.2);

        Assert.Equal(isKnown, ConversionScore.ScoreOf(parts) is not null);
    }

    /// <summary>Half a unit below 1.1 under 0 adds 8 × 0.5 to log-odds of 1.6 − 2.2 × 0.6; above, at most 0.8 is taken
    /// off, and where nothing opens nothing is said.</summary>
    [Theory]
    [InlineData(-1.1, 1.6 - 1.32)]
    [InlineData(-1.6, 1.6 - 1.32 + 4)]
    [InlineData(-5, 1.6 - 1.32 + 4)]
    [InlineData(0, 1.6 - 1.32 - 0.8)]
    [InlineData(double.NaN, 1.6 - 1.32)]
    public void ScoreOf_EdgeIsStretched_SpeaksForAConversion(double holeStretch, double odds)
    {
        var parts = new ConversionParts(0.09, 0.07, 0.3, 0.02, 0, holeStretch, 0.15, 0.6, 0, 0);

        Assert.Equal(1 / (1 + Math.Exp(-odds)), ConversionScore.ScoreOf(parts)!.Value, 0.001);
    }

    /// <summary>Each tenth of mismatch adds 0.3 to log-odds of 1.15 − 2.2 × 0.6, up to half a unit; unknown is 0.15.
    /// </summary>
    [Theory]
    [InlineData(-1, 1.15 - 1.32)]
    [InlineData(0.2, 1.15 - 1.32 + 0.6)]
    [InlineData(2, 1.15 - 1.32 + 1.5)]
    [InlineData(double.NaN, 1.15 - 1.32 + 0.45)]
    public void ScoreOf_HiddenIsNoBackground_SpeaksForAConversion(double mismatch, double odds)
    {
        var parts = new ConversionParts(0.09, 0.07, 1, 0.02, 0, -1.1, mismatch, 0.6, 0, 0);

        Assert.Equal(1 / (1 + Math.Exp(-odds)), ConversionScore.ScoreOf(parts)!.Value, 0.001);
    }

    [Fact]
    public void Parts_SquareBeforeAWall_KnowHowItsEdgeIsStretched() =>
        Assert.InRange(Of(new SmallShot()).Parts!.HoleStretch, -1.1, -0.6);

    [Theory]
    [InlineData(480, true)]
    [InlineData(640, false)]
    public void Parts_ViewsNarrowerThanTheSurveys_AreNotAskedForStretchedEdges(int width, bool isUnasked)
    {
        using SurveyedPosition position = new SmallShot().Position();
        var measurement = new ShotMeasurement(new SurveyScaling(
            new PixelSize(width, 360), new PixelArea(0, 0, position.Pair.Size.Width, position.Pair.Size.Height), 1));

        measurement.Add(position);

        Assert.Equal(isUnasked, double.IsNaN(measurement.Conversion.Parts!.HoleStretch));
    }

    /// <summary>The same rise of disparity, folded and stretched.</summary>
    [Fact]
    public void Parts_DisparityRisesWithoutHidingAnything_IsARamp()
    {
        using SurveyedPosition folded = new SmallShot().Position();
        using SurveyedPosition stretched = new SmallShot().Position();
        SurveyedPair pair = stretched.Pair;
        (float[] left, float[] right) = Ramp(pair.Size.Width);
        for (int y = 0; y < pair.Size.Height; y++)
        {
            left.CopyTo(pair.LeftToRight.U.Row(y));
            right.CopyTo(pair.RightToLeft.U.Row(y));
        }

        SurveyedPosition ramp = new(
            new(new StereoFrame(0, pair.Left, pair.Right), pair.LeftToRight, pair.RightToLeft), null, null);
        ConversionScore native = new(), converted = new();
        native.Add(folded);
        converted.Add(ramp);

        Assert.InRange(native.Parts!.RampShare, 0, 0.1);
        Assert.InRange(converted.Parts!.RampShare, 0.9, 1);
        Assert.Equal(double.NaN, converted.Parts!.GrainExcess);
    }

    [Fact]
    public void Score_WithoutTexture_IsUnknown()
    {
        using SurveyedPosition position = Flat(new PixelSize(320, 180));
        var score = new ConversionScore();
        Assert.Null(score.Score);

        score.Add(position);

        Assert.Null(score.Score);
        Assert.Equal(double.NaN, score.Parts!.VerticalPx);
    }

    [Fact]
    public void Score_PictureOfEightPixels_IsUnknown()
    {
        using SurveyedPosition position = Flat(new PixelSize(8, 8));
        var score = new ConversionScore();

        score.Add(position);

        Assert.Null(score.Score);
    }

    [Fact]
    public void Score_FlowIsNotANumber_IsUnknown()
    {
        using SurveyedPosition good = new SmallShot().Position();
        SurveyedPair pair = good.Pair;
        pair.LeftToRight.U.Pixels.Fill(float.NaN);
        pair.RightToLeft.U.Pixels.Fill(float.NaN);
        SurveyedPosition bad = new(
            new(new StereoFrame(0, pair.Left, pair.Right), pair.LeftToRight, pair.RightToLeft), null, null);
        ConversionScore score = new();
        ShotViewOrder order = new();

        score.Add(bad);
        order.Add(bad);

        Assert.Null(score.Score);
        Assert.Equal(0.5, order.StatedProbability);
    }

    private static ConversionScore Of(SmallShot shot)
    {
        using SurveyedPosition position = shot.Position();
        var score = new ConversionScore();
        score.Add(position);
        return score;
    }

    private static SurveyedPosition Flat(PixelSize size)
    {
        var pair = new SurveyedPair(
            new StereoFrame(0, new Plane<Rgb24>(size.Width, size.Height), new Plane<Rgb24>(size.Width, size.Height)),
            new FlowField(size),
            new FlowField(size));
        var motion = new ViewMotion(
            new Plane<Rgb24>(size.Width, size.Height), new FlowField(size), new FlowField(size));
        return new SurveyedPosition(pair, motion, null);
    }

    // Disparity 0 left of column 100, 24 right of column 140: 0.6 px more a column of the left view.
    private static (float[] Left, float[] Right) Ramp(int width)
    {
        var left = new float[width];
        var right = new float[width];
        for (int x = 0; x < width; x++)
        {
            left[x] = -Math.Clamp((x - 100) * 0.6f, 0, 24);
            right[x] = Math.Clamp((x - 100) * 1.5f, 0, 24);
        }

        return (left, right);
    }
}
