using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public class SyntheticScenesTests
{
    private const int Count = 40;

    private static readonly SyntheticScenes Scenes = new(3, new PixelSize(320, 180));

    [Fact]
    public void Scenes_Many_HoldBothOrdersBothSignsAndEveryKind()
    {
        OrderedScene[] scenes = [.. Enumerable.Range(0, Count).Select(i => Scenes[i])];

        Assert.InRange(scenes.Count(s => s.Order == ViewOrder.LeftFirst), Count / 4, Count * 3 / 4);
        Assert.Equal(Count / 2, scenes.Count(s => !s.HasGround && !s.HasSky));
        Assert.Equal(Count / 4, scenes.Count(s => s.HasSky));
        (float Low, float High)[] ranges = [.. scenes.Select(Range)];
        Assert.Contains(ranges, r => r.Low > 0);
        Assert.Contains(ranges, r => r.High < 0);
        Assert.Contains(ranges, r => r.Low < -1 && r.High > 1);
        Assert.True(ranges.Max(r => r.High - r.Low) > 2 * ranges.Min(r => r.High - r.Low));
        Assert.All(ranges, r => Assert.True(r.High - r.Low > 1, $"{r}"));
    }

    [Fact]
    public void Truth_NearThings_HideWhatIsLeftOfThemInTheLeftView()
    {
        // The cue view order is found by: a hidden pixel's nearer neighbour lies to its right in the left view.
        for (int i = 0; i < 8; i++)
        {
            using SceneTruth truth = Scenes[i].Scene.Truth(5);

            // Not all of them: a thin thing hides a strip that does not touch it.
            Assert.InRange(NearerOnTheRight(truth.Left), 0.8, 1);
            Assert.InRange(NearerOnTheRight(truth.Right), 0, 0.2);
        }
    }

    [Fact]
    public void Render_ViewOrder_DecidesWhichViewIsFirst()
    {
        foreach (ViewOrder order in new[] { ViewOrder.LeftFirst, ViewOrder.RightFirst })
        {
            OrderedScene scene = Enumerable.Range(0, Count).Select(i => Scenes[i]).First(s => s.Order == order);
            (Plane<Rgb24> first, Plane<Rgb24> second) = scene.Render(2);
            using (first)
            using (second)
            using (Plane<Rgb24> left = scene.Scene.Render(2, View.Left))
            {
                Assert.True(left.Bytes.SequenceEqual(order == ViewOrder.LeftFirst ? first.Bytes : second.Bytes));
                Assert.False(first.Bytes.SequenceEqual(second.Bytes));
            }
        }
    }

    [Fact]
    public void Scene_SameSeedAndIndex_SamePixels()
    {
        using Plane<Rgb24> one = Scenes[7].Scene.Render(3, View.Left);
        using Plane<Rgb24> two = new SyntheticScenes(3, new PixelSize(320, 180))[7].Scene.Render(3, View.Left);
        using Plane<Rgb24> other = Scenes[8].Scene.Render(3, View.Left);

        Assert.True(one.Bytes.SequenceEqual(two.Bytes));
        Assert.False(one.Bytes.SequenceEqual(other.Bytes));
    }

    [Fact]
    public void Scene_WiderThanTheLimit_Throws() =>
        Assert.Throws<SynthesisException>(() => new SyntheticScenes(3, new PixelSize(1920, 1080))[0]);

    private static (float Low, float High) Range(OrderedScene scene)
    {
        using SceneTruth truth = scene.Scene.Truth(0);
        float low = float.MaxValue, high = float.MinValue;
        foreach (float d in truth.Left.Disparity.Pixels)
        {
            low = Math.Min(low, d);
            high = Math.Max(high, d);
        }

        return (low, high);
    }

    // Of the hidden runs with a much nearer neighbour on exactly one side: the share that has it on the right.
    private static double NearerOnTheRight(ViewTruth truth)
    {
        int right = 0, left = 0, width = truth.Disparity.Width;
        for (int y = 0; y < truth.Disparity.Height; y++)
        {
            for (int first = 1, end; first < width - 1; first = end + 1)
            {
                end = first;
                while (end < width - 1 && truth.Visibility[end, y] == PixelTruth.Occluded)
                {
                    end++;
                }

                bool hasRight = end > first && truth.Disparity[end, y] - truth.Disparity[end - 1, y] > 1;
                bool hasLeft = end > first && truth.Disparity[first - 1, y] - truth.Disparity[first, y] > 1;
                right += hasRight && !hasLeft ? 1 : 0;
                left += hasLeft && !hasRight ? 1 : 0;
            }
        }

        Assert.True(right + left > 20, $"{right} + {left}");
        return (double)right / (right + left);
    }
}
