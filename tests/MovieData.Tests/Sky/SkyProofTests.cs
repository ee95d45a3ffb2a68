using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Sky;

namespace MovieData.Tests.Sky;

/// <summary><c>models check</c> of a sky entry: a right one proves, and of a wrong one the key is named.</summary>
public sealed class SkyProofTests : IDisposable
{
    private readonly TinySky _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("scores")]
    [InlineData("numbers")]
    [InlineData("logits")]
    [InlineData("probability")]
    [InlineData("fixed")]
    [InlineData("strided")]
    public void Run_RightEntry_ProvesAndKnowsItsColours(string form)
    {
        ModelEntry entry = form switch
        {
            "numbers" => TinySky.Numbers,
            "logits" => TinySky.Logits,
            "probability" => TinySky.Probability,
            "fixed" => TinySky.Scores with { Size = new ModelSize(1, new PixelSize(160, 120)) },
            "strided" => TinySky.Scores with
            {
                Size = new ModelSize(32, null),
                Output = TinySky.Scores.Output with { Stride = 4 },
            },
            _ => TinySky.Scores,
        };
        using OnnxModel network = _tiny.Load(entry);

        var proof = new SkyProof(network.Entry, TestContext.Current.CancellationToken);
        (double overlap, string colours) = proof.Run(network);

        Assert.InRange(overlap, 0.9, 1);
        Assert.Equal("rgb suits it better than bgr", colours);
    }

    [Fact]
    public void Run_EmbeddedModel_Proves()
    {
        ModelEntry entry = ModelCatalogue.Read(null).Find("sky-plain", ModelTask.Sky);
        using OnnxModel network = OnnxModel.Load(entry, new ModelPlace(OnnxDevice.Cpu, 1));

        Assert.InRange(new SkyProof(entry, TestContext.Current.CancellationToken).Run(network).Overlap, 0.8, 1);
    }

    /// <summary>Whichever form its output has: one channel, scores, class numbers.</summary>
    [Theory]
    [InlineData("scores")]
    [InlineData("numbers")]
    [InlineData("logits")]
    public void Run_BlueForRed_NamesInputColour(string form)
    {
        ModelEntry entry = form == "scores" ? TinySky.Scores : form == "numbers" ? TinySky.Numbers : TinySky.Logits;
        Refused("write input.colour: bgr", entry with { Input = entry.Input with { Colour = InputColour.Bgr } }, entry);
    }

    [Fact]
    public void Run_Inverted_NamesOutputSign() => Refused(
        "inverted: what it calls sky is the rest: write output.sign: -1", TinySky.Logits, null, SkyFault.Inverted);

    [Fact]
    public void Run_StatedInvertedAndIsNot_NamesOutputSign() => Refused(
        "write output.sign: 1",
        TinySky.Logits,
        TinySky.Logits with { Output = TinySky.Logits.Output with { Sign = -1 } });

    [Fact]
    public void Run_OtherClass_NamesTheRightOne() => Refused(
        "wrong class: write output.classes: [3]",
        TinySky.Scores,
        TinySky.Scores with { Output = TinySky.Scores.Output with { Classes = [2] } });

    [Fact]
    public void Run_OtherClassNumber_NamesTheRightOne() => Refused(
        "wrong class: write output.classes: [3]",
        TinySky.Numbers,
        TinySky.Numbers with { Output = TinySky.Numbers.Output with { Classes = [10] } });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_UpsideDown_SaysThatRowsCountFromTheBottom(bool scores) => Refused(
        "upside down: the rows of logits (output.name) count from the bottom",
        scores ? TinySky.Scores : TinySky.Logits,
        null,
        SkyFault.UpsideDown);

    [Fact]
    public void Run_Mirrored_SaysThatColumnsCountFromTheRight() => Refused(
        "mirrored: the columns of logits (output.name) count from the right", TinySky.Numbers, null, SkyFault.Mirrored);

    [Fact]
    public void Run_SigmoidOfProbabilities_NamesTheActivation() => Refused(
        "write output.activation: none", TinySky.Probability, TinySky.Logits);

    [Fact]
    public void Run_ThresholdBeyondItsValues_NamesOne() => Refused(
        "write output.threshold: 0.5",
        TinySky.Probability,
        TinySky.Probability with { Output = TinySky.Probability.Output with { Threshold = 127 } });

    [Fact]
    public void Run_LevelsFedAsShares_NamesTheRange() => Refused(
        "write input.scale: 1",
        TinySky.Scores,
        TinySky.Scores with { Input = TinySky.Scores.Input with { Scale = 1 / 255.0 } });

    [Fact]
    public void Run_NhwcFedAsNchw_NamesTheLayout()
    {
        ModelEntry entry = TinySky.Scores with { Input = TinySky.Scores.Input with { Layout = TensorLayout.Nhwc } };
        using OnnxModel network = _tiny.Load(TinySky.Scores, TinySky.Bytes(entry, free: true));
        Refused("write input.layout: nhwc", network);
    }

    [Fact]
    public void Load_ResultInNhwcReadAsNchw_NamesTheLayout()
    {
        ModelEntry entry = TinySky.Scores with { Output = TinySky.Scores.Output with { Layout = TensorLayout.Nhwc } };
        ModelException error = Assert.Throws<ModelException>(
            () => _tiny.Load(TinySky.Scores, TinySky.Bytes(entry, free: true)));
        Assert.Contains("write output.layout: nhwc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherNumberOfClasses_NamesTheChannels()
    {
        ModelEntry stated = TinySky.Scores with { Output = TinySky.Scores.Output with { Channels = 150 } };
        ModelException error = Assert.Throws<ModelException>(
            () => _tiny.Load(stated, TinySky.Bytes(TinySky.Scores, free: true)));
        Assert.Contains("write output.channels: 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SameEverywhere_SaysThatItDoesNotFollowThePicture() => Refused(
        "the mask does not follow the picture (0.0 % of its sky and 0.0 % of the rest are called sky)",
        TinySky.Logits,
        null,
        SkyFault.Constant);

    [Fact]
    public void Load_ClassNumbersStatedAsFloats_NamesTypeAndClasses()
    {
        ModelEntry stated = TinySky.Logits with
        {
            Output = TinySky.Logits.Output with { Layout = TensorLayout.Nhw },
        };
        ModelException error = Assert.Throws<ModelException>(() => _tiny.Load(TinySky.Numbers, stated: stated));
        Assert.Contains("write output.type: int64 and output.classes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scores", "write output.layout: nchw or nhwc, and for class scores output.classes and output.channels")]
    [InlineData("nhw", "write output.layout: nhw (or hw)")]
    public void Load_OtherRank_SaysWhatToState(string form, string advice)
    {
        ModelEntry flat = TinySky.Logits with { Output = TinySky.Logits.Output with { Layout = TensorLayout.Nhw } };
        (ModelEntry entry, ModelEntry stated) = form == "nhw" ? (flat, TinySky.Logits) : (TinySky.Scores, flat);

        ModelException error = Assert.Throws<ModelException>(() => _tiny.Load(entry, stated: stated));

        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    private void Refused(
        string fault, ModelEntry entry, ModelEntry? stated = null, SkyFault with = SkyFault.None)
    {
        using OnnxModel network = _tiny.Load(entry, with, stated);
        Refused(fault, network);
    }

    private static void Refused(string fault, OnnxModel network)
    {
        string message = Assert.Throws<ModelException>(
            () => new SkyProof(network.Entry, TestContext.Current.CancellationToken).Run(network)).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
