using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>Figures of <see cref="ConversionParts"/> that come from pixels both views show.</summary>
internal static class DetailFigures
{
    /// <summary>Blocks, or pixels, without which a figure is not said.</summary>
    private const int BlocksMin = 12;
    private const int PixelsMin = 1000;

    /// <summary>Fine texture below this is rounding, levels of 255.</summary>
    private const float DetailMin = 0.35f;

    /// <summary>Share of the blocks, weakest texture first, that are taken for grain.</summary>
    private const int GrainShare = 3;

    /// <summary>Likeness from which a block was found again at all.</summary>
    private const float FoundMin = 0.3f;

    /// <summary>Median of how far blocks are off their row, px; NaN with too few blocks of horizontal edges.</summary>
    public static double VerticalPx(DetailMatch stereo) =>
        Median([
            .. stereo.Blocks.Where(block => block.IsLevelled && block.Likeness > FoundMin)
                .Select(block => Math.Abs(block.VerticalPx)),
        ], BlocksMin);

    /// <summary>
    /// Likeness between the views less likeness in time, mean over the third of the blocks with the weakest fine
    /// texture among those that both compare; NaN with too few of them.
    /// </summary>
    public static double GrainExcess(DetailMatch stereo, DetailMatch time)
    {
        var later = time.Blocks.ToDictionary(block => block.Index);
        BlockMatch[] weakest =
        [
            .. stereo.Blocks.Where(block => block.Detail > DetailMin && later.ContainsKey(block.Index))
                .OrderBy(block => block.Detail),
        ];
        weakest = weakest[..(weakest.Length / GrainShare)];
        return weakest.Length * GrainShare < BlocksMin
            ? double.NaN
            : weakest.Average(block => block.Likeness - later[block.Index].Likeness);
    }

    /// <summary>Median deviation of the vertical flow of consistent pixels from its median, px.</summary>
    public static double VerticalSpreadPx(SurveyedPair pair)
    {
        var values = new List<float>();
        for (int y = 0; y < pair.Size.Height; y += 2)
        {
            ReadOnlySpan<byte> mask = pair.LeftMask.Row(y);
            ReadOnlySpan<float> v = pair.LeftToRight.V.Row(y);
            for (int x = 0; x < mask.Length; x += 2)
            {
                if (mask[x] == MaskCode.Valid)
                {
                    values.Add(v[x]);
                }
            }
        }

        double middle = Median(values, PixelsMin / 4);
        return Median([.. values.Select(v => (float)Math.Abs(v - middle))], PixelsMin / 4);
    }

    /// <summary>Largest difference of the mean of R, G or B over consistent pixels, levels of 255.</summary>
    public static double ColourLevels(SurveyedPair pair)
    {
        (int width, int height) = pair.Size;
        long r = 0, g = 0, b = 0, count = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (pair.LeftMask[x, y] != MaskCode.Valid)
                {
                    continue;
                }

                int column = (int)MathF.Round(x + pair.LeftToRight.U[x, y]);
                int row = (int)MathF.Round(y + pair.LeftToRight.V[x, y]);
                if (column < 0 || column >= width || row < 0 || row >= height)
                {
                    continue;
                }

                Rgb24 one = pair.Left[x, y], two = pair.Right[column, row];
                r += one.R - two.R;
                g += one.G - two.G;
                b += one.B - two.B;
                count++;
            }
        }

        return count < PixelsMin
            ? double.NaN
            : (double)Math.Max(Math.Max(Math.Abs(r), Math.Abs(g)), Math.Abs(b)) / count;
    }

    private static double Median(List<float> values, int least)
    {
        if (values.Count < least)
        {
            return double.NaN;
        }

        values = [.. values.Order()];
        return values[values.Count / 2];
    }
}
