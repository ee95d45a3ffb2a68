using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;

namespace MovieData.Sky;

/// <summary>
/// A sky segmentation network run over pictures of one size. Holds its tensors, so one instance serves one caller at a
/// time; several instances may share one loaded <see cref="OnnxModel"/>.
/// </summary>
public sealed class SkyModel : IDisposable
{
    private readonly OnnxModel _model;
    private readonly PictureTensors _pictures;
    private readonly PixelSize _tensor;
    private readonly PixelSize _output;
    private readonly OnnxTensor _probability;
    private readonly OnnxRun _run;
    private readonly Plane<float> _full;

    /// <summary>Prepares the tensors for pictures of one size.</summary>
    /// <param name="model">The loaded network; stays the caller's.</param>
    /// <param name="picture">Size of the pictures.</param>
    /// <exception cref="ModelMemoryException">A tensor would be too large.</exception>
    public SkyModel(OnnxModel model, PixelSize picture)
    {
        _model = model;
        ModelEntry entry = model.Entry;
        _tensor = entry.TensorSize(picture);
        _output = new PixelSize(_tensor.Width / entry.Output.Stride, _tensor.Height / entry.Output.Stride);
        _pictures = new PictureTensors(entry, picture, batch: 1, model.Tensors);
        _probability =
            PictureTensors.Tensor(
            entry, model.Tensors, entry.Output.Element, entry.Output.Shape(1, 1, _tensor), picture);
        _run = model.Bind(_pictures.Tensors, _probability);
        PixelSize full = entry.Resizes ? picture : _tensor;
        _full = new Plane<float>(full.Width, full.Height);
    }

    /// <summary>Finds the sky of a picture.</summary>
    /// <param name="picture">Any picture of the size stated at the start.</param>
    /// <param name="sky">Receives 1 = sky, 0 = not, of the picture's size.</param>
    /// <param name="cancel">Cuts the run short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public void Run(Plane<Rgb24> picture, Plane<byte> sky, CancellationToken cancel)
    {
        Plane<Rgb24> sized = _pictures.ToSize(picture, 0);
        _pictures.Fill(sized, new PictureCut(new PixelArea(0, 0, sized.Width, sized.Height)), item: 0, position: 0);
        _model.Execute(_run, _tensor, cancel);
        Resample.Bilinear(_probability.Values<float>(), _output, _full.Pixels, _full.Size, 1);
        float threshold = (float)_model.Entry.Output.Threshold;
        for (int y = 0; y < sky.Height; y++)
        {
            Span<float> probability = _full.Row(y);
            Span<byte> row = sky.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                // NaN compares false: what the network could not say is not sky.
                row[x] = probability[x] > threshold ? (byte)1 : (byte)0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _pictures.Dispose();
        _model.Tensors.Return(_probability);
    }
}
