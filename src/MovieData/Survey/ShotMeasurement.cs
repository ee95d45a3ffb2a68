using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// What is measured at the positions of one shot, one after the other. Holds no pictures; one caller at a time.
/// </summary>
/// <param name="scaling">How the pictures were reduced.</param>
internal sealed class ShotMeasurement(SurveyScaling scaling)
{
    private readonly List<MatchedSamples> _samples = [];

    /// <summary>Difference hashes of the left views (<see cref="PerceptualHash"/>), position by position.</summary>
    public List<ulong> Hashes { get; } = [];

    /// <summary>Brightness of the right view against the left one.</summary>
    public ColourMatch Colours { get; } = new();

    /// <summary>Blur of the right view against the left one at each position, px of the survey.</summary>
    public List<double> Blurs { get; } = [];

    /// <summary>The side edges at each position.</summary>
    public List<WindowEdges> Edges { get; } = [];

    /// <summary>Which view is the left one, by this shot.</summary>
    public ShotViewOrder ViewOrder { get; } = new();

    /// <summary>Whether the views were made from one picture.</summary>
    public ConversionScore Conversion { get; } = new() { AsksHoles = scaling.View.Width >= SurveyScaling.WidthMax };

    /// <summary>By how much the right view runs ahead, and how sure that is; null: hardly anything moves.</summary>
    public TimeShift.Estimate? TimeShift() => Survey.TimeShift.Measure(_samples);

    /// <summary>Vertical misalignment, near and far of all positions.</summary>
    /// <param name="shiftFrames">Frames by which the right view runs ahead: what that moves is no misalignment.</param>
    public ShotGeometry Geometry(double shiftFrames)
    {
        var geometry = new ShotGeometry();
        foreach (MatchedSamples samples in _samples)
        {
            geometry.Add(samples, scaling.Area.Size, shiftFrames);
        }

        return geometry;
    }

    /// <summary>Looks at a position.</summary>
    public void Add(SurveyedPosition position)
    {
        SurveyedPair pair = position.Pair;
        _samples.Add(MatchedSamples.Of(position));
        Hashes.Add(HashOf(pair.Left));
        Edges.Add(WindowEdges.Of(pair));
        ViewOrder.Add(position);
        Conversion.Add(position);
        var colours = new ColourMatch();
        colours.Add(pair);
        Colours.Add(pair);
        if (BlurMatch.Of(pair, colours.Gain(1) ?? 1) is { } blur)
        {
            Blurs.Add(blur);
        }
    }

    private static ulong HashOf(Plane<Rgb24> picture)
    {
        long[] sums = new long[PerceptualHash.Columns * PerceptualHash.Rows];
        byte[] luma = new byte[picture.Width];
        for (int y = 0; y < picture.Height; y++)
        {
            Luma.Row(picture.Row(y), luma);
            PerceptualHash.AddRow(y, picture.Height, luma, sums);
        }

        return PerceptualHash.Of(sums, picture.Width);
    }
}
