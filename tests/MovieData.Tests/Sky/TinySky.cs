using System.Security.Cryptography;
using MovieData.Inference;
using MovieData.Tests.Inference;

namespace MovieData.Tests.Sky;

/// <summary>What is wrong with a tiny sky network.</summary>
internal enum SkyFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Small where the sky is.</summary>
    Inverted,

    /// <summary>Rows from the bottom.</summary>
    UpsideDown,

    /// <summary>Columns from the right.</summary>
    Mirrored,

    /// <summary>NaN where red is above blue.</summary>
    NotANumber,

    /// <summary>The same everywhere, whatever the picture.</summary>
    Constant,
}

/// <summary>
/// Makes sky networks of any form that an entry can state, each with that entry: sky is where blue is more than 30
/// levels above red. Of classes the first, <see cref="Ground"/>, is where red is as much above blue, the last is
/// neither.
/// </summary>
internal sealed class TinySky : IDisposable
{
    public const int Ground = 0;
    public const int Sky = 3;
    public const int Channels = 5;

    /// <summary>Blue above red, levels, from which a pixel is sky; no picture has just that.</summary>
    public const float Above = 30.5f;

    /// <summary>An entry with class scores, one a channel: any size, RGB levels.</summary>
    public static readonly ModelEntry Scores = new()
    {
        Name = "tiny",
        Task = ModelTask.Sky,
        Path = "",
        Sha256 = "",
        Licence = "MIT",
        Origin = "TinySky.cs",
        Input = new ModelInput(
            ["pixels"], InputPair.None, InputColour.Rgb, TensorLayout.Nchw, OnnxElement.FullFloat, 1, [0, 0, 0],
            [1, 1, 1]),
        Size = new ModelSize(1, null),
        Output = new ModelOutput(
            "logits", TensorLayout.Nchw, OnnxElement.FullFloat, false, 1, 1, 1, double.NaN)
        {
            Classes = [Sky],
            Channels = Channels,
        },
    };

    /// <summary>An entry with class numbers, int64 and without a dimension of channels.</summary>
    public static readonly ModelEntry Numbers = Scores with
    {
        Output = Scores.Output with
        {
            Layout = TensorLayout.Nhw,
            Element = OnnxElement.LongInteger,
            Channels = null,
        },
    };

    /// <summary>An entry with one channel: blue above red less 30 as logits, sky where the sigmoid is above
    /// ½.</summary>
    public static readonly ModelEntry Logits = Scores with
    {
        Output = Scores.Output with
        {
            Classes = [],
            Channels = null,
            Activation = OutputActivation.Sigmoid,
            Threshold = 0.5,
        },
    };

    /// <summary>The same without an activation: probabilities 0.05 and 0.95.</summary>
    public static readonly ModelEntry Probability = Logits with
    {
        Output = Logits.Output with { Activation = OutputActivation.None },
    };

    private readonly TemporaryFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    /// <summary>Loads a network by way of a catalogue, so that its keys are read as well.</summary>
    /// <param name="entry">What the network is.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="stated">What the catalogue says; null: the same.</param>
    public OnnxModel Load(ModelEntry entry, SkyFault fault = SkyFault.None, ModelEntry? stated = null) =>
        Load(stated ?? entry, Bytes(entry, fault));

    /// <summary>Loads a network of any bytes.</summary>
    public OnnxModel Load(ModelEntry entry, byte[] network) => OnnxModel.Load(
        ModelCatalogue.Read(Catalogue(entry, network)).Find(entry.Name, ModelTask.Sky),
        new ModelPlace(OnnxDevice.Cpu, Threads: 1));

    /// <summary>Writes a network and a catalogue with its entry.</summary>
    /// <returns>Path of the catalogue.</returns>
    public string Catalogue(ModelEntry entry, byte[] network)
    {
        string file = $"sky{_files++}";
        File.WriteAllBytes(_folder[file + ".onnx"], network);
        string digest = Convert.ToHexStringLower(SHA256.HashData(network));
        File.WriteAllText(_folder[file + ".yaml"], Yaml(entry, file + ".onnx", digest));
        return _folder[file + ".yaml"];
    }

    /// <summary>The file of a network as its entry says; <paramref name="free"/>: with all sizes left free.</summary>
    public static byte[] Bytes(ModelEntry entry, SkyFault fault = SkyFault.None, bool free = false)
    {
        var graph = new OnnxGraph();
        ModelInput input = entry.Input;
        int[] Shape(int[] shape) => free ? [.. shape.Select(_ => -1)] : shape;
        string fed = graph.Input(input.Names[0], input.Element, Shape(input.Shape(-1, entry.Size.Fixed)));
        string picture = graph.Node("Cast", [fed], ("to", 1));
        if (input.Layout == TensorLayout.Nhwc)
        {
            picture = graph.Node("Transpose", [picture], ("perm", new[] { 0, 3, 1, 2 }));
        }

        string values = Body(graph, entry, picture, fault);
        ModelOutput output = entry.Output;
        (int code, values) = output.Element switch
        {
            OnnxElement.HalfFloat => (10, values),
            OnnxElement.Level => (2, values),
            OnnxElement.FullInteger => (6, values),
            OnnxElement.LongInteger => (7, values),
            _ => (1, values),
        };
        graph.NamedNode("Cast", output.Name, [values], ("to", code));
        graph.Output(output.Name, output.Element, Shape(output.Shape(-1, entry.OutputChannels, entry.Size.Fixed)));
        return graph.ToBytes();
    }

    private static string Body(OnnxGraph graph, ModelEntry entry, string picture, SkyFault fault)
    {
        // Ground, two classes that never win, sky, neither; the first channel fed is red where the entry says rgb.
        int red = entry.Input.Colour == InputColour.Bgr ? 2 : 0;
        var weights = new float[Channels * 3];
        (weights[(Ground * 3) + red], weights[(Ground * 3) + 2 - red]) = (1, -1);
        (weights[(Sky * 3) + red], weights[(Sky * 3) + 2 - red]) = (-1, 1);
        string scores = graph.Node(
            "Conv",
            [
                picture, graph.Constant(weights, Channels, 3, 1, 1),
                graph.Constant<float>([-Above, -999, -999, -Above, 0]),
            ]);
        if (fault is SkyFault.UpsideDown or SkyFault.Mirrored)
        {
            int axis = fault == SkyFault.UpsideDown ? 2 : 3;
            scores = graph.Node("Slice",
            [
                scores, graph.Constant<long>([-1]), graph.Constant<long>([-99999]), graph.Constant<long>([axis]),
                graph.Constant<long>([-1]),
            ]);
        }

        if (entry.Output.Stride > 1)
        {
            int[] step = [entry.Output.Stride, entry.Output.Stride];
            scores = graph.Node("AveragePool", [scores], ("kernel_shape", step), ("strides", step));
        }

        scores = fault switch
        {
            SkyFault.Inverted => graph.Node("Neg", [scores]),
            SkyFault.Constant => graph.Node("Mul", [scores, graph.Constant<float>([0])]),
            SkyFault.NotANumber => graph.Node("Sqrt", [scores]),
            _ => scores,
        };
        ModelOutput output = entry.Output;
        bool hasChannels = output.Layout is TensorLayout.Nchw or TensorLayout.Nhwc;
        string values = output.HoldsScores ? scores
            : output.HoldsClasses ? graph.Node("ArgMax", [scores], ("axis", 1), ("keepdims", 1))
            : OneChannel(graph, output, scores);
        values = output.Layout == TensorLayout.Nhwc
            ? graph.Node("Transpose", [values], ("perm", new[] { 0, 2, 3, 1 })) : values;
        values = hasChannels ? values : graph.Node("Squeeze", [values, graph.Constant<long>([1])]);
        return output.Layout == TensorLayout.Hw
            ? graph.Node("Squeeze", [values, graph.Constant<long>([0])]) : values;
    }

    // Logits, or the probabilities 0.05 and 0.95 where there is no activation.
    private static string OneChannel(OnnxGraph graph, ModelOutput output, string scores)
    {
        string sky = graph.Node("Slice",
        [
            scores, graph.Constant<long>([Sky]), graph.Constant<long>([Sky + 1]), graph.Constant<long>([1]),
        ]);
        return output.Activation == OutputActivation.Sigmoid ? sky
            : graph.Node("Add",
            [
                graph.Node("Mul",
                [
                    graph.Node("Cast", [graph.Node("Greater", [sky, graph.Constant<float>([0])])], ("to", 1)),
                    graph.Constant<float>([0.9f]),
                ]),
                graph.Constant<float>([0.05f]),
            ]);
    }

    /// <summary>An entry as a catalogue states it.</summary>
    public static string Yaml(ModelEntry entry, string file, string digest)
    {
        (ModelInput input, ModelOutput output) = (entry.Input, entry.Output);
        string Word<T>(T value) => value!.ToString()!.ToLowerInvariant();
        string size = entry.Size.Fixed is { } only
            ? $"fixed_px: [{only.Width}, {only.Height}]" : $"multiple_of: {entry.Size.MultipleOf}";
        string rest = $"type: {OnnxTensor.WordOf(output.Element)}, stride: {output.Stride}"
            + (output.Classes.Count > 0 ? $", classes: [{string.Join(", ", output.Classes)}]" : "")
            + (output.Channels is { } all ? $", channels: {all}" : "")
            + (output.Activation != OutputActivation.None ? $", activation: {Word(output.Activation)}" : "")
            + (output.Sign != 1 ? $", sign: {output.Sign}" : "")
            + (double.IsNaN(output.Threshold) ? "" : $", threshold: {output.Threshold}");
        return $$"""
            models:
              {{entry.Name}}:
                task: sky
                file: {{file}}
                sha256: {{digest}}
                licence: MIT
                origin: TinySky.cs
                size: { {{size}} }
                input:
                  names: [{{input.Names[0]}}]
                  colour: {{Word(input.Colour)}}
                  layout: {{Word(input.Layout)}}
                  type: {{OnnxTensor.WordOf(input.Element)}}
                  scale: {{input.Scale}}
                  mean: [{{string.Join(", ", input.Mean)}}]
                  std: [{{string.Join(", ", input.Std)}}]
                output: { name: {{output.Name}}, layout: {{Word(output.Layout)}}, {{rest}} }
            """;
    }
}
