using MovieData.Imaging.Frames;
using MovieData.Plan;
using MovieData.Synthesis;

namespace MovieData.Tests.Survey;

/// <summary>
/// Distortions put into the right view of a rendered scene are read back within 5 %: rotation, zoom and offset as of a
/// view 1920 wide, here at a third of the size.
/// </summary>
[Slow]
public sealed class ShotMeasurementTests
{
    private const double Share = 0.05;
    private static readonly SyntheticScenes Scenes = new(4711, SurveyedClips.View);

    [Fact]
    public void Figures_LevelViews_HaveNothingToSay()
    {
        ShotFigures figures = FiguresOf((_, right) => right);

        Assert.InRange(figures.RotationDegrees!.Value, -0.03, 0.03);
        Assert.InRange(figures.ZoomPercent!.Value, -0.1, 0.1);
        Assert.InRange(figures.VerticalPermille!.Value, -0.3, 0.3);
        Assert.All(
            (double?[])[figures.GainRed, figures.GainGreen, figures.GainBlue],
            gain => Assert.InRange(gain!.Value, 0.99, 1.01));
        Assert.InRange(figures.BlurPx!.Value, -0.25, 0.25);
        Assert.Null(figures.TimeShiftFrames);
        Assert.Null(figures.DepthJumpPercent);
        Assert.Null(figures.DuplicateBits);
        Assert.Equal((0, 0), (figures.StripeLeftPx, figures.StripeRightPx));
    }

    [Theory]
    [InlineData(0.5, 0, 0)]
    [InlineData(-0.5, 0, 0)]
    [InlineData(0, 1.8, 0)]
    [InlineData(0, -1.8, 0)]
    [InlineData(0, 0, 5.3)]
    [InlineData(0, 0, -5.3)]
    [InlineData(0.5, 1.8, 5.3)]
    public void Figures_TurnedEnlargedAndMovedView_AreReadBack(double degrees, double percent, double px)
    {
        double permille = px / 1080 * 1000;

        ShotFigures figures = FiguresOf((_, right) => Moved(
            right, degrees * Math.PI / 180, 1 + (percent / 100), px / 3));

        Assert.Equal(degrees, figures.RotationDegrees!.Value, Math.Max(Share * Math.Abs(degrees), 0.03));
        Assert.Equal(percent, figures.ZoomPercent!.Value, Math.Max(Share * Math.Abs(percent), 0.1));
        Assert.Equal(permille, figures.VerticalPermille!.Value, Math.Max(Share * Math.Abs(permille), 0.3));
    }

    [Fact]
    public void Figures_OtherGains_AreReadBack()
    {
        ShotFigures figures = FiguresOf((_, right) => Each(right, pixel => new Rgb24(
            Level(pixel.R * 0.8), Level(pixel.G * 1.1), Level(pixel.B * 0.95))));

        Assert.Equal(0.8, figures.GainRed!.Value, 0.01);
        Assert.Equal(1.1, figures.GainGreen!.Value, 0.005);
        Assert.Equal(0.95, figures.GainBlue!.Value, 0.0025);
    }

    [Theory]
    [InlineData(0.8, false)]
    [InlineData(1.5, false)]
    [InlineData(1.5, true)]
    public void Figures_BlurredView_IsReadBack(double deviation, bool isLeft)
    {
        ShotFigures figures = FiguresOf(
            (view, picture) => view == View.Left == isLeft ? Blurred(picture, deviation) : picture, both: true);

        Assert.Equal(isLeft ? -deviation : deviation, figures.BlurPx!.Value, Share * deviation);
    }

    private static ShotFigures FiguresOf(Func<View, Plane<Rgb24>, Plane<Rgb24>> distort, bool both = false)
    {
        SyntheticScene scene = Scenes[1].Scene;
        StereoFrame Frame(int number) => new(
            number,
            both ? distort(View.Left, scene.Render(number, View.Left)) : scene.Render(number, View.Left),
            distort(View.Right, scene.Render(number, View.Right)));
        return SurveyedClips.Figures((Frame(3), null), (Frame(30), null));
    }

    // Turned clockwise about its middle, enlarged and moved down, bilinear.
    private static Plane<Rgb24> Moved(Plane<Rgb24> picture, double angle, double scale, double down)
    {
        (int width, int height) = picture.Size;
        var moved = new Plane<Rgb24>(width, height);
        (double middleX, double middleY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (double alongX, double alongY) = ((x - middleX) / scale, (y - middleY - down) / scale);
                moved[x, y] = At(
                    picture,
                    middleX + (Math.Cos(angle) * alongX) + (Math.Sin(angle) * alongY),
                    middleY - (Math.Sin(angle) * alongX) + (Math.Cos(angle) * alongY));
            }
        }

        picture.Dispose();
        return moved;
    }

    private static Rgb24 At(Plane<Rgb24> picture, double x, double y)
    {
        (x, y) = (Math.Clamp(x, 0, picture.Width - 1.001), Math.Clamp(y, 0, picture.Height - 1.001));
        (int left, int top) = ((int)x, (int)y);
        Rgb24 a = picture[left, top], b = picture[left + 1, top], c = picture[left, top + 1],
            d = picture[left + 1, top + 1];
        byte Mix(byte one, byte two, byte three, byte four) => Level(
            ((one + ((two - one) * (x - left))) * (1 - (y - top)))
            + ((three + ((four - three) * (x - left))) * (y - top)));
        return new Rgb24(Mix(a.R, b.R, c.R, d.R), Mix(a.G, b.G, c.G, d.G), Mix(a.B, b.B, c.B, d.B));
    }

    private static Plane<Rgb24> Blurred(Plane<Rgb24> picture, double deviation)
    {
        int radius = (int)Math.Ceiling(4 * deviation);
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1)
            .Select(i => Math.Exp(-i * i / (2 * deviation * deviation)))];
        double sum = weights.Sum();
        Plane<Rgb24> across = Filtered(picture, (x, y, i) => picture[Math.Clamp(x + i, 0, picture.Width - 1), y]);
        return Filtered(across, (x, y, i) => across[x, Math.Clamp(y + i, 0, picture.Height - 1)]);

        Plane<Rgb24> Filtered(Plane<Rgb24> source, Func<int, int, int, Rgb24> at)
        {
            var result = new Plane<Rgb24>(source.Width, source.Height);
            for (int pixel = 0; pixel < source.Size.Area; pixel++)
            {
                (double r, double g, double b) = (0, 0, 0);
                for (int i = -radius; i <= radius; i++)
                {
                    Rgb24 value = at(pixel % source.Width, pixel / source.Width, i);
                    double weight = weights[i + radius] / sum;
                    (r, g, b) = (r + (weight * value.R), g + (weight * value.G), b + (weight * value.B));
                }

                result.Pixels[pixel] = new Rgb24(Level(r), Level(g), Level(b));
            }

            return result;
        }
    }

    private static Plane<Rgb24> Each(Plane<Rgb24> picture, Func<Rgb24, Rgb24> change)
    {
        foreach (ref Rgb24 pixel in picture.Pixels)
        {
            pixel = change(pixel);
        }

        return picture;
    }

    private static byte Level(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
