using System.Security.Cryptography;
using MovieData.Inference;
using MovieData.Tests.Inference;

namespace MovieData.Benchmarks;

/// <summary>
/// A flow network that costs next to nothing, with its catalogue: what an extraction costs with it is the ceiling of
/// everything but flow. <c>tools/measure/free-flow.sh</c> measures that.
/// </summary>
internal static class FreeFlow
{
    /// <summary>Flow, px, where one view is white and the other black.</summary>
    private const float GainPx = 40;

    /// <summary>
    /// Writes <c>free.onnx</c> and <c>models.yaml</c>. The flow is the difference of the views, averaged over squares
    /// of 16 px, times <see cref="GainPx"/>; right to left it is the opposite, so that the left-right test passes
    /// nearly everywhere, and varies as disparities do, so that maps cost what they cost; v is 0.
    /// </summary>
    /// <param name="folder">Exists.</param>
    public static void Write(string folder)
    {
        var graph = new OnnxGraph();
        string left = graph.Input("image1", OnnxElement.FullFloat, 1, 3, -1, -1);
        string right = graph.Input("image2", OnnxElement.FullFloat, 1, 3, -1, -1);
        string squares = graph.Node(
            "AveragePool", [left], ("kernel_shape", new[] { 16, 16 }), ("strides", new[] { 16, 16 }));
        string others = graph.Node(
            "AveragePool", [right], ("kernel_shape", new[] { 16, 16 }), ("strides", new[] { 16, 16 }));
        float third = GainPx / 3;
        float[] weights = [third, third, third, 0, 0, 0, -third, -third, -third, 0, 0, 0];
        string flow = graph.Node(
            "Conv", [graph.Node("Sub", [squares, others]), graph.Constant(weights, 4, 3, 1, 1)]);
        string none = graph.Constant<float>([], 0);
        graph.NamedNode(
            "Resize", "flow", [flow, none, graph.Constant<float>([1, 1, 16, 16])], ("mode", "linear"));
        graph.Output("flow", OnnxElement.FullFloat, 1, 4, -1, -1);
        byte[] bytes = graph.ToBytes();
        File.WriteAllBytes(Path.Combine(folder, "free.onnx"), bytes);
        File.WriteAllText(Path.Combine(folder, "models.yaml"), $$"""
            models:
              free:
                task: flow
                file: free.onnx
                sha256: {{Convert.ToHexStringLower(SHA256.HashData(bytes))}}
                licence: MIT
                origin: made by the benchmark free-flow
                input: { names: [image1, image2], colour: rgb, layout: nchw, type: float32,
                  scale: 0.00392156862745098, mean: [0, 0, 0], std: [1, 1, 1] }
                size: { multiple_of: 32 }
                output: { name: flow, layout: nchw, scale: 1, stride: 1, sign: 1 }
                direction: both

            """);
    }
}
