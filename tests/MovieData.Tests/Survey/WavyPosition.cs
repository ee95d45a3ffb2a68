using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Positions whose pictures are arithmetic (<see cref="WavyTexture"/>) and whose flow is told.</summary>
internal static class WavyPosition
{
    public static readonly PixelSize View = new(160, 96);

    private const double Disparity = 6;

    /// <summary>A position.</summary>
    /// <param name="stereoV">How far the right view shows everything further down, px.</param>
    /// <param name="motionV">How far everything goes down to the next frame, px.</param>
    /// <param name="toldStereoV">What the flow between the views says of the first, px.</param>
    /// <param name="toldMotionV">What the flow in time says of the second, px; null: there is no next frame.</param>
    public static SurveyedPosition Of(double stereoV, double motionV, float toldStereoV, float? toldMotionV)
    {
        var frame = new StereoFrame(0, Drawn(0, 0), Drawn(-Disparity, stereoV));
        var pair = new SurveyedPair(
            frame, Flow((float)-Disparity, toldStereoV), Flow((float)Disparity, -toldStereoV));
        return toldMotionV is not { } told ? new SurveyedPosition(pair, null, null) : new SurveyedPosition(
            pair,
            new ViewMotion(Drawn(0, motionV), Flow(0, told), Flow(0, -told)),
            new ViewMotion(Drawn(-Disparity, stereoV + motionV), Flow(0, told), Flow(0, -told)));
    }

    private static FlowField Flow(float u, float v)
    {
        var field = new FlowField(new Plane<float>(View.Width, View.Height), new Plane<float>(View.Width, View.Height));
        field.U.Pixels.Fill(u);
        field.V.Pixels.Fill(v);
        return field;
    }

    // What stands at (x, y) at first stands at (x + right, y + down) here.
    private static Plane<Rgb24> Drawn(double right, double down)
    {
        var picture = new Plane<Rgb24>(View.Width, View.Height);
        for (int y = 0; y < View.Height; y++)
        {
            for (int x = 0; x < View.Width; x++)
            {
                byte level = (byte)Math.Round(WavyTexture.Level(x - right, y - down));
                picture[x, y] = new Rgb24(level, level, level);
            }
        }

        return picture;
    }
}
