using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// One plane to and from its places in a tensor of another layout or element type: element i stands at i · step, so
/// step is 1 in NCHW and the number of channels in NHWC. NCHW is the fast path; others move element by element.
/// </summary>
public static class Strided
{
    /// <summary>target[i · step] = source[i].</summary>
    /// <param name="source">N values.</param>
    /// <param name="target">Holds at least (N − 1) · step + 1 values.</param>
    /// <param name="step">Distance of two values, at least 1.</param>
    public static void Spread(ReadOnlySpan<float> source, Span<float> target, int step)
    {
        if (step == 1)
        {
            source.CopyTo(target);
            return;
        }

        for (int i = 0; i < source.Length; i++)
        {
            target[i * step] = source[i];
        }
    }

    /// <summary>The same, rounded to half precision (to even); what is too large becomes infinite.</summary>
    /// <inheritdoc cref="Spread(ReadOnlySpan{float}, Span{float}, int)" path="/param"/>
    public static void Spread(ReadOnlySpan<float> source, Span<Half> target, int step)
    {
        if (step == 1)
        {
            TensorPrimitives.ConvertToHalf(source, target);
            return;
        }

        for (int i = 0; i < source.Length; i++)
        {
            target[i * step] = (Half)source[i];
        }
    }

    /// <summary>The same, rounded half up and held in 0…255.</summary>
    /// <inheritdoc cref="Spread(ReadOnlySpan{float}, Span{float}, int)" path="/param"/>
    public static void Spread(ReadOnlySpan<float> source, Span<byte> target, int step) =>
        Spread(source, target, step, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare them.</summary>
    internal static void Spread(ReadOnlySpan<float> source, Span<byte> target, int step, bool vector)
    {
        int i = 0;
        if (vector && step == 1)
        {
            for (; i + 32 <= source.Length; i += 32)
            {
                Vector256<ushort> low = Vector256.Narrow(Levels(source.Slice(i, 8)), Levels(source.Slice(i + 8, 8)));
                Vector256<ushort> high =
                    Vector256.Narrow(Levels(source.Slice(i + 16, 8)), Levels(source.Slice(i + 24, 8)));
                Vector256.Narrow(low, high).CopyTo(target.Slice(i, 32));
            }
        }

        for (; i < source.Length; i++)
        {
            target[i * step] = (byte)Math.Clamp((int)(source[i] + 0.5f), 0, 255);
        }
    }

    /// <summary>target[i] = source[i · step].</summary>
    /// <param name="source">Holds at least (N − 1) · step + 1 values.</param>
    /// <param name="step">Distance of two values, at least 1.</param>
    /// <param name="target">Receives N values.</param>
    public static void Gather(ReadOnlySpan<float> source, int step, Span<float> target)
    {
        if (step == 1)
        {
            source[..target.Length].CopyTo(target);
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[i * step];
        }
    }

    /// <inheritdoc cref="Gather(ReadOnlySpan{float}, int, Span{float})"/>
    public static void Gather(ReadOnlySpan<Half> source, int step, Span<float> target)
    {
        if (step == 1)
        {
            TensorPrimitives.ConvertToSingle(source[..target.Length], target);
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (float)source[i * step];
        }
    }

    private static Vector256<uint> Levels(ReadOnlySpan<float> eight)
    {
        Vector256<int> rounded = Vector256.ConvertToInt32(Vector256.Create(eight) + Vector256.Create(0.5f));
        return Vector256.Clamp(rounded, Vector256<int>.Zero, Vector256.Create(255)).AsUInt32();
    }
}
