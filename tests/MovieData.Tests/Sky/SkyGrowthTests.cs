using MovieData.Imaging.Frames;
using MovieData.Sky;

namespace MovieData.Tests.Sky;

/// <summary>Sky that a second opinion brings to its borders: drawn masks, <c>#</c> = sky.</summary>
public sealed class SkyGrowthTests
{
    [Theory]
    [InlineData("half of a region is sky: all of it", "##..|....", "####|....", 0.5, "####|....")]
    [InlineData("too little of it is", "##..|....", "####|....", 0.51, "##..|....")]
    [InlineData("nothing of it is", "....|...#", "##..|##..", 0.01, "....|...#")]
    [InlineData("sky that it does not see stays", "##..|...#", "###.|....", 0.3, "###.|...#")]
    [InlineData("regions decide one by one", "##.....#|........", "###.####|###.####", 0.3, "###....#|###.....")]
    [InlineData("corners do not join", "##..|....", "##..|..##", 0.3, "##..|....")]
    [InlineData("it sees nothing", "##..|....", "....|....", 0.3, "##..|....")]
    [InlineData("it sees sky everywhere", "##..|####", "####|####", 0.7, "####|####")]
    public void Grow_DrawnMasks_JoinsWholeRegions(string what, string sky, string wider, double shareMin, string grown)
    {
        using Plane<byte> mask = Drawn(sky);
        using Plane<byte> second = Drawn(wider);
        using var growth = new SkyGrowth(shareMin, mask.Size);

        growth.Grow(mask, second);

        Assert.True(Text(mask) == grown, $"{what}: {Text(mask)}");
        mask.Pixels.Clear();
        growth.Grow(mask, second);
        Assert.DoesNotContain('#', Text(mask));
    }

    private static Plane<byte> Drawn(string rows)
    {
        string[] lines = rows.Split('|');
        var plane = new Plane<byte>(lines[0].Length, lines.Length);
        for (int y = 0; y < plane.Height; y++)
        {
            for (int x = 0; x < plane.Width; x++)
            {
                plane[x, y] = lines[y][x] == '#' ? (byte)1 : (byte)0;
            }
        }

        return plane;
    }

    private static string Text(Plane<byte> plane) => string.Join(
        '|',
        Enumerable.Range(0, plane.Height)
            .Select(y => string.Concat(plane.Row(y).ToArray().Select(value => value == 1 ? '#' : '.'))));
}
