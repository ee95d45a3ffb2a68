using System.Runtime.InteropServices;
using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <summary>
/// Writes small ONNX files, so that tests make the networks they need. Field numbers are those of onnx.proto3
/// (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto, ValueInfoProto).
/// </summary>
internal sealed class OnnxGraph(int opset = 16)
{
    private readonly ProtobufMessage _graph = new();
    private int _names;

    /// <summary>Declares an input; −1 leaves a size free.</summary>
    public string Input(string name, OnnxElement element, params int[] shape) =>
        Input(name, TypeOf(element), shape);

    /// <summary>Declares an input of a type by its number (TensorProto.DataType).</summary>
    public string Input(string name, int type, params int[] shape)
    {
        _graph.Add(11, ValueInfo(name, type, shape));
        return name;
    }

    /// <summary>Declares an output that a node gives.</summary>
    public void Output(string name, OnnxElement element, params int[] shape) => Output(name, TypeOf(element), shape);

    /// <summary>Declares an output of a type by its number.</summary>
    public void Output(string name, int type, params int[] shape) => _graph.Add(12, ValueInfo(name, type, shape));

    /// <summary>Adds a node with one output; attributes are int, int[], string or a graph within.</summary>
    /// <returns>Name of its output.</returns>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        NamedNode(type, $"t{_names++}", inputs, attributes);

    /// <summary>Adds a node whose output has a name.</summary>
    public string NamedNode(
        string type, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtobufMessage();
        Array.ForEach(inputs, i => node.Add(1, i));
        node.Add(2, output).Add(4, type);
        foreach ((string name, object value) in attributes)
        {
            node.Add(5, Attribute(name, value));
        }

        _graph.Add(1, node);
        return output;
    }

    /// <summary>Adds a constant of float or long values; no dimensions: a list.</summary>
    public string Constant<T>(T[] values, params int[] dimensions)
        where T : unmanaged
    {
        string name = $"c{_names++}";
        _graph.Add(5, Tensor<T>(name, values.Length, dimensions)
            .Add(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
        return name;
    }

    /// <summary>Adds a constant whose values lie in another file.</summary>
    public string ExternalConstant(string location, int count)
    {
        string name = $"c{_names++}";
        _graph.Add(5, Tensor<float>(name, count, [])
            .Add(13, new ProtobufMessage().Add(1, "location").Add(2, location))
            .Add(14, 1));
        return name;
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        _graph.Add(2, "tiny");
        return new ProtobufMessage()
            .Add(1, 8)
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, opset))
            .Add(7, _graph)
            .ToBytes();
    }

    private static int TypeOf(OnnxElement element) =>
        element switch
        {
            OnnxElement.FullFloat => 1,
            OnnxElement.HalfFloat => 10,
            OnnxElement.FullInteger => 6,
            OnnxElement.LongInteger => 7,
            _ => 2,
        };

    private static ProtobufMessage Tensor<T>(string name, int count, int[] dimensions)
    {
        var tensor = new ProtobufMessage();
        Array.ForEach(dimensions.Length == 0 ? [count] : dimensions, d => tensor.Add(1, d));
        return tensor.Add(2, typeof(T) == typeof(float) ? 1 : 7).Add(8, name);
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        ProtobufMessage attribute = new ProtobufMessage().Add(1, name);
        switch (value)
        {
            case int number:
                return attribute.Add(3, number).Add(20, 2);
            case string text:
                return attribute.Add(4, text).Add(20, 3);
            case OnnxGraph within:
                return attribute.Add(6, within._graph.Add(2, name)).Add(20, 5);
            default:
                Array.ForEach((int[])value, n => attribute.Add(8, n));
                return attribute.Add(20, 7);
        }
    }

    private static ProtobufMessage ValueInfo(string name, int type, int[] shape)
    {
        var dimensions = new ProtobufMessage();
        for (int i = 0; i < shape.Length; i++)
        {
            var dimension = new ProtobufMessage();
            dimensions.Add(1, shape[i] < 0 ? dimension.Add(2, $"{name}{i}") : dimension.Add(1, shape[i]));
        }

        return new ProtobufMessage()
            .Add(1, name)
            .Add(2, new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, type).Add(2, dimensions)));
    }
}
