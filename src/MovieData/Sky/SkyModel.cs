using MovieData.Imaging.Frames;
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
    private readonly OnnxTensor _result;
    private readonly OnnxRun _run;
    private readonly SkyOutput _output;

    /// <summary>Prepares the tensors for pictures of one size.</summary>
    /// <param name="model">The loaded network; stays the caller's.</param>
    /// <param name="picture">Size of the pictures.</param>
    /// <exception cref="ModelMemoryException">A tensor would be too large.</exception>
    public SkyModel(OnnxModel model, PixelSize picture)
    {
        _model = model;
        ModelEntry entry = model.Entry;
        _tensor = entry.TensorSize(picture);
        _pictures = new PictureTensors(entry, picture, batch: 1, model.Tensors);
        _result = PictureTensors.Tensor(
            entry,
            model.Tensors,
            entry.Output.Element,
            entry.Output.Shape(1, entry.OutputChannels, _tensor),
            picture);
        _run = model.Bind(_pictures.Tensors, _result);
        _output = new SkyOutput(entry, picture);
    }

    /// <summary>What the network gave for the last picture, as it came.</summary>
    internal OnnxTensor Result => _result;

    /// <summary>Finds the sky of a picture.</summary>
    /// <param name="picture">Any picture of the size stated at the start.</param>
    /// <param name="sky">Receives 1 = sky, 0 = not, of the picture's size.</param>
    /// <param name="cancel">Cuts the run short.</param>
    /// <param name="mirrored">The network sees the picture mirrored left to right; the mask is turned back.</param>
    /// <exception cref="ModelException">The network failed, or gave values that are not finite.</exception>
    public void Run(Plane<Rgb24> picture, Plane<byte> sky, CancellationToken cancel, bool mirrored = false)
    {
        Plane<Rgb24> sized = _pictures.ToSize(picture, 0);
        var cut = new PictureCut(new PixelArea(0, 0, sized.Width, sized.Height), Mirrored: mirrored);
        _pictures.Fill(sized, cut, item: 0, position: 0);
        Execute(cancel);
        _output.Read(_result, sky);
        for (int y = 0; mirrored && y < sky.Height; y++)
        {
            sky.Row(y).Reverse();
        }
    }

    /// <summary>Runs the network over what the tensors hold; <c>models bench</c> times this.</summary>
    internal void Execute(CancellationToken cancel) => _model.Execute(_run, _tensor, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _pictures.Dispose();
        _model.Tensors.Return(_result);
    }
}
