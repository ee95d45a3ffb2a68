using System.IO.Hashing;
using System.Text;
using MovieData.Audit.Metrics;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// <c>ordinal</c>: pairs of points drawn from the sample by a seed, ordered by disparity (as DA-2K asks people to,
/// Yang et al., Depth Anything V2, section 6). No alignment: only which of two is larger counts.
/// </summary>
/// <param name="seed">Another seed draws other points.</param>
public sealed class Ordinal(ulong seed) : IProtocol
{
    /// <summary>Pairs of a sample.</summary>
    public const int PairsMax = 500;

    /// <summary>Points whose truth differs by less are no pair: more than flow is wrong by, px.</summary>
    public const float DifferencePxMin = 2;

    // A flat sample has few pairs: drawing ends.
    private const int DrawsMax = 10 * PairsMax;

    /// <inheritdoc/>
    public string Name => "ordinal";

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("accuracy", "order of two points", "none", "none"),
        new("whdr", "order of two points", "none", "none"),
    ];

    /// <inheritdoc/>
    public (int Pixels, double[] Values) Measure(ScoredPicture picture)
    {
        ReadOnlySpan<float> p = picture.Predicted;
        ReadOnlySpan<float> t = picture.Real;
        var draws = new SplitMix(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(picture.Id)) ^ seed);
        var predicted = new List<DepthOrder>(PairsMax);
        var real = new List<DepthOrder>(PairsMax);
        for (int draw = 0; draw < DrawsMax && real.Count < PairsMax; draw++)
        {
            int first = draws.Below(t.Length);
            int second = draws.Below(t.Length);
            if (Math.Abs(t[first] - t[second]) >= DifferencePxMin)
            {
                real.Add(OrderOf(t[first], t[second]));
                predicted.Add(OrderOf(p[first], p[second]));
            }
        }

        double whdr = real.Count == 0 ? double.NaN : OrdinalErrors.Whdr(predicted.ToArray(), real.ToArray());
        return (Math.Min(2 * real.Count, t.Length), [1 - whdr, whdr]);
    }

    private static DepthOrder OrderOf(float first, float second) =>
        first > second ? DepthOrder.FirstNearer : second > first ? DepthOrder.SecondNearer : DepthOrder.Equal;
}
