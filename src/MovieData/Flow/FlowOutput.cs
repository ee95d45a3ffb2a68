using System.Numerics.Tensors;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>
/// Reads a flow network's result as its catalogue entry says: out of its layout and type, up to full size, into px of
/// the picture, unmirrored, and blended where the picture was cut into tiles; not a number where the network was at the
/// end of what it can give. Holds scratch planes.
/// </summary>
internal sealed class FlowOutput
{
    private readonly ModelEntry _entry;
    private readonly PixelSize _picture;
    private readonly PixelSize _tensor;
    private readonly PixelSize _values;
    private readonly PixelSize _full;
    private readonly TileGrid _tiles;
    private readonly OutputLimits? _limits;
    private readonly float[] _planar;
    private readonly float[] _enlarged;
    private readonly float[] _row;

    /// <param name="entry">The model.</param>
    /// <param name="picture">Size of the pictures and of the fields.</param>
    /// <param name="tiles">The tiles, in px of what the network sees.</param>
    /// <param name="limited">False to keep what the network gives at its ends, for proofs.</param>
    public FlowOutput(ModelEntry entry, PixelSize picture, TileGrid tiles, bool limited = true)
    {
        _entry = entry;
        _picture = picture;
        _tiles = tiles;
        _tensor = entry.TensorSize(picture);
        _values = new PixelSize(_tensor.Width / entry.Output.Stride, _tensor.Height / entry.Output.Stride);

        // One value a pixel: of the picture where it was resized, else of the tensor, padding included.
        _full = entry.Resizes ? picture : _tensor;
        var limits = new OutputLimits(entry);
        _limits = limited && limits.AreKnown ? limits : null;
        bool direct = _limits is null && entry.Output.Element == OnnxElement.FullFloat
            && (entry.Output.Layout != TensorLayout.Nhwc || entry.OutputChannels == 1);
        _planar = direct ? [] : new float[_values.Area];
        _enlarged = _full == _values ? [] : new float[_full.Area];
        _row = tiles.Count > 1 ? new float[tiles[0].Width] : [];
    }

    /// <summary>Reads one direction of one tile.</summary>
    /// <param name="result">The network's output.</param>
    /// <param name="item">Item of its batch.</param>
    /// <param name="channel">First channel of the direction, of those that are read.</param>
    /// <param name="tile">The tile it is of.</param>
    /// <param name="mirrored">The pictures were mirrored.</param>
    /// <param name="field">Receives the tile; of several tiles the first one clears it.</param>
    /// <exception cref="ModelException">A value is NaN or infinite.</exception>
    public void Read(OnnxTensor result, int item, int channel, int tile, bool mirrored, FlowField field)
    {
        if (tile == 0 && _tiles.Count > 1)
        {
            field.U.Pixels.Clear();
            field.V.Pixels.Clear();
        }

        // In the network's own frame u = value · factor + shift; a mirrored frame's u points the other way.
        ModelOutput output = _entry.Output;
        channel += output.Channel;
        float factor = (float)(output.Scale * output.Sign);
        float factorU = _entry.Resizes ? factor * _picture.Width / _tensor.Width : factor;
        float factorV = _entry.Resizes ? factor * _picture.Height / _tensor.Height : factor;
        if (output.Disparity)
        {
            float shift = _entry.Resizes ? (float)_entry.ShiftPx * _picture.Width / _tensor.Width : _entry.ShiftPx;
            int sign = mirrored ? -1 : 1;
            Write(Channel(result, item, channel), sign * -factorU, sign * shift, tile, mirrored, field.U);
            field.V.Pixels.Clear();
        }
        else
        {
            Write(Channel(result, item, channel), factorU, 0, tile, mirrored, field.U);
            Write(Channel(result, item, channel + 1), factorV, 0, tile, mirrored, field.V);
        }
    }

    private ReadOnlySpan<float> Channel(OnnxTensor result, int item, int channel)
    {
        int area = (int)_values.Area;
        int channels = _entry.OutputChannels;
        bool nhwc = _entry.Output.Layout == TensorLayout.Nhwc;
        int start = nhwc ? channel : channel * area;
        int step = nhwc ? channels : 1;
        ReadOnlySpan<float> values = _planar;
        if (_entry.Output.Element == OnnxElement.HalfFloat)
        {
            Strided.Gather(One(result.Values<Half>(), item)[start..], step, _planar);
        }
        else if (_planar.Length > 0)
        {
            Strided.Gather(One(result.Values<float>(), item)[start..], step, _planar);
        }
        else
        {
            values = One(result.Values<float>(), item).Slice(start, area);
        }

        CheckFinite(values);
        _limits?.TakeOut(_planar);
        return values;
    }

    // What the last iteration says of one item, all channels.
    private ReadOnlySpan<T> One<T>(ReadOnlySpan<T> result, int item)
    {
        int length = _entry.OutputChannels * (int)_values.Area;
        int batch = result.Length / length / _entry.Output.Iterations;
        return result.Slice(_entry.Output.ResultsBefore(item, batch) * length, length);
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

        throw new ModelException(
            wrong == 0
                ? $"model {_entry.Name} gave values up to {values.ToArray().Max(Math.Abs):G3}: no displacements; "
                    + "use another model, or mend its export or output.scale"
                : $"model {_entry.Name} gave values that are no numbers (NaN or infinite) at {wrong} of "
                    + $"{values.Length} places of its output; use another model, or mend its export");
    }

    private void Write(
        ReadOnlySpan<float> values, float factor, float shift, int tile, bool mirrored, Plane<float> target)
    {
        if (_enlarged.Length > 0)
        {
            Resample.Bilinear(values, _values, _enlarged, _full, 1);
            values = _enlarged;
        }

        PixelSize window = _entry.Resizes ? _picture : _tiles[tile].Size;
        for (int y = 0; y < window.Height; y++)
        {
            Span<float> row = _tiles.Count > 1 ? _row : target.Row(y);
            TensorPrimitives.Multiply(values.Slice(y * _full.Width, window.Width), factor, row);
            if (shift != 0)
            {
                TensorPrimitives.Add(row, shift, row);
            }

            if (mirrored)
            {
                row.Reverse();
            }

            if (_tiles.Count > 1)
            {
                _tiles.Add(tile, y, row, target);
            }
        }
    }
}
