using MovieData.Flow;
using MovieData.Imaging.Frames;

namespace MovieData.Survey;

/// <summary>
/// Which surfaces are nearer, by what motion covers and uncovers in one view, held against the sign of the disparity.
/// Not safe for several threads; keeps no picture.
/// </summary>
/// <remarks>
/// As <see cref="ViewOrderVotes"/>, but the two pictures are one view at two times, where it is known which is which:
/// two surfaces x and x' of this frame meet at y of the next one, and the colour at y is that of the nearer one. If
/// that one has the larger disparity too, the views are the way round they were stated. Where nothing moves against
/// its background there are no votes.
/// </remarks>
public sealed class MotionOcclusion
{
    /// <summary>Flow there and back differ by more than this where two surfaces meet, px.</summary>
    private const float FoldPxMin = 2;

    /// <summary>The flow at x' must lead back to y this exactly, px.</summary>
    private const float SurfacePxMax = 1;

    /// <summary>Disparities closer than this do not say which is nearer, px.</summary>
    private const float DisparityPxMin = 1;

    /// <summary>Difference of colour, sum over R, G and B, at which a vote counts fully.</summary>
    private const float FullVoteColour = 60;

    /// <summary>Votes of a picture of 640×360 that are as likely chance as not; scaled with the picture.</summary>
    private const double ChanceVotes = 100;
    private const double ChancePixels = 640 * 360;

    private double _agreement;
    private double _weight;

    /// <summary>Views looked at.</summary>
    public int Views { get; private set; }

    /// <summary>How clearly what motion hides says that the view stated as left is the left one: −1…1.</summary>
    public double Agreement => _agreement / Math.Max(Math.Max(_weight, Views / 4.0), 1);

    /// <summary>Looks at both views of a position, as far as their motion is known.</summary>
    public void Add(SurveyedPosition position)
    {
        SurveyedPair pair = position.Pair;
        if (position.LeftMotion is { } left)
        {
            Add(pair.Left, left, pair.LeftToRight, sign: -1);
        }

        if (position.RightMotion is { } right)
        {
            Add(pair.Right, right, pair.RightToLeft, sign: 1);
        }
    }

    // sign · u is the disparity.
    private void Add(Plane<Rgb24> here, ViewMotion motion, FlowField stereo, int sign)
    {
        (int width, int height) = here.Size;
        double agree = 0, contradict = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> u = motion.Forth.U.Row(y);
            ReadOnlySpan<float> v = motion.Forth.V.Row(y);
            ReadOnlySpan<float> across = stereo.U.Row(y);
            for (int x = 0; x < width; x++)
            {
                var target = new Point(x + u[x], y + v[x]);
                if (!target.IsIn(here.Size))
                {
                    continue;
                }

                float backU = At(motion.Back.U, target), backV = At(motion.Back.V, target);
                float foldX = u[x] + backU, foldY = v[x] + backV;
                var other = new Point(target.X + backU, target.Y + backV);
                if (!((foldX * foldX) + (foldY * foldY) > FoldPxMin * FoldPxMin)
                    || !other.IsIn(here.Size)
                    || !(MathF.Abs(At(motion.Forth.U, other) + backU) <= SurfacePxMax)
                    || !(MathF.Abs(At(motion.Forth.V, other) + backV) <= SurfacePxMax))
                {
                    continue;
                }

                // Positive: the other surface has the larger disparity, and then is the one seen.
                float nearer = sign * (At(stereo.U, other) - across[x]);
                float seen = Difference(here, new Point(x, y), motion.Next, target)
                    - Difference(here, other, motion.Next, target);
                float vote = MathF.Abs(nearer) > DisparityPxMin
                    ? Math.Clamp(seen / FullVoteColour, -1, 1) * MathF.Sign(nearer)
                    : 0;
                agree += Math.Max(vote, 0);
                contradict += Math.Max(-vote, 0);
            }
        }

        double chance = ChanceVotes * here.Size.Area / ChancePixels;
        _agreement += (agree - contradict) / (agree + contradict + chance);
        _weight += (agree + contradict) / (agree + contradict + chance);
        Views++;
    }

    private static float At(Plane<float> plane, Point at) => FlowAgreement.At(plane, at.X, at.Y);

    private static float Difference(Plane<Rgb24> here, Point one, Plane<Rgb24> there, Point two)
    {
        (float r, float g, float b) = Colour(here, one);
        (float r2, float g2, float b2) = Colour(there, two);
        return MathF.Abs(r - r2) + MathF.Abs(g - g2) + MathF.Abs(b - b2);
    }

    private static (float R, float G, float B) Colour(Plane<Rgb24> plane, Point at)
    {
        (int x, int y, float across, float down) = at.Cell(plane.Size);
        ReadOnlySpan<Rgb24> upper = plane.Row(y).Slice(x, 2), lower = plane.Row(y + 1).Slice(x, 2);
        float Mix(byte a, byte b, byte c, byte d)
        {
            float above = a + (across * (b - a));
            return above + (down * (c + (across * (d - c)) - above));
        }

        return (
            Mix(upper[0].R, upper[1].R, lower[0].R, lower[1].R),
            Mix(upper[0].G, upper[1].G, lower[0].G, lower[1].G),
            Mix(upper[0].B, upper[1].B, lower[0].B, lower[1].B));
    }

    private readonly record struct Point(float X, float Y)
    {
        public bool IsIn(PixelSize size) => X >= 0 && X <= size.Width - 1 && Y >= 0 && Y <= size.Height - 1;

        public (int X, int Y, float Across, float Down) Cell(PixelSize size)
        {
            int x = Math.Min((int)X, size.Width - 2), y = Math.Min((int)Y, size.Height - 2);
            return (x, y, X - x, Y - y);
        }
    }
}
