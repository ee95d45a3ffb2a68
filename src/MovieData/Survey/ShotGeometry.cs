using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// How the views of a shot lie to each other, from the points that both show: vertical misalignment, and near and far.
/// One caller at a time; holds no pictures.
/// </summary>
internal sealed class ShotGeometry
{
    /// <summary>Points of a position below which nothing is said.</summary>
    private const int SamplesMin = 200;

    private const double NearPercentile = 0.99;
    private const double FarPercentile = 0.01;
    private const double MedianPercentile = 0.5;

    private readonly List<VerticalMisalignment> _planes = [];
    private readonly List<float> _disparities = [];
    private readonly List<double> _medians = [];

    /// <summary>
    /// Median over the positions of each parameter of the plane fitted by <see cref="VerticalFit"/>, as rectification
    /// does it; null where no position has enough points, or the flow network knows no vertical flow.
    /// </summary>
    public VerticalMisalignment? Plane => _planes.Count == 0 ? null : new VerticalMisalignment(
        Median(_planes.Select(plane => plane.OffsetPx)),
        Median(_planes.Select(plane => plane.Rotation)),
        Median(_planes.Select(plane => plane.Zoom)));

    /// <summary>Disparity of the nearest things, px; null without enough points.</summary>
    public double? NearPx => Percentile(NearPercentile);

    /// <summary>Disparity of the farthest things, px; null without enough points.</summary>
    public double? FarPx => Percentile(FarPercentile);

    /// <summary>Median disparity of all positions, px; null without enough points.</summary>
    public double? MedianPx => Percentile(MedianPercentile);

    /// <summary>Median disparity of the first position, px; null without one.</summary>
    public double? FirstMedianPx => _medians.Count == 0 ? null : _medians[0];

    /// <summary>Median disparity of the last position, px; null without one.</summary>
    public double? LastMedianPx => _medians.Count == 0 ? null : _medians[^1];

    /// <summary>Adds the points of a position.</summary>
    /// <param name="samples">Its points.</param>
    /// <param name="picture">Size of its pictures.</param>
    /// <param name="shiftFrames">Frames by which the right view runs ahead: its share of the vertical flow is taken
    /// out.</param>
    public void Add(MatchedSamples samples, PixelSize picture, double shiftFrames)
    {
        if (samples.Count < SamplesMin)
        {
            return;
        }

        ReadOnlySpan<float> disparities = samples.Disparity.AsSpan(0, samples.Count);
        _disparities.AddRange(disparities);
        float[] sorted = disparities.ToArray();
        Array.Sort(sorted);
        _medians.Add(sorted[sorted.Length / 2]);

        // A shift moves what moves: where it is not known how things move, nothing can be said of the rest.
        bool isKnown = shiftFrames == 0 || samples.Moving >= SamplesMin;
        if (isKnown && samples.V.AsSpan(0, samples.Count).ContainsAnyExcept(0f))
        {
            _planes.Add(Fit(samples, picture, shiftFrames));
        }
    }

    // VerticalFit wants a picture: the grid of the points, of which it takes every one.
    private static VerticalMisalignment Fit(MatchedSamples samples, PixelSize picture, double shiftFrames)
    {
        float[] v = new float[samples.Grid.Area];
        byte[] mask = new byte[samples.Grid.Area];
        Array.Fill(mask, MaskCode.Inconsistent);
        for (int i = 0; i < samples.Count; i++)
        {
            float moved = shiftFrames == 0
                ? samples.V[i] : samples.FineV[i] - (float)(shiftFrames * samples.Motion[i]);
            if (!float.IsNaN(moved))
            {
                v[samples.Cell[i]] = moved;
                mask[samples.Cell[i]] = MaskCode.Valid;
            }
        }

        VerticalMisalignment fit = VerticalFit.Fit(v, mask, samples.Grid);
        (double rotation, double zoom) = (fit.Rotation / samples.Step, fit.Zoom / samples.Step);
        return new VerticalMisalignment(
            fit.OffsetPx - (rotation * Beside(samples.Grid.Width, picture.Width, samples.Step))
                - (zoom * Beside(samples.Grid.Height, picture.Height, samples.Step)),
            rotation,
            zoom);
    }

    // How far the middle of the grid lies beyond that of the picture, px.
    private static double Beside(int cells, int side, int step) =>
        (step / 2) + (step * (cells - 1) / 2.0) - ((side - 1) / 2.0);

    private double? Percentile(double share)
    {
        if (_disparities.Count == 0)
        {
            return null;
        }

        _disparities.Sort();
        return _disparities[(int)(share * (_disparities.Count - 1))];
    }

    // The lower one of two in the middle: a value that was measured.
    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}
