using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

public sealed class HalfOccludedRunTests
{
    /// <summary>Runs of 3 and more, cut at the border's columns; rows at the border are left out. '#' is occluded.
    /// </summary>
    [Theory]
    [InlineData("............", -1, "")]
    [InlineData("..###...##..", -1, "1:3")]
    [InlineData("..###...##..", 1, "5:3")]
    [InlineData("####....####", -1, "0:3 7:3")]
    [InlineData("####....####", 1, "4:3 11:3")]
    [InlineData(".###.####.#.", 1, "4:3 9:4")]
    [InlineData("############", -1, "0:10")]
    public void Of_RowOfAMask_FindsBorderAndLength(string row, int outwards, string expected)
    {
        using var mask = new Plane<byte>(row.Length, 3);
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < row.Length; x++)
            {
                mask[x, y] = row[x] == '#' ? MaskCode.Occluded : MaskCode.Inconsistent;
            }
        }

        HalfOccludedRun[] runs = [.. HalfOccludedRun.Of(mask, outwards)];

        Assert.Equal(expected, string.Join(' ', runs.Select(run => $"{run.Border}:{run.Length}")));
        Assert.All(runs, run => Assert.Equal((1, outwards), (run.Y, run.Outwards)));
    }

    [Theory]
    [InlineData(4, 1, 4, true)]
    [InlineData(4, 1, 5, false)]
    [InlineData(4, -1, 4, true)]
    [InlineData(4, -1, 5, false)]
    [InlineData(0, -1, 1, false)]
    public void GoesOn_WidthOfNine_EndsBeforeTheOutermostColumn(int border, int outwards, int pixels, bool goesOn) =>
        Assert.Equal(goesOn, new HalfOccludedRun(1, border, outwards, 3).GoesOn(pixels, 9));
}
