using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class TilingTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(-3, false)]
    [InlineData(7, false)]
    [InlineData(40, false)]
    [InlineData(9, true)]
    [InlineData(2, true)]
    [InlineData(15, true)]
    [InlineData(-20, true)]
    public void CutRow_AnyStart_ReadsTheRowOrRepeatsItsBorder(int start, bool backwards)
    {
        Rgb24[] row = [.. Enumerable.Range(0, 10).Select(i => new Rgb24((byte)i, 0, 0))];
        var cut = new Rgb24[6];
        Tiling.CutRow(row, start, backwards, cut);
        for (int i = 0; i < cut.Length; i++)
        {
            Assert.Equal(Math.Clamp(backwards ? start - i : start + i, 0, 9), cut[i].R);
        }
    }

    [Fact]
    public void AddRow_AnyLength_EqualsItsScalarTwin()
    {
        for (int length = 1; length < 40; length++)
        {
            var random = new Random(length);
            float[] values = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 50)];
            float[] weights = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];
            values[length / 2] = float.NaN;
            float[] vector = [.. Enumerable.Range(0, length).Select(i => (float)i)];
            float[] scalar = [.. vector];

            Tiling.AddRow(values, weights, 0.3f, vector, vector: true);
            Tiling.AddRow(values, weights, 0.3f, scalar, vector: false);

            Bits.AssertEqual(scalar, vector);
            Assert.True(float.IsNaN(vector[length / 2]));
            if (length > 1)
            {
                Assert.Equal(values[0] * weights[0] * 0.3, vector[0], 1e-4);
            }
        }
    }
}
