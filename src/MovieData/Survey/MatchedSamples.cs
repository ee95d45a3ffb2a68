using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// Points of one surveyed position that both views show, on a square grid of the left view's pixels: what the figures
/// of a shot are computed from when its pictures are gone. All arrays have <see cref="Count"/> values.
/// </summary>
internal sealed class MatchedSamples
{
    /// <summary>Bound on the points of a position; the grid is as fine as it allows.</summary>
    public const int SamplesMax = 8192;

    /// <summary>Largest standard error of a flow that counts as motion, px: half of the least motion that is measured
    /// by (<see cref="TimeShift.MotionPxMin"/>). Where the pictures differ by more, one of them shows something
    /// else.</summary>
    private const float ErrorPxMax = 0.05f;

    private MatchedSamples(int count) =>
        (Count, X, Y, Disparity, V, FineV, Motion, MotionError, Cell) = (
            count, new float[count], new float[count], new float[count], new float[count], new float[count],
            new float[count], new float[count], new int[count]);

    /// <summary>Points.</summary>
    public int Count { get; private set; }

    /// <summary>Column from the centre, in units of half the picture's width.</summary>
    public float[] X { get; }

    /// <summary>Row from the centre, in the same units.</summary>
    public float[] Y { get; }

    /// <summary>Disparity, px.</summary>
    public float[] Disparity { get; }

    /// <summary>How much lower the right view shows the point, px, by the network.</summary>
    public float[] V { get; }

    /// <summary>The same as the pictures correct it (<see cref="FlowCorrection"/>); NaN where no motion is known.
    /// </summary>
    public float[] FineV { get; }

    /// <summary>How far the point moves down to the next frame, px: the mean of what both views say, corrected by the
    /// pictures; NaN where nothing is known, or they do not say it to 0.05 px.</summary>
    public float[] Motion { get; }

    /// <summary>What the left view says − what the right one says of that motion, px.</summary>
    public float[] MotionError { get; }

    /// <summary>Cell of the grid, row by row.</summary>
    public int[] Cell { get; }

    /// <summary>Pixels between neighbours of the grid; its first point stands at half of it, rounded down.</summary>
    public int Step { get; private init; }

    /// <summary>Columns and rows of the grid.</summary>
    public PixelSize Grid { get; private init; }

    /// <summary>Points whose motion is known.</summary>
    public int Moving { get; private set; }

    /// <summary>Points whose values are known: x, y, disparity, v, motion and its error.</summary>
    internal static MatchedSamples Of(
        IReadOnlyCollection<(float X, float Y, float Disparity, float V, float Motion, float Error)> points)
    {
        var samples = new MatchedSamples(points.Count);
        foreach ((int at, var point) in points.Index())
        {
            (samples.X[at], samples.Y[at], samples.Disparity[at]) = (point.X, point.Y, point.Disparity);
            (samples.V[at], samples.Motion[at], samples.MotionError[at]) = (point.V, point.Motion, point.Error);
            samples.FineV[at] = point.V;
            samples.Moving += float.IsNaN(point.Motion) ? 0 : 1;
        }

        return samples;
    }

    /// <summary>Takes the points of a position that left-right consistency and the vertical way back confirm.</summary>
    public static MatchedSamples Of(SurveyedPosition position)
    {
        SurveyedPair pair = position.Pair;
        (int width, int height) = pair.Size;
        int step = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)pair.Size.Area / SamplesMax)));
        var grid = new PixelSize(CellsOf(width, step), CellsOf(height, step));
        var samples = new MatchedSamples((int)grid.Area) { Step = step, Grid = grid, Count = 0 };
        Corrections? corrections = CorrectionsOf(position);
        for (int y = step / 2; y < height; y += step)
        {
            for (int x = step / 2; x < width; x += step)
            {
                if (pair.LeftMask[x, y] == MaskCode.Valid)
                {
                    samples.Add(position, corrections, x, y);
                }
            }
        }

        return samples;
    }

    private static int CellsOf(int side, int step) => (side - (step / 2) + step - 1) / step;

    private void Add(SurveyedPosition position, Corrections? corrections, int x, int y)
    {
        SurveyedPair pair = position.Pair;
        (int width, int height) = pair.Size;
        float v = pair.LeftToRight.V[x, y];
        float targetX = x + pair.LeftToRight.U[x, y];
        float targetY = y + v;
        if (!(targetX >= 0 && targetX <= width - 1 && targetY >= 0 && targetY <= height - 1)
            || !(MathF.Abs(v + FlowAgreement.At(pair.RightToLeft.V, targetX, targetY))
                <= SurveyedPair.ResidualPxMax))
        {
            return;
        }

        int at = Count++;
        float half = width / 2f;
        X[at] = (x - ((width - 1) / 2f)) / half;
        Y[at] = (y - ((height - 1) / 2f)) / half;
        Cell[at] = (y / Step * Grid.Width) + (x / Step);
        Disparity[at] = -pair.LeftToRight.U[x, y];
        V[at] = v;
        FineV[at] = float.NaN;
        Motion[at] = float.NaN;
        MotionError[at] = float.NaN;
        var target = (X: (int)MathF.Round(targetX), Y: (int)MathF.Round(targetY));
        if (corrections is not null && position is { LeftMotion: { } left, RightMotion: { } right }
            && left.Mask[x, y] == MaskCode.Valid && right.Mask[target.X, target.Y] == MaskCode.Valid)
        {
            AddMotion(at, corrections, (x, y), target, left.Forth.V[x, y],
                FlowAgreement.At(right.Forth.V, targetX, targetY));
        }
    }

    private void AddMotion(
        int at, Corrections corrections, (int X, int Y) point, (int X, int Y) target, float leftV, float rightV)
    {
        var views = corrections.Views.At(point.X, point.Y);
        var left = corrections.Left.At(point.X, point.Y);
        var right = corrections.Right.At(target.X, target.Y);
        if (MathF.Max(views.ErrorPx, MathF.Max(left.ErrorPx, right.ErrorPx)) <= ErrorPxMax)
        {
            (leftV, rightV) = (leftV + left.V, rightV + right.V);
            FineV[at] = V[at] + views.V;
            Motion[at] = (leftV + rightV) / 2;
            MotionError[at] = leftV - rightV;
            Moving++;
        }
    }

    private static Corrections? CorrectionsOf(SurveyedPosition position)
    {
        if (position is not { LeftMotion: { } left, RightMotion: { } right })
        {
            return null;
        }

        SurveyedPair pair = position.Pair;
        using Plane<float> leftLuma = SmoothLuma.Of(pair.Left);
        using Plane<float> rightLuma = SmoothLuma.Of(pair.Right);
        using Plane<float> leftNext = SmoothLuma.Of(left.Next);
        using Plane<float> rightNext = SmoothLuma.Of(right.Next);
        return new Corrections(
            FlowCorrection.Of(leftLuma, rightLuma, pair.LeftToRight, pair.LeftMask),
            FlowCorrection.Of(leftLuma, leftNext, left.Forth, left.Mask),
            FlowCorrection.Of(rightLuma, rightNext, right.Forth, right.Mask));
    }

    /// <summary>Of the flow between the views, and of each view's motion.</summary>
    private sealed record Corrections(FlowCorrection Views, FlowCorrection Left, FlowCorrection Right);
}
