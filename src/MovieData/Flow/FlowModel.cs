using System.Numerics.Tensors;
using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Models;
using MovieData.Native;

namespace MovieData.Flow;

/// <summary>
/// A flow network run in both directions over pictures of one size. Holds its tensors, so one instance serves one
/// caller at a time; several instances may share one loaded <see cref="OnnxModel"/>.
/// </summary>
public sealed class FlowModel : IDisposable
{
    private const int Directions = 2;

    private readonly OnnxModel _model;
    private readonly PictureTensors _pictures;
    private readonly PixelSize _picture;
    private readonly PixelSize _tensor;
    private readonly PixelSize _output;
    private readonly OnnxTensor[] _first;
    private readonly OnnxTensor[] _second;
    private readonly OnnxTensor[] _flow;
    private readonly Plane<float>? _enlarged;

    /// <summary>Prepares the tensors for pictures of one size.</summary>
    /// <param name="model">The loaded network; stays the caller's.</param>
    /// <param name="picture">Size of both views.</param>
    public FlowModel(OnnxModel model, PixelSize picture)
    {
        _model = model;
        _picture = picture;
        ModelEntry entry = model.Entry;
        _tensor = entry.Size.TensorSize(picture);
        _output = new PixelSize(_tensor.Width / entry.Output.Stride, _tensor.Height / entry.Output.Stride);
        _pictures = new PictureTensors(entry, picture);

        // A network that takes batches sees both directions in one run, another is run twice.
        int batch = model.TakesBatches ? Directions : 1;
        OnnxTensor[] Tensors(int channels, PixelSize size) => [.. Enumerable.Range(0, Directions / batch)
            .Select(_ => new OnnxTensor(batch, channels, size.Height, size.Width))];
        _first = Tensors(entry.Input.Channels, _tensor);
        _second = Tensors(entry.Input.Channels, _tensor);
        _flow = Tensors(2, _output);
        _enlarged = entry.Size.Fixed is null && entry.Output.Stride > 1
            ? new Plane<float>(_tensor.Width, _tensor.Height)
            : null;
    }

    /// <summary>
    /// Estimates the flow from <paramref name="left"/> to <paramref name="right"/> and back, in px of the pictures.
    /// </summary>
    /// <param name="left">Left view.</param>
    /// <param name="right">Right view.</param>
    /// <param name="leftToRight">Receives the flow at the left view's pixels.</param>
    /// <param name="rightToLeft">Receives the flow at the right view's pixels.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public void Run(Plane<Rgb24> left, Plane<Rgb24> right, FlowField leftToRight, FlowField rightToLeft)
    {
        _pictures.Fill(left, Slot(_first, 0));
        _pictures.Fill(right, Slot(_second, 0));

        // The other direction is the same network with the pictures exchanged.
        Slot(_second, 0).CopyTo(Slot(_first, 1));
        Slot(_first, 0).CopyTo(Slot(_second, 1));
        for (int run = 0; run < _flow.Length; run++)
        {
            _model.Run([_first[run], _second[run]], _flow[run]);
        }

        Extract(Slot(_flow, 0), leftToRight);
        Extract(Slot(_flow, 1), rightToLeft);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OnnxTensor tensor in (OnnxTensor[])[.. _first, .. _second, .. _flow])
        {
            tensor.Dispose();
        }
    }

    private static Span<float> Slot(OnnxTensor[] tensors, int direction)
    {
        int batch = Directions / tensors.Length;
        Span<float> values = tensors[direction / batch].Values;
        int length = values.Length / batch;
        return values.Slice(direction % batch * length, length);
    }

    // Output values are px of the tensor (after Scale); a resized picture has its own px in each direction.
    private void Extract(Span<float> flow, FlowField field)
    {
        ModelOutput output = _model.Entry.Output;
        float factor = (float)(output.Scale * output.Sign);
        bool resized = _model.Entry.Size.Fixed is not null;
        float factorU = resized ? factor * _picture.Width / _tensor.Width : factor;
        float factorV = resized ? factor * _picture.Height / _tensor.Height : factor;
        int plane = _output.Width * _output.Height;
        Extract(flow[..plane], field.U, factorU);
        Extract(flow.Slice(plane, plane), field.V, factorV);
    }

    private void Extract(ReadOnlySpan<float> source, Plane<float> target, float factor)
    {
        if (_model.Entry.Size.Fixed is not null)
        {
            Resample.Bilinear(source, _output, target.Pixels, target.Size, factor);
            return;
        }

        ReadOnlySpan<float> full = source;
        if (_enlarged is not null)
        {
            Resample.Bilinear(source, _output, _enlarged.Pixels, _enlarged.Size, 1);
            full = _enlarged.Pixels;
        }

        for (int y = 0; y < _picture.Height; y++)
        {
            TensorPrimitives.Multiply(full.Slice(y * _tensor.Width, _picture.Width), factor, target.Row(y));
        }
    }
}
