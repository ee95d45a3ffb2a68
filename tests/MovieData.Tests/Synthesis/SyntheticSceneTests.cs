using System.Collections.Concurrent;
using MovieData.Imaging.Frames;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public class SyntheticSceneTests
{
    // 384 wide: the bars are 28 rows and the 5-px offset is one row exactly.
    internal static readonly SyntheticFilm Film = new(new SynthesisOptions { View = new(384, 216) });

    // Making textures is what costs: every shot is made once for all tests.
    private static readonly ConcurrentDictionary<string, Lazy<SyntheticScene>> Scenes = new();

    public static TheoryData<string> RelatedShots =>
        [.. Film.Shots.Where(s => s.Name is not ("unrelated" or "library")).Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(RelatedShots))]
    public void Truth_RightWarpedToLeft_ShowsTheLeftView(string name)
    {
        // Without grain what is left is interpolation and the soft edges of things.
        (SyntheticScene scene, int frame) = Quiet(name);
        using Plane<Rgb24> left = scene.Render(frame, View.Left), right = scene.Render(frame, View.Right);
        using SceneTruth truth = scene.Truth(frame);

        double atTruth = MeanDifference(left, right, truth, scene.VerticalOffsetPx, 0);
        double besideTruth = MeanDifference(left, right, truth, scene.VerticalOffsetPx, 1.5);

        Assert.InRange(atTruth, 0, 3.5);
        Assert.True(besideTruth > 1.8 * atTruth, $"{atTruth:F2} at the truth, {besideTruth:F2} beside it");
    }

    [Theory]
    [MemberData(nameof(RelatedShots))]
    public void Truth_ForwardAndBack_ComesBackWithinATwentiethOfAPixel(string name)
    {
        (SyntheticScene scene, int frame) = Quiet(name);
        using SceneTruth truth = scene.Truth(frame);
        int shift = (int)scene.VerticalOffsetPx, visible = 0, back = 0;
        foreach ((int x, int y) in Pixels(scene.View))
        {
            if (truth.Left.Visibility[x, y] != PixelTruth.Visible)
            {
                continue;
            }

            // Bilinear between right pixels, as the residual is measured; edges and hair-thin gaps cannot come back.
            double d = truth.Left.Disparity[x, y], target = x - d;
            int cell = Math.Clamp((int)Math.Floor(target), 0, scene.View.Width - 2);
            float a = truth.Right.Disparity[cell, y + shift], b = truth.Right.Disparity[cell + 1, y + shift];
            visible++;
            back += Math.Abs(a + ((b - a) * (target - cell)) - d) < 0.05 ? 1 : 0;
        }

        Assert.Equal(scene.VerticalOffsetPx, shift);
        Assert.True(visible > 0.8 * scene.View.Width * (scene.View.Height - (2 * scene.BarPx)));
        Assert.InRange((double)back / visible, 0.93, 1);
    }

    [Theory]
    [MemberData(nameof(RelatedShots))]
    public void Truth_VisiblePoint_IsTheSamePointInTheOtherView(string name)
    {
        (SyntheticScene scene, int frame) = Quiet(name);
        Layer[] layers = [.. scene.LayersAt(frame, View.Left).Where(l => l.Kind != LayerKind.Mark)];
        double worst = 0;
        int visible = 0, other = 0;
        for (int y = scene.BarPx; y < scene.View.Height - scene.BarPx; y += 3)
        {
            var row = new RowTruth(layers, scene.DesignRow(y), scene.Scale, scene.View.Width);
            for (int x = 0; x < scene.View.Width; x++)
            {
                int top = row.TopAt(x, View.Left);
                double d = row.Disparity(top, x, View.Left);
                if (row.Visibility(top, x, d, View.Left) == PixelTruth.Visible)
                {
                    // On the very border of a thing rounding may decide either way.
                    visible++;
                    other += row.TopAt(x - d, View.Right) == top ? 0 : 1;
                    worst = Math.Max(worst, Math.Abs(row.Disparity(top, x - d, View.Right) - d));
                }
            }
        }

        Assert.InRange(worst, 0, 1e-9);
        Assert.InRange(other, 0, 0.002 * visible);
    }

    [Theory]
    [MemberData(nameof(RelatedShots))]
    public void Layers_PaintedLater_AreNearer(string name)
    {
        (SyntheticScene scene, int frame) = Quiet(name);
        Layer[] layers = [.. scene.LayersAt(frame, View.Left).Where(l => l.Kind != LayerKind.Mark)];
        double worst = double.MaxValue;
        for (int y = scene.BarPx; y < scene.View.Height - scene.BarPx; y += 2)
        {
            var row = new RowTruth(layers, scene.DesignRow(y), scene.Scale, scene.View.Width);
            for (int x = 0; x < scene.View.Width; x += 3)
            {
                int top = row.TopAt(x, View.Left);
                for (int below = 0; below < top && !layers[top].Texture.Tiles; below++)
                {
                    if (row.IsCovered(below, x, View.Left))
                    {
                        worst = Math.Min(worst, row.Disparity(top, x, View.Left) - row.Disparity(below, x, View.Left));
                    }
                }
            }
        }

        // A ball's or a root's foot may lie a row below the floor's own line.
        Assert.True(worst > -0.3, $"something lies {-worst:F2} px behind what it covers");
    }

    [Fact]
    public void Truth_NearObject_IsFurtherLeftInTheRightView()
    {
        // The title floats before the screen: d > 0, so its left border is met at a smaller x in the right view.
        (SyntheticScene scene, int frame) = Quiet("title");
        using Plane<Rgb24> left = scene.Render(frame, View.Left), right = scene.Render(frame, View.Right);
        int row = FirstRowWithText(left);

        int shift = FirstBright(left.Row(row)) - FirstBright(right.Row(row));

        double expected = 15 * scene.Scale;
        Assert.InRange(shift, expected - 1.5, expected + 1.5);
    }

    [Fact]
    public void Truth_Sky_IsTheFarthestAndAtMostAQuarter()
    {
        (SyntheticScene scene, int frame) = Quiet("street");
        using SceneTruth truth = scene.Truth(frame);
        long sky = 0;
        float nearestSky = float.MinValue, farthestElse = float.MaxValue;
        foreach ((int x, int y) in Pixels(scene.View))
        {
            float d = truth.Left.Disparity[x, y];
            if (truth.Left.Sky[x, y] != 0)
            {
                sky++;
                nearestSky = Math.Max(nearestSky, d);
            }
            else if (!float.IsNaN(d))
            {
                farthestElse = Math.Min(farthestElse, d);
            }
        }

        double share = (double)sky / (scene.View.Width * (scene.View.Height - (2 * scene.BarPx)));
        Assert.InRange(share, 0.12, 0.25);
        Assert.True(nearestSky < farthestElse - 0.5);
    }

    [Theory]
    [InlineData("garden", 35, 70, true)]
    [InlineData("room", 20, 70, true)]
    [InlineData("street", 35, 70, true)]
    [InlineData("forest", 35, 70, true)]
    [InlineData("table", 35, 70, true)]
    [InlineData("posters", 3, 8.5, true)]
    public void Truth_DisparityRange_IsAsDesignedWithBothSigns(string name, double least, double most, bool bothSigns)
    {
        (SyntheticScene scene, int frame) = Quiet(name);
        using SceneTruth truth = scene.Truth(frame);
        float[] sorted =
        [
            .. Pixels(scene.View).Select(p => truth.Left.Disparity[p.X, p.Y]).Where(d => !float.IsNaN(d)).Order(),
        ];

        double low = sorted[sorted.Length / 100] / scene.Scale, high = sorted[sorted.Length * 99 / 100] / scene.Scale;

        Assert.InRange(high - low, least, most);
        Assert.Equal(bothSigns, low < 0 && high > 0);
    }

    [Fact]
    public void Truth_BarsAndUnrelatedViews_HaveNone()
    {
        (SyntheticScene scene, int frame) = Quiet("garden");
        using SceneTruth truth = scene.Truth(frame);
        using Plane<Rgb24> left = scene.Render(frame, View.Left);

        Assert.Equal(28, scene.BarPx);
        Assert.True(float.IsNaN(truth.Left.Disparity[7, 27]) && !float.IsNaN(truth.Left.Disparity[7, 28]));
        Assert.Equal(PixelTruth.Bar, truth.Right.Visibility[7, 188]);
        Assert.Equal(default, left[7, 27]);
        Assert.Throws<SynthesisException>(() => Film.Truth(Film.Shots.Single(s => s.Name == "unrelated").FirstFrame));
    }

    [Fact]
    public void Render_SameOptions_SamePixelsAndOtherSeedOtherPixels()
    {
        var again = new SyntheticFilm(Film.Options);
        var other = new SyntheticFilm(Film.Options with { Seed = 2 });
        int frame = Film.Shots[1].FirstFrame + 5;
        using Plane<Rgb24> one = Film.Render(frame, View.Right), two = again.Render(frame, View.Right);
        using Plane<Rgb24> three = other.Render(frame, View.Right), later = Film.Render(frame + 1, View.Right);

        Assert.True(one.Bytes.SequenceEqual(two.Bytes));
        Assert.False(one.Bytes.SequenceEqual(three.Bytes));
        Assert.False(one.Bytes.SequenceEqual(later.Bytes));
    }

    internal static IEnumerable<(int X, int Y)> Pixels(PixelSize size) =>
        Enumerable.Range(0, size.Height).SelectMany(y => Enumerable.Range(0, size.Width).Select(x => (x, y)));

    private static (SyntheticScene Scene, int Frame) Quiet(string name)
    {
        ShotDesign shot = Film.Shots.Single(s => s.Name == name);
        var scene = Scenes.GetOrAdd(
            name, _ => new Lazy<SyntheticScene>(() => Film.SceneOf(shot).WithGrain(0)));
        return (scene.Value, shot.Frames / 2);
    }

    private static double MeanDifference(
        Plane<Rgb24> left, Plane<Rgb24> right, SceneTruth truth, double shift, double error)
    {
        double sum = 0;
        long count = 0;
        foreach ((int x, int y) in Pixels(left.Size))
        {
            double u = x - truth.Left.Disparity[x, y] + error, v = y + shift;
            bool isInside = u >= 0 && u < left.Width - 1 && v < left.Height - 1;
            if (isInside && truth.Left.Visibility[x, y] == PixelTruth.Visible)
            {
                sum += Math.Abs(left[x, y].G - Green(right, u, v));
                count++;
            }
        }

        return sum / count;
    }

    private static double Green(Plane<Rgb24> picture, double x, double y)
    {
        int x0 = (int)x, y0 = (int)y;
        double fx = x - x0, fy = y - y0;
        double top = (picture[x0, y0].G * (1 - fx)) + (picture[x0 + 1, y0].G * fx);
        double bottom = (picture[x0, y0 + 1].G * (1 - fx)) + (picture[x0 + 1, y0 + 1].G * fx);
        return (top * (1 - fy)) + (bottom * fy);
    }

    private static int FirstRowWithText(Plane<Rgb24> picture) =>
        Enumerable.Range(0, picture.Height).First(y => FirstBright(picture.Row(y)) >= 0) + 3;

    private static int FirstBright(ReadOnlySpan<Rgb24> row)
    {
        for (int x = 0; x < row.Length; x++)
        {
            if (row[x].G > 110)
            {
                return x;
            }
        }

        return -1;
    }
}
