using MovieData.Flow;
using MovieData.Models;
using MovieData.Tests.Models;

namespace MovieData.Tests.Flow;

/// <summary>
/// Block matchers of every shape a catalogue can state prove their entries; entries that are wrong are told what is.
/// </summary>
public sealed class FlowProofTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    private static ModelEntry Stereo => TinyFlow.Plain with
    {
        Output = TinyFlow.Plain.Output with { Disparity = true },
    };

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Run_EntryThatFits_Proves()
    {
        using OnnxModel network = _tiny.Matcher(TinyFlow.Plain);
        Assert.InRange(FlowProof.Run(network, TestContext.Current.CancellationToken), 0.95, 1);
    }

    [Fact]
    public void Run_BothDirectionsAtOnce_Proves()
    {
        using OnnxModel network = _tiny.Matcher(TinyFlow.Plain with { Direction = FlowDirection.Both });
        Assert.InRange(FlowProof.Run(network, TestContext.Current.CancellationToken), 0.95, 1);
    }

    [Fact]
    public void Run_BothDirectionsAtOnceSecondPictureFirst_IsNamed() => Refused(
        "wrong direction: input.names",
        TinyFlow.Plain with { Direction = FlowDirection.Both },
        fault: TinyFault.SecondFirst);

    [Fact]
    public void Run_WrongSign_IsNamed() => Refused(
        "wrong sign: write output.sign: -1", With(o => o with { Sign = -1 }), TinyFlow.Plain);

    [Theory]
    [InlineData(0.25, 1, "4 times too large; write output.scale: 0.25")]
    [InlineData(20, 20, "write output.scale: 20, and output.sign: -1")]
    public void Run_WrongScale_IsNamedWithTheRightOne(double scale, double sign, string fault) => Refused(
        "wrong scale: displacements come out",
        With(o => o with { Scale = scale, Sign = sign == 1 ? 1 : -1 }),
        TinyFlow.Plain,
        fault);

    [Fact]
    public void Run_VerticalFirst_IsNamed() =>
        Refused("wrong channel order: u and v", TinyFlow.Plain, fault: TinyFault.Exchanged);

    [Fact]
    public void Run_VerticalUpwards_IsNamed() =>
        Refused("wrong sign of v", TinyFlow.Plain, fault: TinyFault.VerticalNegated);

    [Fact]
    public void Run_SecondPictureFirst_IsToldFromAWrongSign() =>
        Refused("wrong direction: input.names", TinyFlow.Plain, fault: TinyFault.SecondFirst);

    [Fact]
    public void Run_SecondPictureFirstAndNegated_IsToldFromARightEntry() => Refused(
        "wrong direction and sign",
        With(o => o with { Sign = -1 }),
        TinyFlow.Plain,
        fault: TinyFault.SecondFirst);

    [Fact]
    public void Run_RealNetworkExchangedAndNegated_IsToldFromARightEntry()
    {
        ModelEntry right = ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow);
        ModelEntry wrong = right with
        {
            Input = right.Input with { Names = [.. right.Input.Names.Reverse()] },
            Output = right.Output with { Sign = -right.Output.Sign },
        };
        using OnnxModel network = OnnxModel.Load(wrong, ModelPlace.Cpu);

        ModelException fault = Assert.Throws<ModelException>(
            () => FlowProof.Run(network, TestContext.Current.CancellationToken));

        Assert.Contains("wrong direction and sign", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ConstantFlow_DoesNotFollowThePictures() =>
        Refused("does not follow the pictures", TinyFlow.Plain, fault: TinyFault.Constant);

    [Fact]
    public void Run_PositiveOnlySwapped_AsksForTheMirror() => Refused(
        "write direction: mirrored", Stereo, positiveOnly: true);

    [Fact]
    public void Run_PositiveOnlyMirrored_Proves()
    {
        using OnnxModel network = _tiny.Matcher(Mirrored(8), positiveOnly: true);
        Assert.InRange(FlowProof.Run(network, TestContext.Current.CancellationToken), 0.93, 1);
    }

    [Fact]
    public void Run_MirroredWithTooSmallAShift_IsNamed() =>
        Refused("shift_px 2 is too small", Mirrored(2), positiveOnly: true);

    /// <summary>Its shift then adds up: the background alone looks as if it were scaled.</summary>
    [Fact]
    public void Run_MirroredSecondPictureFirst_IsNotTakenForAScale() =>
        Refused("does not follow the pictures", Mirrored(8), fault: TinyFault.SecondFirst);

    [Fact]
    public void Run_NotANumber_IsNamed() =>
        Refused("NaN or infinite", TinyFlow.Plain, fault: TinyFault.NotANumber);

    private static ModelEntry Mirrored(int shift) =>
        Stereo with { Direction = FlowDirection.Mirrored, ShiftPx = shift };

    private static ModelEntry With(Func<ModelOutput, ModelOutput> change) =>
        TinyFlow.Plain with { Output = change(TinyFlow.Plain.Output) };

    // The network is what "network" says; the catalogue states another entry for it.
    private void Refused(
        string message,
        ModelEntry network,
        ModelEntry? stated = null,
        string message2 = "",
        TinyFault fault = TinyFault.None,
        bool positiveOnly = false)
    {
        using OnnxModel model = _tiny.Matcher(network, fault, positiveOnly, stated);
        var error = Assert.Throws<ModelException>(
            () => FlowProof.Run(model, TestContext.Current.CancellationToken));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(message2, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
