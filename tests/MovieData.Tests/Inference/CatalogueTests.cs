using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.EndToEnd;
using MovieData.Yaml;

namespace MovieData.Tests.Inference;

/// <summary>What an entry may say; everything else is refused by name, with file and line.</summary>
public sealed class CatalogueTests : IDisposable
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryKeyWrittenOut_GivesTheEntry()
    {
        ModelEntry stated = TinyFlow.Plain with
        {
            Size = new ModelSize(1, new PixelSize(64, 32)),
            Tiles = new ModelTiles(new PixelSize(64, 32), 8),
            Direction = FlowDirection.Mirrored,
            ShiftPx = 96,
            Input = TinyFlow.Plain.Input with
            {
                Reduced = new ReducedPictures(["half_left", "half_right"], 2),
                Constants = [TinyFlow.FlowInit(0.5), TinyFlow.Iterations(12)],
            },
            Output = TinyFlow.Plain.Output with
            {
                Disparity = true,
                Scale = 0.25,
                Stride = 4,
                Sign = -1,
                Channels = 3,
                Channel = 2,
                Iterations = 12,
                IterationsAxis = 1,
                MaxPx = 192,
            },
        };
        ModelEntry read = ModelCatalogue.Read(Write(TinyFlow.Yaml(stated, "tiny.onnx", Digest)))
            .Find("tiny", ModelTask.Flow);
        Assert.Equal((stated with { Sha256 = Digest }).Digest, read.Digest);
        Assert.Equal(_folder["tiny.onnx"], read.Path);
        Assert.Null(read.Gflop);
    }

    [Theory]
    [InlineData("rgb\n      layout: nchw", "rgb\n      layout: chwn", "layout is chwn; expected one of: nchw, nhwc")]
    [InlineData("nchw\n      type: float32", "nchw\n      type: int8", "type is int8")]
    [InlineData("pair: tensors", "pair: batch", "input.pair is batch; expected one of: tensors, channels, frames")]
    [InlineData("pair: tensors", "pair: channels", "input.names must name 1 tensor(s)")]
    [InlineData("colour: rgb", "colour: yuv", "input.colour is yuv; expected one of: rgb, bgr, grey")]
    [InlineData("colour: rgb", "colour: grey", "must have 1 value(s)")]
    [InlineData("kind: flow", "kind: depth", "output.kind is depth; expected one of: flow, disparity")]
    [InlineData("sign: 1", "sign: 0", "output.sign is 0")]
    [InlineData("stride: 1", "stride: 65", "output.stride is 65; expected a whole number from 1 to 64")]
    [InlineData("direction: swapped", "direction: flipped", "direction is flipped; expected one of: swapped, mirrored")]
    [InlineData("direction: swapped", "direction: mirrored", "missing key models.tiny.shift_px")]
    [InlineData("direction: swapped", "direction: mirrored\n    shift_px: 64", "mirrored needs output.kind: disparity")]
    [InlineData("direction: swapped", "direction: swapped\n    shift_px: 64", "unknown key models.tiny.shift_px")]
    [InlineData("direction: swapped", "tiles: { size_px: [60, 64], overlap_px: 8 }", "multiples of 32")]
    [InlineData("direction: swapped", "tiles: { size_px: [64, 64], overlap_px: 32 }", "overlap_px is 32")]
    [InlineData("direction: swapped", "tiles: { size_px: 64, overlap_px: 32 }", "size_px must be a list")]
    [InlineData("stride: 1", "stride: 1\n      channel: 1", "missing key models.tiny.output.channels")]
    [InlineData("stride: 1", "stride: 1\n      channels: 2", "missing key models.tiny.output.channel")]
    [InlineData("stride: 1", "stride: 1\n      channels: 2\n      channel: 1", "2 channel(s) are read from there")]
    [InlineData("stride: 1", "stride: 1\n      iterations: 0", "output.iterations is 0")]
    [InlineData("stride: 1", "stride: 1\n      iterations_axis: 1", "unknown key models.tiny.output.iterations_axis")]
    [InlineData("stride: 1", "stride: 1\n      max_px: 0", "output.max_px is 0")]
    [InlineData("float32\n      scale: 1\n      stride", "int64\n      scale: 1\n      stride", "output.type is int64")]
    [InlineData("kind: flow\n      layout: nchw", "kind: flow\n      layout: nhw", "needs output.kind: disparity")]
    [InlineData("pair: tensors", "reduced: { names: [a], by: 2 }", "input.reduced.names must name 2 tensor(s)")]
    [InlineData("pair: tensors", "reduced: { names: [a, b], by: 3 }", "which 3 does not divide")]
    [InlineData("pair: tensors", "reduced: { names: [a, first], by: 2 }", "names the tensor first twice")]
    [InlineData("pair: tensors", "constant: { i: { type: int8, shape: [], value: 1 } }", "i.type is int8")]
    [InlineData("pair: tensors", "constant: { i: { type: int64, shape: [], value: 1.5 } }", "must be a whole number")]
    [InlineData("pair: tensors", "constant: { i: { type: int64, shape: [x], value: 1 } }", "shape holds x")]
    [InlineData("pair: tensors", "constant: { i: { type: int64, shape: [0], value: 1 } }", "shape holds 0")]
    [InlineData("pair: tensors", "constant: { i: { type: int64, shape: [h/5], value: 1 } }", "5 does not divide")]
    [InlineData("pair: tensors", "constant: { i: { type: int64, shape: [] } }", "missing key")]
    [InlineData("pair: tensors", "constant: { i: 12 }", "must be a section")]
    [InlineData("direction: swapped", "batch: 4", "unknown key models.tiny.batch")]
    public void Read_WhatNoEntryMaySay_IsRefusedByNameAndLine(string old, string replacement, string fault)
    {
        string text = TinyFlow.Yaml(TinyFlow.Plain with { Size = new ModelSize(32, null) }, "tiny.onnx", Digest);
        string file = Write(QuarterPipeline.Replaced(text, new() { [old] = replacement }));

        var error = Assert.Throws<YamlFileException>(() => ModelCatalogue.Read(file));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Matches("^" + file + @":\d+: ", error.Message);
    }

    [Fact]
    public void Read_BothDirectionsOfADisparityNetwork_AreRefused()
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Direction = FlowDirection.Both,
            Output = TinyFlow.Plain.Output with { Disparity = true },
        };
        string file = Write(TinyFlow.Yaml(entry, "tiny.onnx", Digest));
        var error = Assert.Throws<YamlFileException>(() => ModelCatalogue.Read(file));
        Assert.Contains("direction: both needs output.kind: flow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ScaledBytes_AreRefused()
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Input = TinyFlow.Plain.Input with { Element = OnnxElement.Level, Scale = 0.5 },
        };
        string file = Write(TinyFlow.Yaml(entry, "tiny.onnx", Digest));
        var error = Assert.Throws<YamlFileException>(() => ModelCatalogue.Read(file));
        Assert.Contains("uint8 takes the levels as they are", error.Message, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        File.WriteAllText(_folder["own.yaml"], text);
        return _folder["own.yaml"];
    }
}
