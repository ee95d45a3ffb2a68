using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Inference;

/// <summary>
/// A flow network whose pictures are uploaded to a device as 8-bit levels, a quarter of the bytes: both pictures of an
/// item lie in one uint8 tensor [N, 2, H, W, 3], and nodes put in front of the network make its own inputs of it. They
/// look each level up in a table that <see cref="Normalize"/> made, so that the network sees the very bits that the CPU
/// would have fed. A network that gives both directions at once gets each view once.
/// </summary>
/// <param name="Entry">The entry as the new network is fed; everything else as before.</param>
/// <param name="Model">The new network's file.</param>
internal sealed record LevelInputs(ModelEntry Entry, byte[] Model)
{
    // Field numbers of ModelProto and GraphProto.
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int GraphConstant = 5;
    private const int GraphInput = 11;

    // TensorProto.DataType.
    private const int FloatType = 1;
    private const int ByteType = 2;
    private const int IntType = 6;
    private const int LongType = 7;
    private const int HalfType = 10;

    private const int Levels = 256;
    private const string Prefix = "movie_data.";
    private const string Name = Prefix + "levels";

    /// <summary>
    /// Puts the nodes in front of a network; null where an entry feeds it in a way they can not: grey, reduced or
    /// stacked pictures, channels last, levels already.
    /// </summary>
    /// <param name="entry">How it is fed and read.</param>
    /// <param name="model">Its file.</param>
    public static LevelInputs? Of(ModelEntry entry, byte[] model)
    {
        ModelInput input = entry.Input;
        bool fits = entry.Task == ModelTask.Flow && input.Pair == InputPair.Tensors && input.Reduced is null
            && input.Colour != InputColour.Grey && input.Layout == TensorLayout.Nchw
            && input.Element != OnnxElement.Level;
        try
        {
            return fits && Rewrite(input, model) is { } rewritten ? new LevelInputs(Fed(entry), rewritten) : null;
        }
        catch (InvalidDataException)
        {
            return null;        // ONNX Runtime has the words for a file that is none
        }
    }

    private static ModelEntry Fed(ModelEntry entry) => entry with
    {
        Input = entry.Input with
        {
            Names = [Name],
            Pair = InputPair.Frames,
            Layout = TensorLayout.Nhwc,
            Element = OnnxElement.Level,
            Scale = 1,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
        },
    };

    private static byte[]? Rewrite(ModelInput input, byte[] model)
    {
        IReadOnlyList<ProtobufField> file = ProtobufMessage.Fields(model);
        IReadOnlyList<ProtobufField> graph = ProtobufMessage.Fields(Field(model, ModelGraph).Content);
        var pictures = graph
            .Where(field => field.Number == GraphInput && input.Names.Contains(NameOf(field))).ToList();
        if (pictures.Count != input.Names.Count || !pictures.All(picture => Takes(picture, input)))
        {
            return null;        // it does not fit its entry: that is said of the network as it is
        }

        var written = new ProtobufMessage();
        AddNodes(written, input);
        foreach (ProtobufField field in graph.Except(pictures))
        {
            written.Add(field);
        }

        ReadOnlyMemory<byte>[] sizes = Sizes(pictures[0]);
        written.Add(GraphInput, Port(sizes[0].Span, sizes[2].Span, sizes[3].Span));
        var whole = new ProtobufMessage();
        foreach (ProtobufField field in file)
        {
            _ = field.Number == ModelGraph ? whole.Add(ModelGraph, written) : whole.Add(field);
        }

        return whole.ToBytes();
    }

    // Of each picture: its levels, channels in front, are places in a table, one behind the other for the channels.
    private static void AddNodes(ProtobufMessage graph, ModelInput input)
    {
        AddConstant<float>(graph, "table", FloatType, Table(input), [3 * Levels]);
        AddConstant<int>(graph, "places", IntType, [0, Levels, 2 * Levels], [3, 1, 1]);
        for (int i = 0; i < input.Names.Count; i++)
        {
            bool half = input.Element == OnnxElement.HalfFloat;
            AddConstant<long>(graph, $"picture{i}", LongType, [i], []);
            AddNode(graph, "Gather", [Name, $"{Prefix}picture{i}"], $"{Prefix}view{i}", Attribute("axis", 1));
            AddNode(graph, "Transpose", [$"{Prefix}view{i}"], $"{Prefix}planes{i}", Attribute("perm", 0, 3, 1, 2));
            AddNode(graph, "Cast", [$"{Prefix}planes{i}"], $"{Prefix}level{i}", Attribute("to", IntType));
            AddNode(graph, "Add", [$"{Prefix}level{i}", $"{Prefix}places"], $"{Prefix}place{i}");
            string values = half ? $"{Prefix}values{i}" : input.Names[i];
            AddNode(graph, "Gather", [$"{Prefix}table", $"{Prefix}place{i}"], values, Attribute("axis", 0));
            if (half)
            {
                AddNode(graph, "Cast", [values], input.Names[i], Attribute("to", HalfType));
            }
        }
    }

    /// <summary>What the CPU's kernel makes of each level, channel behind channel.</summary>
    private static float[] Table(ModelInput input)
    {
        Rgb24[] greys = [.. Enumerable.Range(0, Levels).Select(x => new Rgb24((byte)x, (byte)x, (byte)x))];
        var table = new float[3 * Levels];
        var row = new PixelSize(Levels, 1);
        Normalize.ToPlanar(greys, row, ChannelOrder.Rgb, input.ToTransforms(), table, row);
        return table;
    }

    private static string NameOf(ProtobufField port) => Field(port.Content, 1).Text;

    // Four dimensions, of which the second is free or 3, of the stated type.
    private static bool Takes(ProtobufField port, ModelInput input)
    {
        int type = input.Element == OnnxElement.HalfFloat ? HalfType : FloatType;
        return Field(TensorType(port), 1).Value == (ulong)type && Sizes(port) is [_, var channels, _, _]
            && Field(channels, 1).Value is 0 or 3;
    }

    // ValueInfoProto.type (2) → TypeProto.tensor_type (1): elem_type (1) and shape (2), whose dim (1) each stay as they
    // are, so that what is free keeps its name.
    private static ReadOnlyMemory<byte> TensorType(ProtobufField port) =>
        Field(Field(port.Content, 2).Content, 1).Content;

    private static ReadOnlyMemory<byte>[] Sizes(ProtobufField port) =>
    [
        .. ProtobufMessage.Fields(Field(TensorType(port), 2).Content).Where(f => f.Number == 1).Select(f => f.Content),
    ];

    private static ProtobufField Field(ReadOnlyMemory<byte> message, int number) =>
        ProtobufMessage.Fields(message).FirstOrDefault(field => field.Number == number);

    private static byte[] Size(int value) => new ProtobufMessage().Add(1, value).ToBytes();

    // [N, 2, H, W, 3].
    private static ProtobufMessage Port(ReadOnlySpan<byte> n, ReadOnlySpan<byte> h, ReadOnlySpan<byte> w)
    {
        ProtobufMessage shape =
            new ProtobufMessage().Add(1, n).Add(1, Size(2)).Add(1, h).Add(1, w).Add(1, Size(3));
        var tensor = new ProtobufMessage().Add(1, ByteType).Add(2, shape);
        return new ProtobufMessage().Add(1, Name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private static void AddConstant<T>(
        ProtobufMessage graph, string name, int type, ReadOnlySpan<T> values, ReadOnlySpan<int> sizes)
        where T : unmanaged
    {
        var tensor = new ProtobufMessage();
        foreach (int size in sizes)
        {
            tensor.Add(1, size);
        }

        graph.Add(GraphConstant, tensor.Add(2, type).Add(8, Prefix + name).Add(9, MemoryMarshal.AsBytes(values)));
    }

    private static void AddNode(
        ProtobufMessage graph, string type, string[] inputs, string output, ProtobufMessage? attribute = null)
    {
        var node = new ProtobufMessage();
        Array.ForEach(inputs, i => node.Add(1, i));
        node.Add(2, output).Add(4, type);
        graph.Add(GraphNode, attribute is null ? node : node.Add(5, attribute));
    }

    // AttributeProto: one integer (i, type 2), or several (ints, type 7).
    private static ProtobufMessage Attribute(string name, params ReadOnlySpan<int> values)
    {
        ProtobufMessage attribute = new ProtobufMessage().Add(1, name);
        foreach (int value in values)
        {
            attribute.Add(values.Length == 1 ? 3 : 8, value);
        }

        return attribute.Add(20, values.Length == 1 ? 2 : 7);
    }
}
