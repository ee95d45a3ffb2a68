using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.Inference;

namespace MovieData.Tests.Sky;

/// <summary>
/// A segmentation network with random weights, as many as SegFormer-B0 has: strided convolutions to a sixteenth of the
/// size, two wide ones there, back to a quarter, and a score for each of 150 classes.
/// </summary>
internal static class RandomNetwork
{
    private const int Wide = 394;
    private const int Deep = 128;

    public static (byte[] Bytes, int Weights) Bytes(ModelEntry entry)
    {
        var graph = new OnnxGraph();
        var random = new Random(42);
        int count = 0;
        string Convolved(string from, int channels, int outputs, int side, int stride)
        {
            var weights = new float[outputs * channels * side * side];
            double spread = Math.Sqrt(3.0 / (channels * side * side));
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = (float)(((2 * random.NextDouble()) - 1) * spread);
            }

            count += weights.Length;
            int pad = (side - 1) / 2;
            return graph.Node(
                "Conv",
                [from, graph.Constant(weights, outputs, channels, side, side)],
                ("kernel_shape", new[] { side, side }),
                ("strides", new[] { stride, stride }),
                ("pads", new[] { pad, pad, side - 1 - pad, side - 1 - pad }));
        }

        string picture = graph.Input(entry.Input.Names[0], OnnxElement.FullFloat, entry.Input.Shape(-1, null));
        string fine = graph.Node("Tanh", [Convolved(picture, 3, Deep, 7, 4)]);
        string coarse = graph.Node("Tanh", [Convolved(fine, Deep, Wide, 4, 4)]);
        coarse = graph.Node("Tanh", [Convolved(coarse, Wide, Wide, 3, 1)]);
        coarse = graph.Node("Tanh", [Convolved(coarse, Wide, Wide, 3, 1)]);
        coarse = Convolved(coarse, Wide, Deep, 1, 1);
        string larger = graph.Constant<float>([1, 1, 4, 4]);
        string both = graph.Node("Add", [graph.Node("Resize", [coarse, "", larger], ("mode", "linear")), fine]);
        string scores = Convolved(both, Deep, entry.OutputChannels, 1, 1);
        graph.NamedNode("Identity", entry.Output.Name, [scores]);
        graph.Output(entry.Output.Name, OnnxElement.FullFloat, entry.Output.Shape(-1, entry.OutputChannels, null));
        return (graph.ToBytes(), count);
    }

    /// <summary>The mask by the network's own result: all its scores enlarged at half-pixel centres.</summary>
    public static byte[] Expected(OnnxModel network, Plane<Rgb24> picture)
    {
        ModelEntry entry = network.Entry;
        PixelSize tensor = entry.TensorSize(picture.Size);
        (int stride, int classes) = (entry.Output.Stride, entry.OutputChannels);
        (int width, int height) = (tensor.Width / stride, tensor.Height / stride);
        using var inputs = new PictureTensors(entry, picture.Size, 1, network.Tensors);
        using var result = new OnnxTensor(OnnxElement.FullFloat, entry.Output.Shape(1, classes, tensor));
        using OnnxRun run = network.Bind(inputs.Tensors, result);
        inputs.Fill(picture, new PictureCut(new PixelArea(0, 0, picture.Width, picture.Height)), 0, 0);
        network.Execute(run, tensor, TestContext.Current.CancellationToken);
        float[] scores = result.Values<float>().ToArray();
        return [.. Enumerable.Range(0, picture.Width * picture.Height).Select(i =>
        {
            double x = Math.Clamp((((i % picture.Width) + 0.5) / stride) - 0.5, 0, width - 1);
            double y = Math.Clamp((((i / picture.Width) + 0.5) / stride) - 0.5, 0, height - 1);
            (int left, int top) = (Math.Min((int)x, width - 2), Math.Min((int)y, height - 2));
            (float across, float down) = ((float)(x - left), (float)(y - top));
            int winner = Enumerable.Range(0, classes).MaxBy(c =>
            {
                float At(int column, int row) => scores[(((c * height) + row) * width) + column];
                float above = (At(left, top) * (1 - across)) + (At(left + 1, top) * across);
                float below = (At(left, top + 1) * (1 - across)) + (At(left + 1, top + 1) * across);
                return (above * (1 - down)) + (below * down);
            });
            return entry.Output.Classes.Contains(winner) ? (byte)1 : (byte)0;
        })];
    }
}
