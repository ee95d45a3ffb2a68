using System.Security.Cryptography;
using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <summary>What is wrong with a tiny network, so that its entry cannot prove.</summary>
internal enum TinyFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>v, u instead of u, v.</summary>
    Exchanged,

    /// <summary>+v is up.</summary>
    VerticalNegated,

    /// <summary>The flow is that of the second picture.</summary>
    SecondFirst,

    /// <summary>One value is NaN.</summary>
    NotANumber,

    /// <summary>The same displacement everywhere, whatever the pictures.</summary>
    Constant,
}

/// <summary>
/// Makes networks of any shape a catalogue entry can state, each with that entry. Two kinds: one that gives channels of
/// its pictures (to check feeding and reading to the bit), one that truly matches blocks (to check proofs).
/// </summary>
internal sealed partial class TinyFlow : IDisposable
{
    /// <summary>An entry like ours: two RGB tensors, any size, flow.</summary>
    public static readonly ModelEntry Plain = new()
    {
        Name = "tiny",
        Task = ModelTask.Flow,
        Path = "",
        Sha256 = "",
        Licence = "MIT",
        Origin = "TinyFlow.cs",
        Input = new ModelInput(
            ["first", "second"], InputPair.Tensors, InputColour.Rgb, TensorLayout.Nchw, OnnxElement.FullFloat,
            1, [0, 0, 0], [1, 1, 1]),
        Size = new ModelSize(1, null),
        Output = new ModelOutput(
            "flow", TensorLayout.Nchw, OnnxElement.FullFloat, false, 1, 1, 1, double.NaN),
    };

    private readonly TemporaryFolder _folder = new();
    private int _files;

    /// <summary>Where its networks are loaded.</summary>
    public ModelPlace Place { get; init; } = new(OnnxDevice.Cpu, Threads: 1);

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// u = channel 0 of the first picture, v = channel 0 of the second, as fed; a disparity is u of the two together.
    /// </summary>
    public OnnxModel Channels(ModelEntry entry, int batch = -1) => Load(entry, ChannelBytes(entry, batch));

    /// <summary>The file of <see cref="Channels"/>.</summary>
    public static byte[] ChannelBytes(ModelEntry entry, int batch = -1) => Build(entry, batch, (graph, p, q) =>
    {
        (string first, string second) = (Slice(graph, p, 1, 0, 1), Slice(graph, q, 1, 0, 1));
        return entry.Output.Disparity ? graph.Node("Add", [first, second])
            : entry.Direction == FlowDirection.Both
                ? graph.Node("Concat", [first, second, second, first], ("axis", 1))
            : graph.Node("Concat", [first, second], ("axis", 1));
    });

    /// <summary>
    /// Like <see cref="Channels"/>, with 4 TB of memory more where more than so many directions of pictures wider than
    /// 1000 px run at once; with <paramref name="drift"/>, what it gives depends on their number.
    /// </summary>
    public OnnxModel Hungry(ModelEntry entry, bool drift, int atMost = 1, float widerThan = 1000) =>
        Load(entry, Build(entry, -1, (graph, p, q) =>
        {
            string shape = graph.Node("Cast", [graph.Node("Shape", [p])], ("to", 1));
            string batch = Slice(graph, shape, 0, 0, 1);
            string isMany = graph.Node(
                "Cast", [graph.Node("Greater", [batch, graph.Constant<float>([atMost])])], ("to", 1));
            string isWide = graph.Node(
                "Cast",
                [graph.Node("Greater", [Slice(graph, shape, 0, 3, 1), graph.Constant<float>([widerThan])])],
                ("to", 1));
            string count = graph.Node("Pow", [graph.Constant<float>([1e12f]), graph.Node("Mul", [isMany, isWide])]);
            string memory = graph.Node("ConstantOfShape", [graph.Node("Cast", [count], ("to", 7))]);
            string nothing = graph.Node("ReduceSum", [memory], ("keepdims", 0));
            string extra = drift ? graph.Node("Add", [nothing, graph.Node("Squeeze", [batch])]) : nothing;
            string[] channels = [Slice(graph, p, 1, 0, 1), Slice(graph, q, 1, 0, 1)];
            return graph.Node("Add", [graph.Node("Concat", channels, ("axis", 1)), extra]);
        }));

    /// <summary>Like <see cref="Channels"/>; NaN where channel 0 of a first picture, as fed, is below a
    /// level.</summary>
    public OnnxModel NotBelow(ModelEntry entry, float level) => Load(entry, Build(entry, -1, (graph, p, q) =>
    {
        string first = Slice(graph, p, 1, 0, 1);
        string root = graph.Node("Sqrt", [graph.Node("Sub", [first, graph.Constant<float>([level])])]);
        string nothing = graph.Node("Sub", [root, root]);
        return graph.Node("Concat", [graph.Node("Add", [first, nothing]), Slice(graph, q, 1, 0, 1)], ("axis", 1));
    }));

    /// <summary>A disparity network that gives R + G / 256 + B / 65536 of the first picture, and nothing above a
    /// level.</summary>
    public OnnxModel Clamped(ModelEntry entry, float most, bool wholeNumbers = false) =>
        Load(entry, Build(entry, -1, (graph, p, q) =>
        {
            float[] weights = wholeNumbers ? [1, 0, 0] : [1, 1 / 256f, 1 / 65536f];
            string values = graph.Node("Conv", [p, graph.Constant(weights, 1, 3, 1, 1)]);
            string ignored = graph.Node("Mul", [Slice(graph, q, 1, 0, 1), graph.Constant<float>([0])]);
            return graph.Node("Add", [ignored, graph.Node("Min", [values, graph.Constant<float>([most])])]);
        }));

    /// <summary>A positive-only disparity network: gives channel 0 of the first picture less a level, or 0.</summary>
    public OnnxModel PositiveOnly(ModelEntry entry, float less) => Load(entry, Build(entry, -1, (graph, p, q) =>
    {
        string ignored = graph.Node("Mul", [Slice(graph, q, 1, 0, 1), graph.Constant<float>([0])]);
        string value = graph.Node("Sub", [Slice(graph, p, 1, 0, 1), graph.Constant<float>([less])]);
        return graph.Node("Add", [ignored, graph.Node("Relu", [value])]);
    }));

    /// <summary>Like <see cref="Channels"/>, times the constant iters, plus the constant flow_init.</summary>
    public OnnxModel WithConstants(ModelEntry entry) => Load(entry, Build(entry, -1, (graph, p, q) =>
    {
        string channels = graph.Node("Concat", [Slice(graph, p, 1, 0, 1), Slice(graph, q, 1, 0, 1)], ("axis", 1));
        string times = graph.Node("Mul", [channels, graph.Node("Cast", ["iters"], ("to", 1))]);
        string larger = graph.Constant<float>([1, 1, 8, 8]);
        string begun = graph.Node("Resize", ["flow_init", "", larger], ("mode", "nearest"));
        return graph.Node("Add", [times, begun]);
    }));

    /// <summary>The file of a network that asks for its size: u = channel 0 of the first, v = the width.</summary>
    public static byte[] WidthBytes(ModelEntry entry) => Build(entry, -1, (graph, p, q) =>
    {
        string shape = graph.Node("Cast", [graph.Node("Shape", [p])], ("to", 1));
        string nothing = graph.Node("Sub", [Slice(graph, q, 1, 0, 1), Slice(graph, q, 1, 0, 1)]);
        string width = graph.Node("Add", [nothing, Slice(graph, shape, 0, 3, 1)]);
        return graph.Node("Concat", [Slice(graph, p, 1, 0, 1), width], ("axis", 1));
    });

    /// <summary>The file of a network that leaves its sizes free and takes a width of 48 only.</summary>
    public static byte[] OneSizeBytes(ModelEntry entry) => Build(entry, -1, (graph, p, q) =>
    {
        string product = graph.Node("MatMul", [p, graph.Constant<float>(new float[48], 48, 1)]);
        string nothing = graph.Node("ReduceSum", [product], ("keepdims", 0));
        return graph.Node("Add", [Slice(graph, q, 1, 0, 2), nothing]);
    });

    /// <summary>The file of a network that never ends: a Loop whose condition holds for ever.</summary>
    public static byte[] EndlessBytes(ModelEntry entry) => Build(entry, -1, (graph, p, q) =>
    {
        const int Bool = 9;
        var body = new OnnxGraph();
        body.Input("turn", 7);
        body.NamedNode("Identity", "goOn", [body.Input("go", Bool)]);
        body.NamedNode("Cos", "next", [body.Input("last", OnnxElement.FullFloat, -1, -1, -1, -1)]);
        body.Output("goOn", Bool);
        body.Output("next", OnnxElement.FullFloat, -1, -1, -1, -1);
        string always = graph.Node("Cast", [graph.Constant<float>([1])], ("to", Bool));
        return graph.Node("Loop", ["", graph.Node("Squeeze", [always]), Slice(graph, p, 1, 0, 2)], ("body", body));
    });

    /// <summary>The file of a network whose weights lie in another file.</summary>
    public static byte[] ExternalBytes(ModelEntry entry, string location) => Build(entry, -1, (graph, p, q) =>
        graph.Node("Add", [Slice(graph, p, 1, 0, 2), graph.ExternalConstant(location, 1)]));

    /// <summary>
    /// Compares 9×9 blocks at every even displacement up to 14 px (22 px where all are of one sign; 2 rows up or down
    /// where it gives flow), and gives the best one, as the entry says: scaled, signed, shrunk.
    /// </summary>
    public OnnxModel Matcher(
        ModelEntry entry, TinyFault fault = TinyFault.None, bool positiveOnly = false, ModelEntry? stated = null) =>
        Load(stated ?? entry, Build(entry, -1, (graph, p, q) => BothWays(graph, entry, p, q, fault, positiveOnly)));

    /// <summary>Writes a network and a catalogue with its entry.</summary>
    /// <returns>Path of the catalogue.</returns>
    public string Catalogue(ModelEntry entry, byte[] network)
    {
        string file = $"tiny{_files++}";
        File.WriteAllBytes(_folder[file + ".onnx"], network);
        string digest = Convert.ToHexStringLower(SHA256.HashData(network));
        File.WriteAllText(_folder[file + ".yaml"], Yaml(entry, file + ".onnx", digest));
        return _folder[file + ".yaml"];
    }

    /// <summary>Writes a network, and reads its entry by way of a catalogue, so that its keys are read as well.
    /// </summary>
    public ModelEntry Written(ModelEntry entry, byte[] network) =>
        ModelCatalogue.Read(Catalogue(entry, network)).Find(entry.Name, ModelTask.Flow);

    /// <summary>The file of a block matcher that fits its entry.</summary>
    public static byte[] MatcherBytes(ModelEntry entry, TinyFault fault = TinyFault.None, int opset = 16) =>
        Build(entry, -1, (graph, p, q) => BothWays(graph, entry, p, q, fault, false), opset);

    private static string BothWays(
        OnnxGraph graph, ModelEntry entry, string p, string q, TinyFault fault, bool positiveOnly)
    {
        string there = Match(graph, entry, p, q, fault, positiveOnly);
        return entry.Direction != FlowDirection.Both
            ? there
            : graph.Node("Concat", [there, Match(graph, entry, q, p, fault, positiveOnly)], ("axis", 1));
    }

    private OnnxModel Load(ModelEntry entry, byte[] network) => OnnxModel.Load(Written(entry, network), Place);

    // The pictures as NCHW float32, whatever they are fed as; what the body gives, in the entry's layout and type.
    private static byte[] Build(
        ModelEntry entry, int batch, Func<OnnxGraph, string, string, string> body, int opset = 16)
    {
        var graph = new OnnxGraph(opset);
        ModelInput input = entry.Input;
        int[] shape = input.Shape(batch, entry.Size.Fixed);
        string[] fed = [.. input.Names.Select(name => graph.Input(name, input.Element, shape))];
        string[] pictures = input.Pair switch
        {
            InputPair.Tensors => fed,
            InputPair.Channels => [.. new[] { 0, 1 }.Select(i => Slice(
                graph, fed[0], input.Layout == TensorLayout.Nchw ? 1 : 3, i * input.Channels, input.Channels))],
            _ => [.. new[] { 0, 1 }.Select(i => graph.Node(
                "Squeeze", [Slice(graph, fed[0], 1, i, 1), graph.Constant<long>([1])]))],
        };
        pictures = [.. pictures.Select(p => graph.Node("Cast", [p], ("to", 1)))];
        if (input.Layout == TensorLayout.Nhwc)
        {
            pictures = [.. pictures.Select(p => graph.Node("Transpose", [p], ("perm", new[] { 0, 3, 1, 2 })))];
        }

        foreach (ModelConstant constant in input.Constants)
        {
            graph.Input(constant.Name, constant.Element, constant.Shape(batch, entry.Size.Fixed));
        }

        string flow = body(graph, pictures[0], pictures[1]);
        flow = Exported(graph, entry.Output, flow);
        OnnxElement element = entry.Output.Element;
        graph.NamedNode("Cast", entry.Output.Name, [flow], ("to", element == OnnxElement.HalfFloat ? 10 : 1));
        graph.Output(entry.Output.Name, element, entry.Output.Shape(batch, entry.OutputChannels, entry.Size.Fixed));
        return graph.ToBytes();
    }

    // Shrunk, among other channels, as the last of several iterations, in the stated order of dimensions.
    private static string Exported(OnnxGraph graph, ModelOutput output, string flow)
    {
        if (output.Stride > 1)
        {
            int[] step = [output.Stride, output.Stride];
            flow = graph.Node("AveragePool", [flow], ("kernel_shape", step), ("strides", step));
        }

        if (output.Channels is { } all)
        {
            string other = graph.Node("Add", [Slice(graph, flow, 1, 0, 1), graph.Constant<float>([1000])]);
            string[] before = [.. Enumerable.Repeat(other, output.Channel)];
            flow = graph.Node("Concat", [.. before, flow, other, other, other, other], ("axis", 1));
            flow = Slice(graph, flow, 1, 0, all);
        }

        if (output.Layout is TensorLayout.Nhw or TensorLayout.Hw)
        {
            flow = graph.Node("Squeeze", [flow, graph.Constant<long>([1])]);
        }

        if (output.Layout == TensorLayout.Nhwc)
        {
            flow = graph.Node("Transpose", [flow], ("perm", new[] { 0, 2, 3, 1 }));
        }

        if (output.Layout == TensorLayout.Hw)
        {
            flow = graph.Node("Squeeze", [flow, graph.Constant<long>([0])]);
        }

        if (output.Iterations > 1)
        {
            string last = graph.Node("Unsqueeze", [flow, graph.Constant<long>([output.IterationsAxis])]);
            string earlier = graph.Node("Mul", [last, graph.Constant<float>([0.5f])]);
            string[] each = [.. Enumerable.Repeat(earlier, output.Iterations - 1), last];
            flow = graph.Node("Concat", each, ("axis", output.IterationsAxis));
        }

        return flow;
    }

    private static string Match(
        OnnxGraph graph, ModelEntry entry, string first, string second, TinyFault fault, bool positiveOnly)
    {
        if (fault == TinyFault.SecondFirst)
        {
            (first, second) = (second, first);
        }

        int[] rows = entry.Output.Disparity ? [0] : [-2, 0, 2];
        IEnumerable<int> columns = Enumerable.Range(positiveOnly ? -11 : -7, positiveOnly ? 12 : 15).Select(i => 2 * i);
        (int U, int V)[] candidates = [.. rows.SelectMany(v => columns.Select(u => (u, v)))];
        string[] costs = [.. candidates.Select(c => Cost(graph, first, second, c.U, c.V))];
        string best = graph.Node("ArgMin", [graph.Node("Concat", costs, ("axis", 1))], ("axis", 1), ("keepdims", 1));
        if (fault == TinyFault.Constant)
        {
            best = graph.Node("Mul", [best, graph.Constant<long>([0])]);
        }

        double unit = entry.Output.Sign / entry.Output.Scale;
        string u = Table(graph, best, candidates.Select(c => c.U * unit * (entry.Output.Disparity ? -1 : 1)));
        if (fault == TinyFault.NotANumber)
        {
            u = graph.Node("Div", [u, Slice(graph, graph.Node("Mul", [u, u]), 3, 0, 1)]);
            u = graph.Node("Log", [u]);
        }

        if (entry.Output.Disparity)
        {
            return u;
        }

        int down = fault == TinyFault.VerticalNegated ? -1 : 1;
        string v = Table(graph, best, candidates.Select(c => c.V * unit * down));
        return graph.Node("Concat", fault == TinyFault.Exchanged ? [v, u] : [u, v], ("axis", 1));
    }

    // Mean absolute difference to the second picture read at (x + u, y + v), over a 9×9 block.
    private static string Cost(OnnxGraph graph, string first, string second, int u, int v)
    {
        string moved = graph.Node("Pad", [second, graph.Constant<long>([0, 0, -v, -u, 0, 0, v, u])]);
        string difference = graph.Node("Abs", [graph.Node("Sub", [first, moved])]);
        string mean = graph.Node("ReduceMean", [difference], ("axes", new[] { 1 }), ("keepdims", 1));
        return graph.Node(
            "AveragePool", [mean], ("kernel_shape", new[] { 9, 9 }), ("pads", new[] { 4, 4, 4, 4 }));
    }

    private static string Table(OnnxGraph graph, string index, IEnumerable<double> values) =>
        graph.Node("Gather", [graph.Constant<float>([.. values.Select(v => (float)v)]), index]);

    private static string Slice(OnnxGraph graph, string tensor, int axis, int start, int length) => graph.Node(
        "Slice",
        [
            tensor,
            graph.Constant<long>([start]),
            graph.Constant<long>([start + length]),
            graph.Constant<long>([axis]),
        ]);
}
