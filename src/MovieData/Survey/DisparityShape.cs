using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// Two things that only a depth drawn by hand has: steep ramps where nothing is hidden, and flat cards.
/// </summary>
internal static class DisparityShape
{
    /// <summary>
    /// Half the length over which disparity must rise, px, and by how much, px: a picture that is stretched by half. A
    /// network draws smaller steps as slopes, too.
    /// </summary>
    private const int RampHalf = 4;
    private const float RampPxMin = 4;

    /// <summary>Pixels beyond the ramp that must be consistent, too.</summary>
    private const int RampBorder = 2;

    /// <summary>Steep pixels of both views in a picture of 640×360, scaled with the picture, without which nothing is
    /// known of what should be hidden.</summary>
    private const double SteepMin = 300;
    private const double SteepPixels = 640 * 360;

    /// <summary>Pixels that are asked whether they are flat, fewest.</summary>
    private const int FlatPixelsMin = 50;

    /// <summary>Half the length over which a card's disparity changes by less than this, px.</summary>
    private const int FlatHalf = 8;
    private const float FlatPxMax = 0.06f;

    /// <summary>A larger change is an edge, px.</summary>
    private const float EdgePxMin = 2;

    /// <summary>Shares of <see cref="ConversionParts.RampShare"/> and <see cref="ConversionParts.FlatShare"/>; NaN
    /// where disparity hardly has steep places, or nothing is consistent.</summary>
    public static (double Ramps, double Flat) Of(SurveyedPair pair)
    {
        (double steep, double ramp, int count) = Ramps(pair.LeftToRight, pair.LeftMask);
        (double steepRight, double rampRight, int countRight) = Ramps(pair.RightToLeft, pair.RightMask);
        return (
            count + countRight < SteepMin * pair.Size.Area / SteepPixels
                ? double.NaN
                : (ramp + rampRight) / (steep + steepRight),
            Flat(pair.LeftToRight, pair.LeftMask));
    }

    // Both views hide what lies beside a near thing where their own u falls: the left view at the thing's left side,
    // the right view at its right side.
    private static (double Steep, double Ramp, int Count) Ramps(FlowField flow, Plane<byte> mask)
    {
        const int Reach = RampHalf + RampBorder;
        double steep = 0, ramp = 0;
        int count = 0;
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<float> u = flow.U.Row(y);
            ReadOnlySpan<byte> codes = mask.Row(y);
            for (int x = Reach; x < mask.Width - Reach; x++)
            {
                float rise = u[x - RampHalf] - u[x + RampHalf];
                ReadOnlySpan<byte> around = codes.Slice(x - Reach, (2 * Reach) + 1);
                if (!(rise > RampPxMin) || around.Contains(MaskCode.OutOfView))
                {
                    continue;
                }

                count++;
                steep += rise;
                ramp += around.ContainsAnyExcept(MaskCode.Valid) ? 0 : rise;
            }
        }

        return (steep, ramp, count);
    }

    private static double Flat(FlowField flow, Plane<byte> mask)
    {
        int pixels = 0, flat = 0;
        for (int y = FlatHalf; y < mask.Height - FlatHalf; y += 2)
        {
            for (int x = FlatHalf; x < mask.Width - FlatHalf; x += 2)
            {
                float across = MathF.Abs(flow.U[x + FlatHalf, y] - flow.U[x - FlatHalf, y]);
                float down = MathF.Abs(flow.U[x, y + FlatHalf] - flow.U[x, y - FlatHalf]);
                if (mask[x, y] == MaskCode.Valid && across <= EdgePxMin && down <= EdgePxMin)
                {
                    pixels++;
                    flat += across < FlatPxMax && down < FlatPxMax ? 1 : 0;
                }
            }
        }

        return pixels < FlatPixelsMin ? double.NaN : (double)flat / pixels;
    }
}
