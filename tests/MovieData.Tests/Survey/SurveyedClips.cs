using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Plan;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Pictures through the survey's own steps, with the shipped network, without a film.</summary>
internal static class SurveyedClips
{
    public static readonly PixelSize View = new(640, 360);

    /// <summary>The survey of views that are 640×360 in the film too.</summary>
    public static readonly SurveyScaling Scaling = new(View, new PixelArea(0, 0, View.Width, View.Height), 1);

    private static readonly Lazy<OnnxModel> Network = new(() => OnnxModel.Load(
        ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow), ModelPlace.Cpu));

    /// <summary>A film's first shot, of such positions; takes the pictures over.</summary>
    public static ShotFigures Figures(params IEnumerable<(StereoFrame Frame, StereoFrame? Next)> positions) =>
        new ShotSeries(Scaling).Next(0, Measured(positions));

    /// <summary>The measurement of such positions; takes the pictures over.</summary>
    public static ShotMeasurement Measured(IEnumerable<(StereoFrame Frame, StereoFrame? Next)> positions)
    {
        var measurement = new ShotMeasurement(Scaling);
        var pool = new PlanePool(1 << 28);
        PositionFlow? flow = null;
        foreach ((StereoFrame frame, StereoFrame? next) in positions)
        {
            flow ??= new PositionFlow(Network.Value, frame.Size, pool);
            using SurveyedPosition? position = flow.Of(frame, next, TestContext.Current.CancellationToken);
            measurement.Add(position!);
        }

        flow?.Dispose();
        Assert.Equal(0, pool.BytesOutstanding);
        return measurement;
    }
}
