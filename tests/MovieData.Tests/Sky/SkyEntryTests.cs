using MovieData.Inference;
using MovieData.Yaml;

namespace MovieData.Tests.Sky;

/// <summary>What a sky entry may say of its output; everything else is refused by name, with file and line.</summary>
public sealed class SkyEntryTests : IDisposable
{
    private static readonly string Digest = new('0', 64);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("classes: [3]", "classes: [5]", "output.classes holds 5, but output.channels is 5")]
    [InlineData("classes: [3]", "classes: [-1]", "output.classes is -1")]
    [InlineData("classes: [3]", "classes: []", "output.classes must name at least one class, each once")]
    [InlineData("classes: [3]", "classes: [3, 3]", "output.classes must name at least one class, each once")]
    [InlineData("classes: [3]", "classes: 3", "output.classes must be a list")]
    [InlineData("classes: [3], ", "", "missing key models.tiny.output.threshold")]
    [InlineData("channels: 5", "channels: 1", "output.channels is 1")]
    [InlineData("channels: 5", "channels: 5, threshold: 0.5", "needs output.activation: softmax or sigmoid")]
    [InlineData("channels: 5", "channels: 5, activation: softmax, threshold: 2", "output.threshold is 2")]
    [InlineData("channels: 5", "channels: 5, activation: relu", "output.activation is relu; expected one of: none")]
    [InlineData("channels: 5", "threshold: 0.5", "unknown key models.tiny.output.threshold")]
    [InlineData("channels: 5", "sign: -1", "unknown key models.tiny.output.sign")]
    [InlineData("classes: [3], channels: 5", "activation: softmax, threshold: 0.5", "softmax is over classes")]
    [InlineData("classes: [3], channels: 5", "activation: sigmoid, threshold: 1.5", "output.threshold is 1.5")]
    [InlineData("classes: [3], channels: 5", "threshold: 0.5, sign: 0", "output.sign is 0")]
    [InlineData("type: float32, stride", "type: int64, stride", "output.type int64 is of class numbers")]
    [InlineData("type: float32, stride", "type: int8, stride", "output.type is int8")]
    [InlineData("stride: 1", "stride: 0", "output.stride is 0")]
    [InlineData("layout: nchw, type: float32, stride", "layout: nhw, type: float32, stride", "a layout with channels")]
    public void Read_WhatNoEntryMaySay_IsRefusedByNameAndLine(string old, string replacement, string fault)
    {
        string text = TinySky.Yaml(TinySky.Scores, "tiny.onnx", Digest);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(_folder["own.yaml"], text.Replace(old, replacement, StringComparison.Ordinal));

        var error = Assert.Throws<YamlFileException>(() => ModelCatalogue.Read(_folder["own.yaml"]));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Matches(@"own\.yaml:\d+: ", error.Message);
    }

    [Fact]
    public void Read_ClassBeyondAByte_IsRefused()
    {
        ModelEntry entry = TinySky.Numbers with
        {
            Output = TinySky.Numbers.Output with { Element = OnnxElement.Level, Classes = [300] },
        };
        File.WriteAllText(_folder["own.yaml"], TinySky.Yaml(entry, "tiny.onnx", Digest));

        var error = Assert.Throws<YamlFileException>(() => ModelCatalogue.Read(_folder["own.yaml"]));

        Assert.Contains("uint8 counts to 255", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What decides the mask decides the digest; what is not said keeps that of older datasets.</summary>
    [Fact]
    public void Digest_OfEveryKeyOfTheOutput_Differs()
    {
        ModelOutput output = TinySky.Logits.Output;
        ModelOutput[] outputs =
        [
            output, output with { Threshold = 0.6 }, output with { Sign = -1 },
            output with { Activation = OutputActivation.None }, TinySky.Scores.Output,
            TinySky.Scores.Output with { Classes = [1] }, TinySky.Scores.Output with { Channels = 6 },
            TinySky.Scores.Output with { Activation = OutputActivation.Softmax }, TinySky.Numbers.Output,
        ];

        Assert.Equal(
            outputs.Length, outputs.Select(o => (TinySky.Scores with { Output = o }).Digest).Distinct().Count());
    }
}
