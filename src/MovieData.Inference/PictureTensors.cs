using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Inference;

/// <summary>Part of a picture a run sees.</summary>
/// <param name="Area">Where it lies in the picture.</param>
/// <param name="ShiftPx">Columns further right it is read, so that its content moves to the left (in its own,
/// perhaps mirrored, frame); what lies outside the picture repeats the border.</param>
/// <param name="Mirrored">True to reverse every row.</param>
public readonly record struct PictureCut(PixelArea Area, int ShiftPx = 0, bool Mirrored = false);

/// <summary>
/// The input tensors of one run of a model, and pictures written into them as the catalogue entry wants them: resized
/// when the model's size is fixed, padded at the right and bottom by repeating the border. Owns the tensors.
/// </summary>
public sealed class PictureTensors : IDisposable
{
    private readonly TensorPool _pool;
    private readonly ModelInput _input;
    private readonly PixelSize _tensor;
    private readonly LevelTransform[] _levels;
    private readonly OnnxTensor[] _tensors;
    private readonly OnnxTensor[] _reducedTensors = [];
    private readonly OnnxTensor[] _constants;
    private readonly Plane<Rgb24>?[] _resized = [];
    private readonly PixelSize _window;
    private Plane<Rgb24>? _cut;
    private readonly float[] _planar = [];
    private readonly float[] _reducedPlanar = [];

    /// <param name="entry">The model.</param>
    /// <param name="picture">Size of every picture that will come.</param>
    /// <param name="batch">Items of the batch.</param>
    /// <param name="pool">Where the tensors come from and return to.</param>
    public PictureTensors(ModelEntry entry, PixelSize picture, int batch, TensorPool pool)
    {
        _pool = pool;
        _input = entry.Input;
        _tensor = entry.TensorSize(picture);
        _levels = _input.ToTransforms();
        OnnxTensor OfPictures(PixelSize size) =>
            Tensor(entry, pool, _input.Element, _input.Shape(batch, size), picture);
        _tensors = [.. _input.Names.Select(_ => OfPictures(_tensor))];
        if (_input.Reduced is { } reduced)
        {
            PixelSize small = new(_tensor.Width / reduced.By, _tensor.Height / reduced.By);
            _reducedPlanar = new float[_input.Channels * small.Area];
            _reducedTensors = [.. reduced.Names.Select(_ => OfPictures(small))];
        }

        _constants = [.. _input.Constants.Select(c => Constant(entry, pool, c, c.Shape(batch, _tensor), picture))];
        if (entry.Resizes && _tensor != picture)
        {
            _resized = [null, null];
        }

        _window = entry.WindowSize(picture);
        IsDirect = _input.Element == OnnxElement.FullFloat && Step == 1;
        _planar = IsDirect || IsCopied ? [] : new float[_input.Channels * _tensor.Area];
    }

    /// <summary>A tensor for a run over pictures of a size.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="pool">Where it comes from, and where it is to be given back.</param>
    /// <param name="element">Its element type.</param>
    /// <param name="shape">Its sizes, the items of the batch first.</param>
    /// <param name="picture">Size of the pictures, for errors.</param>
    /// <exception cref="ModelMemoryException">It is too large: what to change is named.</exception>
    public static OnnxTensor Tensor(
        ModelEntry entry, TensorPool pool, OnnxElement element, int[] shape, PixelSize picture)
    {
        try
        {
            return pool.Rent(element, shape);
        }
        catch (OnnxException error)
        {
            string remedy = shape is [var first, ..] && first > entry.ItemsPerPair
                ? "state fewer --flow-pairs"
                : $"pictures of {picture} are too large for it: give smaller ones, or a model with tiles";
            throw new ModelMemoryException($"model {entry.Name}: {error.Message}; {remedy}", error);
        }
    }

    /// <summary>One tensor an input name (<see cref="ModelInput.AllNames"/>).</summary>
    public IReadOnlyList<OnnxTensor> Tensors => [.. _tensors, .. _reducedTensors, .. _constants];

    // Planar float32 is what the kernels write; everything else takes a detour through it, unless it is what pictures
    // are.
    private bool IsDirect { get; }

    private bool IsCopied => _input is
    {
        Element: OnnxElement.Level, Layout: TensorLayout.Nhwc, Colour: InputColour.Rgb, Reduced: null,
        Pair: not InputPair.Channels,
    };

    // Distance of two pixels of one channel in the tensor.
    private int Step => _input.Layout == TensorLayout.Nchw ? 1
        : _input.Pair == InputPair.Channels ? 2 * _input.Channels : _input.Channels;

    /// <summary>The picture as the model's size wants it: itself, or resized into a plane that stays ours.</summary>
    /// <param name="picture">A picture of the stated size.</param>
    /// <param name="view">0 or 1: resized pictures of both are kept side by side.</param>
    public Plane<Rgb24> ToSize(Plane<Rgb24> picture, int view)
    {
        if (_resized.Length == 0)
        {
            return picture;
        }

        Plane<Rgb24> resized = _resized[view] ??= new Plane<Rgb24>(_tensor.Width, _tensor.Height);
        Resample.Picture(picture.Pixels, picture.Size, resized.Pixels, resized.Size);
        return resized;
    }

    /// <summary>Writes a picture of <see cref="ToSize"/> into the tensors.</summary>
    /// <param name="picture">The picture, or the resized one.</param>
    /// <param name="cut">Its part, at most of the tensor's size.</param>
    /// <param name="item">Item of the batch.</param>
    /// <param name="position">0: first picture of the pair, 1: second.</param>
    public void Fill(Plane<Rgb24> picture, PictureCut cut, int item, int position)
    {
        bool whole = cut is { Area: { X: 0, Y: 0 }, ShiftPx: 0, Mirrored: false } && cut.Area.Size == picture.Size;
        ReadOnlySpan<Rgb24> pixels = whole ? picture.Pixels : Cut(picture, cut);
        PixelSize size = cut.Area.Size;
        int first = _input.Pair == InputPair.Tensors ? position : 0;
        int area = (int)_tensor.Area;
        if (IsDirect)
        {
            int values = _input.Channels * area;
            Span<float> planes = _tensors[first].Values<float>().Slice(PicturesBefore(item, position) * values, values);
            ToPlanar(pixels, size, planes);
            PutReduced(planes, first, item, position);
            return;
        }

        if (IsCopied)
        {
            Copy(pixels, size, _tensors[first].Values<byte>()[(PicturesBefore(item, position) * 3 * area)..]);
            return;
        }

        ToPlanar(pixels, size, _planar);
        Put(_planar, area, _tensors[first], item, position);
        PutReduced(_planar, first, item, position);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OnnxTensor tensor in Tensors)
        {
            _pool.Return(tensor);
        }
    }

    private static OnnxTensor Constant(
        ModelEntry entry, TensorPool pool, ModelConstant constant, int[] shape, PixelSize picture)
    {
        OnnxTensor tensor = Tensor(entry, pool, constant.Element, shape, picture);
        switch (constant.Element)
        {
            case OnnxElement.FullFloat:
                tensor.Values<float>().Fill((float)constant.Value);
                break;
            case OnnxElement.HalfFloat:
                tensor.Values<Half>().Fill((Half)constant.Value);
                break;
            case OnnxElement.FullInteger:
                tensor.Values<int>().Fill((int)constant.Value);
                break;
            default:
                tensor.Values<long>().Fill((long)constant.Value);
                break;
        }

        return tensor;
    }

    private int PicturesBefore(int item, int position) =>
        (item * _input.PicturesPerTensor) + (_input.PicturesPerTensor == 2 ? position : 0);

    // Planes of one picture into the tensor's own order and type.
    private void Put(ReadOnlySpan<float> planes, int area, OnnxTensor tensor, int item, int position)
    {
        int start = _input is { Layout: TensorLayout.Nhwc, Pair: InputPair.Channels }
            ? (2 * item * _input.Channels * area) + (position * _input.Channels)
            : PicturesBefore(item, position) * _input.Channels * area;
        int channelStart = _input.Layout == TensorLayout.Nchw ? area : 1;
        for (int c = 0; c < _input.Channels; c++)
        {
            Spread(planes.Slice(c * area, area), tensor, start + (c * channelStart));
        }
    }

    // Padded as Normalize pads.
    private void Copy(ReadOnlySpan<Rgb24> pixels, PixelSize size, Span<byte> levels)
    {
        Span<Rgb24> target = MemoryMarshal.Cast<byte, Rgb24>(levels)[..(int)_tensor.Area];
        for (int y = 0; y < size.Height; y++)
        {
            Span<Rgb24> row = target.Slice(y * _tensor.Width, _tensor.Width);
            pixels.Slice(y * size.Width, size.Width).CopyTo(row);
            row[size.Width..].Fill(row[size.Width - 1]);
        }

        ReadOnlySpan<Rgb24> last = target.Slice((size.Height - 1) * _tensor.Width, _tensor.Width);
        for (int y = size.Height; y < _tensor.Height; y++)
        {
            last.CopyTo(target[(y * _tensor.Width)..]);
        }
    }

    private void PutReduced(ReadOnlySpan<float> planes, int tensor, int item, int position)
    {
        if (_input.Reduced is not { } reduced)
        {
            return;
        }

        int small = _reducedPlanar.Length / _input.Channels;
        int area = (int)_tensor.Area;
        for (int c = 0; c < _input.Channels; c++)
        {
            Resample.Reduce(
                planes.Slice(c * area, area), _tensor, reduced.By, _reducedPlanar.AsSpan(c * small, small));
        }

        Put(_reducedPlanar, small, _reducedTensors[tensor], item, position);
    }

    private ReadOnlySpan<Rgb24> Cut(Plane<Rgb24> picture, PictureCut cut)
    {
        (int x, int y, int width, int height) = (cut.Area.X, cut.Area.Y, cut.Area.Width, cut.Area.Height);
        int start = cut.Mirrored ? x + width - 1 - cut.ShiftPx : x + cut.ShiftPx;
        _cut ??= new Plane<Rgb24>(_window.Width, _window.Height);
        Span<Rgb24> pixels = _cut.Pixels[..(width * height)];
        for (int row = 0; row < height; row++)
        {
            Tiling.CutRow(picture.Row(y + row), start, cut.Mirrored, pixels.Slice(row * width, width));
        }

        return pixels;
    }

    private void ToPlanar(ReadOnlySpan<Rgb24> pixels, PixelSize size, Span<float> planes)
    {
        if (_input.Colour == InputColour.Grey)
        {
            Normalize.ToGrey(pixels, size, _levels[0], planes, _tensor);
        }
        else
        {
            ChannelOrder order = _input.Colour == InputColour.Rgb ? ChannelOrder.Rgb : ChannelOrder.Bgr;
            Normalize.ToPlanar(pixels, size, order, _levels, planes, _tensor);
        }
    }

    private void Spread(ReadOnlySpan<float> plane, OnnxTensor tensor, int start)
    {
        switch (_input.Element)
        {
            case OnnxElement.FullFloat:
                Strided.Spread(plane, tensor.Values<float>()[start..], Step);
                break;
            case OnnxElement.HalfFloat:
                Strided.Spread(plane, tensor.Values<Half>()[start..], Step);
                break;
            default:
                Strided.Spread(plane, tensor.Values<byte>()[start..], Step);
                break;
        }
    }
}
