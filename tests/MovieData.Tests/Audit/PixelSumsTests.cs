using MovieData.Audit.Evaluate;
using MovieData.Audit.Metrics;

namespace MovieData.Tests.Audit;

/// <summary>Sums in eight parts against sums of one pixel after another, at lengths that leave any rest.</summary>
public sealed class PixelSumsTests
{
    private const double RelativeTolerance = 1e-12;

    public static TheoryData<int> Lengths => [1, 2, 7, 8, 9, 15, 16, 17, 4099];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Mean_AnyLength_IsThatOfOneAfterAnother(int length)
    {
        (float[] p, _) = Pair(length);

        Equal(p.Sum(value => (double)value) / length, Pixels.Mean(p));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Deviations_AnyLength_AreThoseOfOneAfterAnother(int length)
    {
        (float[] p, float[] t) = Pair(length);

        (double squares, double products) = Pixels.Deviations(p, 1.5, t, -2.25);

        Equal(p.Sum(value => (value - 1.5) * (value - 1.5)), squares);
        Equal(p.Zip(t, (a, b) => (a - 1.5) * (b + 2.25)).Sum(), products);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Errors_AnyLength_AreThoseOfOneAfterAnother(int length)
    {
        (float[] p, float[] t) = Pair(length);
        var fit = new ScaleShift(0.75, -0.5);
        double[] errors = [.. p.Zip(t, (a, b) => Math.Abs((a * 0.75) - 0.5 - b))];

        (double squares, double sum, long bad1, long bad2) = SsiDisparity.Errors(fit, p, t);

        Equal(errors.Sum(error => error * error), squares);
        Equal(errors.Sum(), sum);
        Assert.Equal(errors.LongCount(error => error > 1), bad1);
        Assert.Equal(errors.LongCount(error => error > 2), bad2);
    }

    // All terms of a sum of squares are positive, those of the products mostly: no rest of a difference is compared.
    private static (float[] P, float[] T) Pair(int length)
    {
        var dice = new Random(length);
        float[] p = [.. Enumerable.Range(0, length).Select(_ => (float)(2 + (3 * dice.NextDouble())))];
        return (p, [.. p.Select(value => (float)((0.75 * value) - 0.5 + (6 * (dice.NextDouble() - 0.5))))]);
    }

    private static void Equal(double expected, double actual) =>
        Assert.InRange(actual, expected - (RelativeTolerance * Math.Abs(expected)),
            expected + (RelativeTolerance * Math.Abs(expected)));
}
