using System.Buffers;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// One direction of a separable resize: for every target pixel the first source pixel it reads and the weights of the
/// <see cref="Taps"/> pixels from there on. Rented scratch; dispose it.
/// </summary>
/// <remarks>
/// Positions have half-pixel centres (<c>align_corners = false</c>): target x looks at source
/// (x + ½) · source/target − ½, and the border pixel is repeated outward. Up to a reduction by 2 the weights are
/// bilinear; beyond it each target pixel averages the source interval it covers (as OpenCV's INTER_AREA), for two taps
/// would skip pixels and alias.
/// </remarks>
internal readonly ref struct ResampleAxis
{
    /// <summary>Reduction beyond which a target pixel averages the interval it covers.</summary>
    public const double BilinearReductionMax = 2;

    private readonly int[] _first;
    private readonly float[] _weights;

    /// <summary>The weights of <paramref name="source"/> pixels brought to <paramref name="target"/>.</summary>
    public ResampleAxis(int source, int target, bool average)
    {
        double ratio = (double)source / target;
        bool area = average && ratio > BilinearReductionMax;
        Taps = Math.Min(source, area ? (int)Math.Ceiling(ratio) + 1 : 2);
        _first = ArrayPool<int>.Shared.Rent(target);
        _weights = ArrayPool<float>.Shared.Rent(target * Taps);
        _weights.AsSpan(0, target * Taps).Clear();
        for (int x = 0; x < target; x++)
        {
            if (area)
            {
                SetArea(x, ratio, source);
            }
            else
            {
                SetBilinear(x, ratio, source);
            }
        }
    }

    /// <summary>Source pixels a target pixel reads.</summary>
    public int Taps { get; }

    /// <summary>First source pixel that target pixel <paramref name="x"/> reads; First + Taps stays inside.</summary>
    public int First(int x) => _first[x];

    /// <summary>Weights of the <see cref="Taps"/> source pixels from <see cref="First"/> on; their sum is 1.</summary>
    public ReadOnlySpan<float> Weights(int x) => _weights.AsSpan(x * Taps, Taps);

    /// <summary>Gives the scratch back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_first);
        ArrayPool<float>.Shared.Return(_weights);
    }

    private void SetBilinear(int x, double ratio, int source)
    {
        double at = Math.Clamp(((x + 0.5) * ratio) - 0.5, 0, source - 1);
        int left = (int)at;
        int first = Math.Min(left, source - Taps);
        _first[x] = first;
        Span<float> weights = _weights.AsSpan(x * Taps, Taps);
        weights[left - first] = 1 - (float)(at - left);
        if (left + 1 < source)
        {
            weights[left + 1 - first] = (float)(at - left);
        }
    }

    private void SetArea(int x, double ratio, int source)
    {
        double begin = x * ratio;
        double end = Math.Min(begin + ratio, source);
        int first = Math.Min((int)begin, source - Taps);
        _first[x] = first;
        Span<float> weights = _weights.AsSpan(x * Taps, Taps);
        for (int t = 0; t < Taps; t++)
        {
            double covered = Math.Min(end, first + t + 1) - Math.Max(begin, first + t);
            weights[t] = (float)(Math.Max(0, covered) / ratio);
        }
    }
}
