using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.Inference;

namespace MovieData.Tests.Flow;

/// <summary>Flow in two places held against one another: values by arithmetic, and what must be refused.</summary>
public class FlowAgreementTests
{
    private static readonly PixelSize Size = new(10, 4);

    [Fact]
    public void Of_FewPixelsOff_GivesMeanShareAndMost()
    {
        using var one = new FlowField(Size);
        using var other = new FlowField(Size);
        (other.U[3, 1], other.V[3, 1]) = (3, -4);      // 5 px
        other.U[9, 3] = 0.04f;                         // near enough
        other.V[0, 0] = 0.06f;                         // not any more

        var found = FlowAgreement.Of([(one, other), (one, one)]);

        Assert.Equal((5 + 0.04 + 0.06) / 80, found.EpePx, 6);
        Assert.Equal(78 / 80.0, found.ShareNear, 6);
        Assert.Equal(5, found.MostPx, 6);
        Assert.False(found.IsGood);      // 0.064 px
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0.05, 0.95, true)]
    [InlineData(0.051, 0.95, false)]
    [InlineData(0.05, 0.949, false)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(0, double.NaN, false)]
    public void IsGood_AtItsLimits_HoldsThem(double epePx, double share, bool isGood) =>
        Assert.Equal(isGood, new FlowAgreement(epePx, share, MostPx: 0).IsGood);

    /// <summary>What a device that computes garbage gives: another network's flow, a constant, half of it.</summary>
    [Fact]
    public void Measure_OtherNetworks_AreRefusedAndTheSameIsNot()
    {
        using var tiny = new TinyFlow();
        var size = new PixelSize(224, 160);
        using OnnxModel right = tiny.Matcher(TinyFlow.Plain);
        using OnnxModel same = tiny.Matcher(TinyFlow.Plain);
        using OnnxModel constant = tiny.Matcher(TinyFlow.Plain, TinyFault.Constant);
        using OnnxModel negated = tiny.Matcher(
            TinyFlow.Plain with { Output = TinyFlow.Plain.Output with { Sign = -1 } }, stated: TinyFlow.Plain);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        Assert.Equal(new FlowAgreement(0, 1, 0), FlowAgreement.Measure(right, same, size, cancel));
        Assert.False(FlowAgreement.Measure(constant, right, size, cancel).IsGood);
        Assert.False(FlowAgreement.Measure(negated, right, size, cancel).IsGood);
    }
}
