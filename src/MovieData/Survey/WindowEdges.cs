using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// The picture's side edges as a window that the audience looks through: black stripes that move an edge (floating
/// window), and things in front of the window that an edge cuts.
/// </summary>
/// <param name="StripeLeftPx">Black stripe at the left edge: left view − right view, px; null where it is not to be
/// told from a dark picture.</param>
/// <param name="StripeRightPx">Black stripe at the right edge: right view − left view, px.</param>
/// <param name="Violation">Share of the rows whose picture, where an edge cuts it, lies in front of that edge; the
/// worse edge's. Null where hardly a row is matched there.</param>
internal readonly record struct WindowEdges(double? StripeLeftPx, double? StripeRightPx, double? Violation)
{
    /// <summary>A stripe's columns have no brighter luma than this.</summary>
    private const byte BlackMax = 12;

    /// <summary>Of a column's pixels this share must be black.</summary>
    private const double BlackShare = 0.98;

    /// <summary>A stripe is at most so wide, of the picture; a wider one is a dark picture.</summary>
    private const double StripeShareMax = 0.1;

    /// <summary>What an edge cuts is looked at in so many columns inside of it.</summary>
    private const int EdgePx = 6;

    /// <summary>So far in front of the window is in front of it, of the picture's width: 4 px of 1920.</summary>
    private const double FrontShare = 0.002;

    /// <summary>Share of the rows that must be matched at an edge.</summary>
    private const double RowsShareMin = 0.3;

    /// <summary>Looks at a pair.</summary>
    public static WindowEdges Of(SurveyedPair pair)
    {
        (int? leftOfLeft, int? rightOfLeft) = Stripes(pair.Left);
        (int? leftOfRight, int? rightOfRight) = Stripes(pair.Right);
        int? left = leftOfLeft - leftOfRight;
        int? right = rightOfRight - rightOfLeft;
        double front = FrontShare * pair.Size.Width;

        // A thing in front of the left edge is cut in the right view, one in front of the right edge in the left view.
        double? atLeft = CutShare(
            pair.RightMask, pair.RightToLeft.U, 1, leftOfRight ?? 0, 1, front + Math.Max(0, left ?? 0));
        double? atRight = CutShare(
            pair.LeftMask, pair.LeftToRight.U, -1, pair.Size.Width - 1 - (rightOfLeft ?? 0), -1,
            front + Math.Max(0, right ?? 0));
        return new WindowEdges(left, right, atLeft is null || atRight is null
            ? atLeft ?? atRight : Math.Max(atLeft.Value, atRight.Value));
    }

    /// <summary>Share of the matched rows whose outermost disparity exceeds <paramref name="frontPx"/>.</summary>
    /// <param name="mask">Of the view that the edge cuts.</param>
    /// <param name="u">Its flow to the other view.</param>
    /// <param name="sign">Disparity = sign · u.</param>
    /// <param name="from">First column inside of the edge.</param>
    /// <param name="step">+1 or −1: into the picture.</param>
    /// <param name="frontPx">In front of the window.</param>
    private static double? CutShare(Plane<byte> mask, Plane<float> u, int sign, int from, int step, double frontPx)
    {
        (int rows, int cut) = (0, 0);
        for (int y = 0; y < mask.Height; y++)
        {
            for (int i = 0; i < EdgePx; i++)
            {
                // What lies behind the screen is out of the other view here: the edge hides it as a window does.
                int x = from + (i * step);
                if (x >= 0 && x < mask.Width && mask[x, y] is (MaskCode.Valid or MaskCode.OutOfView))
                {
                    rows++;
                    cut += mask[x, y] == MaskCode.Valid && sign * u[x, y] > frontPx ? 1 : 0;
                    break;
                }
            }
        }

        return rows < RowsShareMin * mask.Height ? null : (double)cut / rows;
    }

    /// <summary>Black columns at either edge; null: the picture is dark there.</summary>
    private static (int? Left, int? Right) Stripes(Plane<Rgb24> picture)
    {
        int most = (int)(StripeShareMax * picture.Width);
        int[] bright = new int[picture.Width];
        byte[] luma = new byte[picture.Width];
        for (int y = 0; y < picture.Height; y++)
        {
            Luma.Row(picture.Row(y), luma);
            for (int x = 0; x < luma.Length; x++)
            {
                bright[x] += luma[x] > BlackMax ? 1 : 0;
            }
        }

        int limit = (int)((1 - BlackShare) * picture.Height);
        int left = Array.FindIndex(bright, count => count > limit);
        int right = picture.Width - 1 - Array.FindLastIndex(bright, count => count > limit);
        return left < 0 ? (null, null) : (left <= most ? left : null, right <= most ? right : null);
    }
}
