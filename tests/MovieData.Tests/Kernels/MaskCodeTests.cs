using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class MaskCodeTests
{
    [Fact]
    public void ApplySky_EveryCode_BecomesSkyExceptBars()
    {
        byte[] mask = [0, 1, 2, 3, 4, 5, 0, 5];
        MaskCode.ApplySky([1, 255, 1, 1, 1, 1, 0, 0], mask);
        Assert.Equal([4, 4, 4, 4, 4, 5, 0, 5], mask);
    }

    [Fact]
    public void ApplySkyAndCounts_AnyLength_EqualTheScalarOnes()
    {
        var random = new Random(3);
        for (int length = 0; length <= 100; length++)
        {
            byte[] mask = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(6))];
            byte[] sky = [.. Enumerable.Range(0, length).Select(_ => (byte)(random.Next(2) * random.Next(256)))];
            byte[] scalar = [.. mask];

            MaskCode.ApplySky(sky, mask);
            MaskCode.ApplySkyScalar(sky, scalar, 0);

            Assert.Equal(scalar, mask);
            var counts = new int[MaskCode.Count];
            MaskCode.AddCounts(mask, counts);
            Assert.Equal(Enumerable.Range(0, 6).Select(code => mask.Count(m => m == code)), counts);
        }
    }

    [Fact]
    public void HalveRow_EveryLength_TakesTheLargestCodeOfFour()
    {
        byte[] half = new byte[3];
        MaskCode.HalveRow([0, 0, 1, 2, 0, 5, 9], [0, 0, 3, 0, 4, 0, 9], half);
        Assert.Equal([0, 3, 5], half);

        var random = new Random(4);
        for (int length = 0; length <= 70; length++)
        {
            byte[] top = [.. Enumerable.Range(0, 2 * length).Select(_ => (byte)random.Next(6))];
            byte[] bottom = [.. Enumerable.Range(0, 2 * length).Select(_ => (byte)random.Next(6))];
            (byte[] vector, byte[] scalar) = (new byte[length], new byte[length]);

            MaskCode.HalveRow(top, bottom, vector);
            MaskCode.HalveRowScalar(top, bottom, scalar, 0);

            Assert.Equal(scalar, vector);
        }

        Assert.Throws<ArgumentException>(() => MaskCode.HalveRow(new byte[5], new byte[6], new byte[3]));
    }

    [Fact]
    public void ApplySky_OtherLength_Throws() =>
        Assert.Throws<ArgumentException>(() => MaskCode.ApplySky(new byte[3], new byte[4]));
}
