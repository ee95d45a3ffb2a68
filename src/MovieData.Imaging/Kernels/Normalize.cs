using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>Order of the three channels in a tensor.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}

/// <summary>What becomes of an 8-bit level x: <c>x · Factor + Offset</c> in single precision, without FMA.</summary>
/// <param name="Factor">Multiplies the level.</param>
/// <param name="Offset">Added afterwards.</param>
public readonly record struct LevelTransform(float Factor, float Offset)
{
    /// <summary>The level itself, 0…255.</summary>
    public static LevelTransform Identity => new(1, 0);

    /// <summary>
    /// (x · <paramref name="scale"/> − <paramref name="mean"/>) / <paramref name="std"/> folded into one factor and
    /// offset; differs from the written-out form by rounding only (a few 10⁻⁷ of the output range).
    /// </summary>
    /// <param name="scale">1/255 for models fed with 0…1, 1 for those fed with 0…255.</param>
    /// <param name="mean">Mean in scaled units.</param>
    /// <param name="std">Standard deviation in scaled units, not 0.</param>
    public static LevelTransform Of(double scale, double mean, double std) =>
        new((float)(scale / std), (float)(-mean / std));
}

/// <summary>
/// Interleaved 8-bit pictures to the tensors of models. The tensor may be larger than the picture (models want
/// multiples of a stride): the last column is repeated to the right, the last row downwards.
/// </summary>
public static class Normalize
{
    // ITU-R BT.601-7 §2.5.1, the grey of most published networks (and of OpenCV, without its rounding to 8 bits).
    private const float RedWeight = 0.299f;
    private const float GreenWeight = 0.587f;
    private const float BlueWeight = 0.114f;

    /// <summary>Fills a planar tensor [3, padded.Height, padded.Width] (one item of NCHW).</summary>
    /// <param name="picture">size.Width · size.Height pixels in row order.</param>
    /// <param name="size">Size of the picture.</param>
    /// <param name="order">Order of the planes in the tensor.</param>
    /// <param name="channels">Three transforms in the tensor's order.</param>
    /// <param name="tensor">Receives 3 · padded.Width · padded.Height values.</param>
    /// <param name="padded">Size of a tensor plane, at least the picture's.</param>
    /// <exception cref="ArgumentException">A span is too short, padded is smaller than size, or not 3
    /// transforms.</exception>
    public static void ToPlanar(
        ReadOnlySpan<Rgb24> picture,
        PixelSize size,
        ChannelOrder order,
        ReadOnlySpan<LevelTransform> channels,
        Span<float> tensor,
        PixelSize padded)
    {
        Check(picture.Length, size, channels.Length, 3, tensor.Length, padded);
        int plane = padded.Width * padded.Height;
        (int red, int blue) = order == ChannelOrder.Rgb ? (0, 2) : (2, 0);
        for (int y = 0; y < size.Height; y++)
        {
            int at = y * padded.Width;
            Span<float> r = tensor.Slice((red * plane) + at, padded.Width);
            Span<float> g = tensor.Slice(plane + at, padded.Width);
            Span<float> b = tensor.Slice((blue * plane) + at, padded.Width);
            PlanarRow(
                picture.Slice(y * size.Width, size.Width), channels[red], channels[1], channels[blue], r, g, b);
            r[size.Width..].Fill(r[size.Width - 1]);
            g[size.Width..].Fill(g[size.Width - 1]);
            b[size.Width..].Fill(b[size.Width - 1]);
        }

        for (int c = 0; c < 3; c++)
        {
            RepeatLastRow(tensor.Slice(c * plane, plane), size.Height, padded.Width);
        }
    }

    /// <summary>
    /// Fills a grey plane [1, padded.Height, padded.Width] with luma 0.299 R + 0.587 G + 0.114 B (BT.601, summed in
    /// that order in single precision, not rounded), transformed.
    /// </summary>
    /// <inheritdoc cref="ToPlanar" path="/param|/exception"/>
    public static void ToGrey(
        ReadOnlySpan<Rgb24> picture, PixelSize size, LevelTransform channel, Span<float> tensor, PixelSize padded)
    {
        Check(picture.Length, size, 1, 1, tensor.Length, padded);
        for (int y = 0; y < size.Height; y++)
        {
            Span<float> row = tensor.Slice(y * padded.Width, padded.Width);
            GreyRow(picture.Slice(y * size.Width, size.Width), channel, row);
            row[size.Width..].Fill(row[size.Width - 1]);
        }

        RepeatLastRow(tensor[..(padded.Width * padded.Height)], size.Height, padded.Width);
    }

    /// <summary>One row to three planes; the planes hold at least the row's length.</summary>
    internal static void PlanarRow(
        ReadOnlySpan<Rgb24> row,
        LevelTransform red,
        LevelTransform green,
        LevelTransform blue,
        Span<float> r,
        Span<float> g,
        Span<float> b)
    {
        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte source = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(row));
            for (; x + 16 <= row.Length; x += 16)
            {
                Interleave.Split(ref Unsafe.Add(ref source, 3 * x), out var r8, out var g8, out var b8);
                Store(r8, red, r.Slice(x, 16));
                Store(g8, green, g.Slice(x, 16));
                Store(b8, blue, b.Slice(x, 16));
            }
        }

        PlanarRowScalar(row, red, green, blue, r, g, b, x);
    }

    /// <summary>Tail and scalar twin of <see cref="PlanarRow"/>, from column <paramref name="from"/> on.</summary>
    internal static void PlanarRowScalar(
        ReadOnlySpan<Rgb24> row,
        LevelTransform red,
        LevelTransform green,
        LevelTransform blue,
        Span<float> r,
        Span<float> g,
        Span<float> b,
        int from)
    {
        for (int x = from; x < row.Length; x++)
        {
            r[x] = (row[x].R * red.Factor) + red.Offset;
            g[x] = (row[x].G * green.Factor) + green.Offset;
            b[x] = (row[x].B * blue.Factor) + blue.Offset;
        }
    }

    /// <summary>One row to grey.</summary>
    internal static void GreyRow(ReadOnlySpan<Rgb24> row, LevelTransform channel, Span<float> grey)
    {
        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte source = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(row));
            for (; x + 16 <= row.Length; x += 16)
            {
                Interleave.Split(ref Unsafe.Add(ref source, 3 * x), out var r8, out var g8, out var b8);
                (Vector256<float> r0, Vector256<float> r1) = Floats(r8);
                (Vector256<float> g0, Vector256<float> g1) = Floats(g8);
                (Vector256<float> b0, Vector256<float> b1) = Floats(b8);
                Grey(r0, g0, b0, channel).CopyTo(grey.Slice(x, 8));
                Grey(r1, g1, b1, channel).CopyTo(grey.Slice(x + 8, 8));
            }
        }

        GreyRowScalar(row, channel, grey, x);
    }

    /// <summary>Tail and scalar twin of <see cref="GreyRow"/>, from column <paramref name="from"/> on.</summary>
    internal static void GreyRowScalar(ReadOnlySpan<Rgb24> row, LevelTransform channel, Span<float> grey, int from)
    {
        for (int x = from; x < row.Length; x++)
        {
            float luma = (RedWeight * row[x].R) + (GreenWeight * row[x].G) + (BlueWeight * row[x].B);
            grey[x] = (luma * channel.Factor) + channel.Offset;
        }
    }

    private static Vector256<float> Grey(
        Vector256<float> r, Vector256<float> g, Vector256<float> b, LevelTransform channel)
    {
        Vector256<float> luma = (Vector256.Create(RedWeight) * r) + (Vector256.Create(GreenWeight) * g)
            + (Vector256.Create(BlueWeight) * b);
        return (luma * Vector256.Create(channel.Factor)) + Vector256.Create(channel.Offset);
    }

    private static void Store(Vector128<byte> levels, LevelTransform channel, Span<float> target)
    {
        (Vector256<float> low, Vector256<float> high) = Floats(levels);
        Vector256<float> factor = Vector256.Create(channel.Factor);
        Vector256<float> offset = Vector256.Create(channel.Offset);
        ((low * factor) + offset).CopyTo(target);
        ((high * factor) + offset).CopyTo(target[8..]);
    }

    private static (Vector256<float> Low, Vector256<float> High) Floats(Vector128<byte> levels)
    {
        Vector256<ushort> words = Vector256.WidenLower(levels.ToVector256Unsafe());
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(words);
        return (Vector256.ConvertToSingle(low.AsInt32()), Vector256.ConvertToSingle(high.AsInt32()));
    }

    private static void RepeatLastRow(Span<float> plane, int rows, int stride)
    {
        ReadOnlySpan<float> last = plane.Slice((rows - 1) * stride, stride);
        for (int at = rows * stride; at < plane.Length; at += stride)
        {
            last.CopyTo(plane[at..]);
        }
    }

    private static void Check(int pixels, PixelSize size, int transforms, int planes, int values, PixelSize padded)
    {
        if (size.Width < 1 || size.Height < 1 || pixels < size.Area)
        {
            throw new ArgumentException($"{pixels} pixels are no picture of {size}");
        }

        if (padded.Width < size.Width || padded.Height < size.Height || values < planes * padded.Area)
        {
            throw new ArgumentException($"{values} values cannot hold {planes} planes of {padded} with {size} inside");
        }

        if (transforms != planes)
        {
            throw new ArgumentException($"{transforms} transforms for {planes} planes");
        }
    }
}
