using System.Numerics.Tensors;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;

namespace MovieData.Sky;

/// <summary>
/// Reads a sky network's result as its catalogue entry says: out of its layout and type, up to full size, and only then
/// held against the threshold or the other classes. Class numbers, of which nothing lies between two, are enlarged as
/// the mask they make. Holds scratch planes.
/// </summary>
internal sealed class SkyOutput
{
    private readonly ModelEntry _entry;
    private readonly PixelSize _values;
    private readonly PixelSize _full;
    private readonly int _channels;
    private readonly byte[] _chosen;
    private readonly float[] _planar;
    private readonly int[] _labels = [];
    private readonly float[] _best = [];
    private readonly float[] _enlarged = [];
    private readonly float[] _largest = [];
    private readonly float _threshold;

    /// <param name="entry">The model.</param>
    /// <param name="picture">Size of the pictures and of the masks.</param>
    public SkyOutput(ModelEntry entry, PixelSize picture)
    {
        _entry = entry;
        ModelOutput output = entry.Output;
        PixelSize tensor = entry.TensorSize(picture);
        _values = new PixelSize(tensor.Width / output.Stride, tensor.Height / output.Stride);

        // Of the picture where it was resized, else of the tensor, padding included.
        _full = entry.Resizes ? picture : tensor;
        _channels = entry.OutputChannels;
        _chosen = new byte[_channels];
        foreach (int number in output.HoldsScores ? output.Classes : [])
        {
            _chosen[number] = 1;
        }

        bool direct = output.Element == OnnxElement.FullFloat && !output.HoldsClasses
            && (output.Layout != TensorLayout.Nhwc || _channels == 1);
        _planar = direct ? [] : new float[_channels * _values.Area];
        if (output.HoldsScores && double.IsNaN(output.Threshold))
        {
            (_labels, _best) = (new int[_values.Area], new float[_values.Area]);
            return;
        }

        _enlarged = new float[_full.Area];
        _largest = output.Activation == OutputActivation.Softmax ? new float[_full.Area] : [];

        // The sigmoid of a value is above the threshold where the value is above this one.
        _threshold = (float)(output.HoldsClasses ? 0.5
            : output.Activation == OutputActivation.Sigmoid ? Math.Log(output.Threshold / (1 - output.Threshold))
            : output.Threshold);
    }

    /// <summary>Reads the result of one picture.</summary>
    /// <param name="result">The network's output.</param>
    /// <param name="sky">Receives 1 = sky, 0 = not, of the picture's size.</param>
    /// <exception cref="ModelException">A value is NaN or infinite.</exception>
    public void Read(OnnxTensor result, Plane<byte> sky)
    {
        ReadOnlySpan<float> values = Planar(result);
        CheckFinite(values);
        if (_enlarged.Length == 0)
        {
            ClassScores.Argmax(values, _best, _labels);
            ClassScores.Enlarge(values, _labels, _values, _chosen, _full, sky.Pixels, sky.Size);
        }
        else if (_largest.Length > 0)
        {
            Share(values, sky);
        }
        else
        {
            sky.Pixels.Clear();
            for (int channel = 0; channel < _channels; channel++)
            {
                if (!_entry.Output.HoldsScores || _chosen[channel] == 1)
                {
                    Compare(values.Slice(channel * (int)_values.Area, (int)_values.Area), sky);
                }
            }
        }
    }

    /// <summary>Means of a one-channel result in the sky and elsewhere, at full size, before any activation.</summary>
    internal static (double Sky, double Ground) Means(ModelEntry entry, OnnxTensor result, Plane<byte> truth)
    {
        var output = new SkyOutput(entry, truth.Size);
        Resample.Bilinear(output.Planar(result), output._values, output._enlarged, output._full, 1);
        (double sky, double rest, int count) = (0, 0, 0);
        for (int y = 0; y < truth.Height; y++)
        {
            for (int x = 0; x < truth.Width; x++)
            {
                (bool there, float value) = (truth[x, y] != 0, output._enlarged[(y * output._full.Width) + x]);
                sky += there ? value : 0;
                rest += there ? 0 : value;
                count += there ? 1 : 0;
            }
        }

        return (sky / count, rest / (truth.Pixels.Length - count));
    }

    /// <summary>The class numbers of a result that holds some.</summary>
    internal static IEnumerable<int> NumbersIn(OnnxTensor result) => result.Element switch
    {
        OnnxElement.LongInteger =>
            [.. result.Values<long>().ToArray().Select(n => (int)Math.Clamp(n, -1, int.MaxValue))],
        OnnxElement.FullInteger => result.Values<int>().ToArray(),
        OnnxElement.Level => [.. result.Values<byte>().ToArray().Select(n => (int)n)],
        OnnxElement.HalfFloat => [.. result.Values<Half>().ToArray().Select(n => (int)n)],
        _ => [.. result.Values<float>().ToArray().Select(n => (int)n)],
    };

    // One plane a channel, in float32; of class numbers one plane, 1 where the class is a chosen one.
    private ReadOnlySpan<float> Planar(OnnxTensor result)
    {
        if (_entry.Output.HoldsClasses)
        {
            switch (result.Element)
            {
                case OnnxElement.LongInteger:
                    Members<long>(result.Values<long>());
                    break;
                case OnnxElement.FullInteger:
                    Members<int>(result.Values<int>());
                    break;
                case OnnxElement.Level:
                    Members<byte>(result.Values<byte>());
                    break;
                case OnnxElement.HalfFloat:
                    Strided.Gather(result.Values<Half>(), 1, _planar);
                    CheckFinite(_planar);
                    Members<float>(_planar);
                    break;
                default:
                    CheckFinite(result.Values<float>());
                    Members<float>(result.Values<float>());
                    break;
            }

            return _planar;
        }

        if (_planar.Length == 0)
        {
            return result.Values<float>();
        }

        (int area, bool nhwc) = ((int)_values.Area, _entry.Output.Layout == TensorLayout.Nhwc);
        for (int channel = 0; channel < _channels; channel++)
        {
            (int start, int step) = nhwc ? (channel, _channels) : (channel * area, 1);
            Span<float> plane = _planar.AsSpan(channel * area, area);
            if (result.Element == OnnxElement.HalfFloat)
            {
                Strided.Gather(result.Values<Half>()[start..], step, plane);
            }
            else
            {
                Strided.Gather(result.Values<float>()[start..], step, plane);
            }
        }

        return _planar;
    }

    private void Members<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        Span<T> classes = stackalloc T[_entry.Output.Classes.Count];
        for (int c = 0; c < classes.Length; c++)
        {
            classes[c] = T.CreateSaturating(_entry.Output.Classes[c]);
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            _planar[i] = classes.Contains(numbers[i]) ? 1 : 0;
        }
    }

    private void Compare(ReadOnlySpan<float> plane, Plane<byte> sky)
    {
        Resample.Bilinear(plane, _values, _enlarged, _full, 1);
        bool below = _entry.Output.Sign < 0;
        for (int y = 0; y < sky.Height; y++)
        {
            ReadOnlySpan<float> values = _enlarged.AsSpan(y * _full.Width, sky.Width);
            Span<byte> row = sky.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                bool beyond = below ? values[x] < _threshold : values[x] > _threshold;
                row[x] |= beyond ? (byte)1 : (byte)0;
            }
        }
    }

    // Share of the chosen classes in the sum of e^score over all, at full size; the largest score is taken off first,
    // so that no power is too large.
    private void Share(ReadOnlySpan<float> values, Plane<byte> sky)
    {
        int area = (int)_values.Area;
        var all = new float[_full.Area];
        var chosen = new float[_full.Area];
        Array.Fill(_largest, float.NegativeInfinity);
        for (int channel = 0; channel < _channels; channel++)
        {
            Resample.Bilinear(values.Slice(channel * area, area), _values, _enlarged, _full, 1);
            TensorPrimitives.Max(_enlarged, _largest, _largest);
        }

        for (int channel = 0; channel < _channels; channel++)
        {
            Resample.Bilinear(values.Slice(channel * area, area), _values, _enlarged, _full, 1);
            TensorPrimitives.Subtract(_enlarged, _largest, _enlarged);
            TensorPrimitives.Exp<float>(_enlarged, _enlarged);
            TensorPrimitives.Add(all, _enlarged, all);
            if (_chosen[channel] == 1)
            {
                TensorPrimitives.Add(chosen, _enlarged, chosen);
            }
        }

        for (int y = 0; y < sky.Height; y++)
        {
            Span<byte> row = sky.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                int at = (y * _full.Width) + x;
                row[x] = chosen[at] > _threshold * all[at] ? (byte)1 : (byte)0;
            }
        }
    }

    // One NaN or infinite value spoils the sum; only then are they counted.
    private void CheckFinite(ReadOnlySpan<float> values)
    {
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes(values)))
        {
            return;
        }

        int wrong = 0;
        foreach (float value in values)
        {
            wrong += float.IsFinite(value) ? 0 : 1;
        }

        if (wrong > 0)
        {
            throw new ModelException(
                $"model {_entry.Name} gave values that are no numbers (NaN or infinite) at {wrong} of "
                + $"{values.Length} places of its output; use another model, or mend its export");
        }
    }
}
