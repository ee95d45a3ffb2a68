using MovieData.Flow;
using MovieData.Inference;
using MovieData.Tests.Inference;

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
    [Theory]
    [InlineData(4, false)]
    [InlineData(8, true)]
    public void Run_MirroredSecondPictureFirst_IsNamed(int shift, bool positiveOnly) => Refused(
        "wrong direction: input.names", Mirrored(shift), fault: TinyFault.SecondFirst, positiveOnly: positiveOnly);

    [Fact]
    public void Run_PositiveOnlySecondPictureFirst_IsNamedWithWhatElseIsWrong() => Refused(
        "wrong direction: input.names or the stacked channels name the second picture first; exchange the two, then "
            + "wrong direction: the network knows positive disparities only; write direction: mirrored",
        Stereo,
        fault: TinyFault.SecondFirst,
        positiveOnly: true);

    /// <summary>The entry reads −(d + shift) − shift: the truth and twice the shift.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_MirroredWrongSign_IsNamed(bool positiveOnly) => Refused(
        "wrong sign: write output.sign: 1",
        Mirrored(12),
        Mirrored(12) with { Output = Stereo.Output with { Sign = -1 } },
        positiveOnly: positiveOnly);

    [Fact]
    public void Run_PositiveOnlySwappedWrongSign_IsNamedWithWhatElseIsWrong() => Refused(
        "wrong sign: write output.sign: -1, then wrong direction: the network knows positive disparities only",
        Stereo with { Output = Stereo.Output with { Sign = -1 } },
        Stereo,
        positiveOnly: true);

    [Theory]
    [InlineData(1, 4, 1, "4 times too large; write output.scale: 1")]
    [InlineData(4, 1, -1, "at 0.25 of their size; write output.scale: 4, and output.sign: -1")]
    public void Run_MirroredWrongScale_IsNamedWithTheRightOne(double right, double stated, int sign, string fault) =>
        Refused(
            "wrong scale: displacements come out",
            Mirrored(12) with { Output = Stereo.Output with { Scale = right, Sign = sign } },
            Mirrored(12) with { Output = Stereo.Output with { Scale = stated } },
            fault,
            positiveOnly: true);

    /// <summary>Values in px of an output half as large as the picture.</summary>
    [Fact]
    public void Run_HalfResolutionNotRescaled_IsNamed() => Refused(
        "at 0.5 of their size; write output.scale: 2",
        With(o => o with { Stride = 2, Scale = 2 }),
        With(o => o with { Stride = 2 }));

    [Theory]
    [InlineData(7, null, "shift_px 7 is too small")]
    [InlineData(12, 22.0, "output.max_px 22 leaves no room for 10 px in front of the screen with shift_px 12")]
    public void Run_RightAtTheEndOfWhatTheNetworkGives_IsNamed(int shift, double? most, string fault) => Refused(
        fault, Mirrored(shift) with { Output = Stereo.Output with { MaxPx = most } });

    [Fact]
    public void Run_ExportsOfEveryShape_Prove()
    {
        ModelOutput output = Stereo.Output;
        ModelOutput[] outputs =
        [
            output with { Layout = TensorLayout.Nhw, Iterations = 2 },
            output with { Channels = 2, Channel = 1, MaxPx = 40 },
        ];
        foreach (ModelOutput each in outputs)
        {
            using OnnxModel network = _tiny.Matcher(Mirrored(12) with { Output = each }, positiveOnly: true);
            Assert.InRange(FlowProof.Run(network, TestContext.Current.CancellationToken), 0.9, 1);
        }
    }

    /// <summary>The blocks are compared in all three colours alike.</summary>
    [Fact]
    public void ShareOfOtherColours_NetworkThatDoesNotMind_IsTheSame()
    {
        using OnnxModel network = _tiny.Matcher(TinyFlow.Plain);
        double share = FlowProof.Run(network, TestContext.Current.CancellationToken);
        Assert.Equal(share, FlowProof.ShareOfOtherColours(network, TestContext.Current.CancellationToken), 0.01);
    }

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
