using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class ConsistencyTests
{
    private static readonly ResidualLimit TwoPx = new(2, 0);

    [Fact]
    public void Row_OppositeConstantFlows_IsValidInsideAndOutOfViewBeyond()
    {
        float[] u = Filled(20, 3);
        (byte[] mask, float[] residual) = Run(u, Filled(20, -3), View.Left, TwoPx);

        // Columns 17, 18, 19 point at 20, 21, 22; column 16 at the last one, 19.
        Assert.Equal([.. new byte[17], 3, 3, 3], mask);
        Assert.All(residual[..17], r => Assert.Equal(0, r));
        Assert.All(residual[17..], r => Assert.Equal(float.PositiveInfinity, r));
    }

    [Fact]
    public void Row_SlantedPlane_ResidualIsZeroByBilinearReading()
    {
        // Left x is seen at right t = 1.25 x + 0.5 (u = x/4 + 1/2), so u'(t) = x − t = −(t − 0.5)/5 − 0.5.
        float[] u = [.. Enumerable.Range(0, 30).Select(x => (x / 4f) + 0.5f)];
        float[] other = [.. Enumerable.Range(0, 30).Select(t => -((t - 0.5f) / 5) - 0.5f)];

        (byte[] mask, float[] residual) = Run(u, other, View.Left, new ResidualLimit(1e-5f, 0));

        for (int x = 0; x < 30; x++)
        {
            bool seen = (1.25 * x) + 0.5 <= 29;
            Assert.Equal(seen ? MaskCode.Valid : MaskCode.OutOfView, mask[x]);
            Assert.InRange(seen ? residual[x] : 0, 0, 2e-6f);
        }
    }

    [Theory]
    [InlineData(View.Left)]
    [InlineData(View.Right)]
    public void Row_NearBarOverFarWall_OccludesTheAnalyticColumns(View view)
    {
        // A bar of disparity 8 over a wall of disparity 0; bar: left columns 20…29, right columns 12…21. Seen from the
        // left, wall columns 12…19 are hidden by the bar in the right view; from the right, wall columns 22…29.
        float[] left = [.. Enumerable.Range(0, 48).Select(x => x is >= 20 and < 30 ? -8f : 0f)];
        float[] right = [.. Enumerable.Range(0, 48).Select(x => x is >= 12 and < 22 ? 8f : 0f)];

        (byte[] mask, _) = view == View.Left ? Run(left, right, view, TwoPx) : Run(right, left, view, TwoPx);

        int first = view == View.Left ? 12 : 22;
        for (int x = 0; x < 48; x++)
        {
            Assert.Equal(x >= first && x < first + 8 ? MaskCode.Occluded : MaskCode.Valid, mask[x]);
        }
    }

    [Fact]
    public void Row_FartherThingAtTheTarget_IsInconsistentNotOccluded()
    {
        // d = 4 at the left, 0 at the target: what stands there is farther, so nothing hides this pixel.
        (byte[] mask, float[] residual) = Run(Filled(16, -4), Filled(16, 0), View.Left, TwoPx);

        Assert.Equal(MaskCode.Inconsistent, mask[10]);
        Assert.Equal(4, residual[10]);
    }

    [Fact]
    public void Row_ResidualAtTheLimit_PassesOrFailsByTheFloatBelow()
    {
        float[] u = Filled(16, 0);
        float[] other = Filled(16, -2);

        Assert.Equal(MaskCode.Valid, Run(u, other, View.Left, TwoPx).Mask[8]);
        Assert.Equal(
            MaskCode.Inconsistent, Run(u, other, View.Left, new ResidualLimit(MathF.BitDecrement(2), 0)).Mask[8]);
    }

    [Fact]
    public void Row_RelativeLimit_GrowsWithBothDisplacements()
    {
        // 0.5 + 0.01 · (30 + 30.9) = 1.109 ≥ 0.9; with 10 px: 0.5 + 0.01 · 20.9 = 0.709 < 0.9 (VDW).
        ResidualLimit limit = new(0.5f, 0.01f);

        Assert.Equal(MaskCode.Valid, Run(Filled(64, 30), Filled(64, -30.9f), View.Left, limit).Mask[8]);
        Assert.Equal(MaskCode.Inconsistent, Run(Filled(64, 10), Filled(64, -10.9f), View.Left, limit).Mask[8]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Row_NotFiniteAnywhere_IsInconsistentWithoutResidual(float broken)
    {
        float[] u = Filled(24, 0);
        float[] v = Filled(24, 0);
        float[] other = Filled(24, 0);
        u[2] = broken;
        v[5] = broken;
        other[9] = broken;

        (byte[] mask, float[] residual) = Run(u, v, other, View.Left, TwoPx);

        // Pixels 8 and 9 read value 9 bilinearly (pixel 8 with weight 0, which does not make NaN a number).
        int[] expected = [2, 5, 8, 9];
        for (int x = 0; x < 24; x++)
        {
            Assert.Equal(expected.Contains(x) ? MaskCode.Inconsistent : MaskCode.Valid, mask[x]);
            Assert.Equal(expected.Contains(x) ? float.PositiveInfinity : 0, residual[x]);
        }
    }

    [Fact]
    public void Row_DisparityBeyondTheCode_IsInconsistent()
    {
        (byte[] mask, _) = Run(Filled(1200, 512), Filled(1200, -512), View.Left, TwoPx);

        Assert.Equal(MaskCode.Inconsistent, mask[0]);
        Assert.Equal(MaskCode.OutOfView, mask[1199]);
    }

    [Theory]
    [InlineData(View.Left)]
    [InlineData(View.Right)]
    public void Row_RandomFlowOfAnyWidth_EqualsItsScalarTwin(View view)
    {
        var random = new Random(7);
        for (int width = 1; width <= 67; width++)
        {
            float[] u = Wild(random, width);
            float[] v = Wild(random, width);
            float[] other = Wild(random, width);
            var scalarMask = new byte[width];
            var scalarResidual = new float[width];

            (byte[] mask, float[] residual) = Run(u, v, other, view, new ResidualLimit(2, 0.05f));
            Consistency.RowScalar(u, v, other, view, new ResidualLimit(2, 0.05f), scalarMask, scalarResidual, 0);

            Assert.Equal(scalarMask, mask);
            Bits.AssertEqual(scalarResidual, residual);
        }
    }

    [Fact]
    public void Row_DifferentLengths_Throws() => Assert.Throws<ArgumentException>(() => Consistency.Row(
        new float[8], new float[8], new float[7], View.Left, TwoPx, new byte[8], new float[8]));

    private static float[] Filled(int width, float value)
    {
        var row = new float[width];
        Array.Fill(row, value);
        return row;
    }

    private static float[] Wild(Random random, int width)
    {
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 600, -600, 3e38f];
        var row = new float[width];
        for (int x = 0; x < width; x++)
        {
            row[x] = random.Next(12) == 0
                ? special[random.Next(special.Length)]
                : (float)((random.NextDouble() - 0.5) * 12);
        }

        return row;
    }

    private static (byte[] Mask, float[] Residual) Run(float[] u, float[] other, View view, ResidualLimit limit) =>
        Run(u, new float[u.Length], other, view, limit);

    private static (byte[] Mask, float[] Residual) Run(
        float[] u, float[] v, float[] other, View view, ResidualLimit limit)
    {
        var mask = new byte[u.Length];
        var residual = new float[u.Length];
        Consistency.Row(u, v, other, view, limit, mask, residual);
        return (mask, residual);
    }
}
