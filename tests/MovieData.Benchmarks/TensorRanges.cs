using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;

namespace MovieData.Benchmarks;

/// <summary>
/// The ranges of a flow network's tensors over pairs of pictures, for <c>tools/flow-training/quantize.py</c>: ONNX
/// Runtime is not everywhere to be had for Python, but it is here.
/// </summary>
internal static class TensorRanges
{
    // Of a tensor: least and largest value.
    private const int Limits = 2;

    /// <summary>Runs the graph that <c>quantize.py observe</c> wrote, and writes a row a tensor and pair.</summary>
    /// <param name="graph">The graph; movieflow's inputs, and output <c>ranges</c>.</param>
    /// <param name="target">Text file to be written.</param>
    /// <param name="pictures">Left and right views by turns; cut to multiples of 32.</param>
    public static void Write(string graph, string target, string[] pictures)
    {
        ModelEntry entry = ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow);
        using OnnxSession session =
            OnnxSession.Load(File.ReadAllBytes(graph), Environment.ProcessorCount, OnnxDevice.Cpu);
        using var ranges = new OnnxTensor(
            OnnxElement.FullFloat, session.Outputs.Single(o => o.Name == "ranges").Dimensions[0]);
        using StreamWriter text = File.CreateText(target);
        foreach (string[] pair in pictures.Chunk(2))
        {
            using Plane<Rgb24> left = PictureFile.ReadRgb(pair[0]);
            using Plane<Rgb24> right = PictureFile.ReadRgb(pair[1]);
            using var pool = new TensorPool();
            var area = new PixelArea(0, 0, left.Width / 32 * 32, left.Height / 32 * 32);
            using var inputs = new PictureTensors(entry, area.Size, 1, pool);
            inputs.Fill(left, new PictureCut(area), 0, 0);
            inputs.Fill(right, new PictureCut(area), 0, 1);
            using OnnxRun run = session.Bind(entry.Input.Names, inputs.Tensors, "ranges", ranges);
            run.Execute(CancellationToken.None);
            foreach (float[] row in ranges.Values<float>().ToArray().Chunk(Limits))
            {
                text.WriteLine(string.Join(' ', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
            }
        }
    }
}
