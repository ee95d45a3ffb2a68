using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>A surveyed pair whose flow is arithmetic: a left pixel (x, y) is seen at (x − d, y + v).</summary>
internal sealed record DrawnPair(PixelSize Size)
{
    /// <summary>Disparity of row y, px: the same along a row, so that flow there and back agree.</summary>
    public Func<int, float> Disparity { get; init; } = _ => 0;

    /// <summary>Vertical flow at the left view's pixels, px; that at the right view's is its negative.</summary>
    public Func<int, int, float> V { get; init; } = (_, _) => 0;

    /// <summary>Colour of the left view's pixels.</summary>
    public Func<int, int, Rgb24> Left { get; init; } = (x, y) => new Rgb24((byte)(64 + (x % 97)), 128, (byte)(90 + y));

    /// <summary>Colour of the right view's pixels.</summary>
    public Func<int, int, Rgb24> Right { get; init; } = (x, y) => new Rgb24((byte)(64 + (x % 97)), 128, (byte)(90 + y));

    /// <summary>The pair. The caller owns it.</summary>
    public SurveyedPair Make()
    {
        var forth = new FlowField(Size);
        var back = new FlowField(Size);
        var left = new Plane<Rgb24>(Size.Width, Size.Height);
        var right = new Plane<Rgb24>(Size.Width, Size.Height);
        for (int y = 0; y < Size.Height; y++)
        {
            for (int x = 0; x < Size.Width; x++)
            {
                forth.U[x, y] = -Disparity(y);
                back.U[x, y] = Disparity(y);
                forth.V[x, y] = V(x, y);
                back.V[x, y] = -V(x, y);
                left[x, y] = Left(x, y);
                right[x, y] = Right(x, y);
            }
        }

        return new SurveyedPair(new StereoFrame(0, left, right), forth, back);
    }

    /// <summary>It as a position without a next frame. The caller owns it.</summary>
    public SurveyedPosition Position() => new(Make(), null, null);
}
