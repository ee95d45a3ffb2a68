using System.Numerics;
using MovieData.Imaging.Kernels;
using MovieData.Plan;

namespace MovieData.Survey;

/// <summary>
/// Turns the measurements of a film's shots, in order, into their figures: units of the view, and what only the shots
/// before can tell. One caller at a time.
/// </summary>
/// <param name="scaling">How the pictures were reduced.</param>
internal sealed class ShotSeries(SurveyScaling scaling)
{
    /// <summary>Digits of a figure: far below what can be measured, and plans stay readable.</summary>
    private const int Digits = 4;

    private const double PercentOf = 100;
    private const double PermilleOf = 1000;

    private readonly HashSet<ulong> _hashes = [];
    private (int Shot, double MedianPx)? _before;

    /// <summary>The figures of the next shot.</summary>
    /// <param name="shot">Its number in the film.</param>
    /// <param name="measurement">What was measured at its positions; nothing where no frame could be decoded.</param>
    public ShotFigures Next(int shot, ShotMeasurement measurement)
    {
        double? shift = measurement.TimeShift() is { IsMeasurable: true } estimate ? estimate.Frames : null;
        ShotGeometry geometry = measurement.Geometry(shift ?? 0);
        VerticalMisalignment? plane = geometry.Plane;
        double? jumpPx = _before is { } before && before.Shot == shot - 1
            ? geometry.FirstMedianPx - before.MedianPx : null;
        _before = geometry.LastMedianPx is { } median ? (shot, median) : null;
        double? bits = NearestBits(measurement.Hashes);
        _hashes.UnionWith(measurement.Hashes);
        return new ShotFigures
        {
            TimeShiftFrames = Rounded(shift),
            ConvertedScore = measurement.Conversion.Score,
            RotationDegrees = Rounded(Math.Atan(plane?.Rotation ?? double.NaN) * 180 / Math.PI),
            ZoomPercent = Rounded(PercentOf * plane?.Zoom),
            VerticalPermille = Rounded(PermilleOf * plane?.OffsetPx / scaling.View.Height),
            NearPercent = Percent(geometry.NearPx),
            FarPercent = Percent(geometry.FarPx),
            MedianPercent = Percent(geometry.MedianPx),
            DepthJumpPercent = Percent(jumpPx),
            GainRed = Rounded(measurement.Colours.Gain(0)),
            GainGreen = Rounded(measurement.Colours.Gain(1)),
            GainBlue = Rounded(measurement.Colours.Gain(2)),
            BlurPx = Px(measurement.Blurs),
            WindowViolation = Rounded(measurement.Edges.Max(edges => edges.Violation)),
            StripeLeftPx = Px(measurement.Edges.Select(edges => (double?)edges.StripeLeftPx).OfType<double>()),
            StripeRightPx = Px(measurement.Edges.Select(edges => (double?)edges.StripeRightPx).OfType<double>()),
            DuplicateBits = bits,
        };
    }

    private double? NearestBits(List<ulong> hashes) => _hashes.Count == 0 || hashes.Count == 0 ? null
        : hashes.Min(hash => _hashes.Min(other => BitOperations.PopCount(hash ^ other)));

    // Of the positions, in px of view_px: the smallest by magnitude, which all of them have.
    private double? Px(IEnumerable<double> survey) =>
        survey.OrderBy(Math.Abs).Select(px => Rounded(px * scaling.ViewPxPerPx)).FirstOrDefault();

    private double? Percent(double? px) => Rounded(PercentOf * px / scaling.View.Width);

    // A figure that does not exist is null, not NaN.
    private static double? Rounded(double? value) =>
        value is { } number && double.IsFinite(number) ? Math.Round(number, Digits) : null;
}
