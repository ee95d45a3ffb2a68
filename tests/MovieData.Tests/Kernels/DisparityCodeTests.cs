using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class DisparityCodeTests
{
    [Theory]
    [InlineData(0f, 32768)]
    [InlineData(1f, 32832)]
    [InlineData(-1.5f, 32672)]
    [InlineData(511.9f, 65530)]
    [InlineData(-511.9f, 6)]
    [InlineData(512f, 0)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Encode_OneDisparity_IsTheCodeOfTheContract(float disparity, int code) =>
        Assert.Equal(code, DisparityCode.Encode(disparity));

    [Fact]
    public void Decode_EveryCode_RoundTripsWithinHalfAStep()
    {
        Assert.True(float.IsNaN(DisparityCode.Decode(0)));
        // Codes 6 and 65530 are ±511.906 px: written for 511.9, but themselves beyond the limit.
        for (int code = 7; code <= 65529; code++)
        {
            Assert.Equal(code, DisparityCode.Encode(DisparityCode.Decode((ushort)code)));
        }

        for (float d = -511.8f; d < 511.8f; d += 0.37f)
        {
            Assert.InRange(DisparityCode.Decode(DisparityCode.Encode(d)) - d, -1 / 128f, 1 / 128f);
        }
    }

    [Fact]
    public void Encode_WithMask_CodesValidPixelsAndFillsSky()
    {
        var codes = new ushort[6];
        DisparityCode.Encode([1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5], 77, codes);
        Assert.Equal([32832, 0, 0, 0, 77, 0], codes);
    }

    [Fact]
    public void EncodeResidual_KnownResiduals_AreTenthsUpTo255()
    {
        var codes = new byte[10];
        DisparityCode.EncodeResidual(
            [0, 0.04f, 0.06f, 1, 1.96f, 25.4f, 25.5f, 100, float.PositiveInfinity, float.NaN], codes);
        Assert.Equal([0, 0, 1, 10, 20, 254, 255, 255, 255, 255], codes);
    }

    [Fact]
    public void Encode_AnyLength_EqualsItsScalarTwins()
    {
        var random = new Random(5);
        for (int length = 0; length < 60; length++)
        {
            float[] d = [.. Enumerable.Range(0, length).Select(i => i % 11 == 3
                ? float.NaN : i % 13 == 5 ? 513f : (float)((random.NextDouble() - 0.5) * 1020))];
            byte[] mask = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(6))];
            (var codes, var scalar) = (new ushort[length], new ushort[length]);
            (var bytes, var scalarBytes) = (new byte[length], new byte[length]);
            float[] residual = [.. d.Select(x => MathF.Abs(x) / 18)];

            DisparityCode.Encode(d, mask, 99, codes);
            DisparityCode.EncodeScalar(d, mask, 99, scalar, 0);
            DisparityCode.EncodeResidual(residual, bytes);
            DisparityCode.EncodeResidualScalar(residual, scalarBytes, 0);

            Assert.Equal(scalar, codes);
            Assert.Equal(scalarBytes, bytes);
        }
    }
}
