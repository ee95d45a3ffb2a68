using MovieData.Frames;
using MovieData.Kernels;

namespace MovieData.Models;

/// <summary>Fills a model's input tensor with a picture as its catalogue entry wants it.</summary>
internal sealed class PictureTensors
{
    private readonly ModelInput _input;
    private readonly PixelSize _tensor;
    private readonly bool _resizes;
    private readonly LevelTransform[] _levels;
    private readonly Plane<Rgb24>? _resized;

    /// <param name="entry">The model.</param>
    /// <param name="picture">Size of every picture that will come.</param>
    public PictureTensors(ModelEntry entry, PixelSize picture)
    {
        _input = entry.Input;
        _tensor = entry.Size.TensorSize(picture);
        _resizes = entry.Size.Fixed is not null && _tensor != picture;
        _levels = [.. _input.Mean.Zip(_input.Std, (mean, std) => LevelTransform.Of(_input.Scale, mean, std))];
        _resized = _resizes ? new Plane<Rgb24>(_tensor.Width, _tensor.Height) : null;
    }

    /// <summary>Floats of one picture in the tensor.</summary>
    public int Length => _input.Channels * _tensor.Width * _tensor.Height;

    /// <summary>
    /// Writes one picture, [channels, height, width]: resized when the model's size is fixed, else padded at the right
    /// and bottom by repeating the border.
    /// </summary>
    public void Fill(Plane<Rgb24> picture, Span<float> tensor)
    {
        Plane<Rgb24> source = picture;
        if (_resized is not null)
        {
            Resample.Picture(picture.Pixels, picture.Size, _resized.Pixels, _resized.Size);
            source = _resized;
        }

        if (_input.Colour == InputColour.Grey)
        {
            Normalize.ToGrey(source.Pixels, source.Size, _levels[0], tensor, _tensor);
        }
        else
        {
            ChannelOrder order = _input.Colour == InputColour.Rgb ? ChannelOrder.Rgb : ChannelOrder.Bgr;
            Normalize.ToPlanar(source.Pixels, source.Size, order, _levels, tensor, _tensor);
        }
    }
}
