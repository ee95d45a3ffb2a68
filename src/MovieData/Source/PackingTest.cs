using MovieData.Frames;

namespace MovieData.Source;

/// <summary>
/// Do the halves of a packed picture show the same scene? Textured blocks of one half are looked for in the other at
/// about the same place (a stereo pair differs by a small horizontal shift). The share found must be high and far above
/// the share found at a wrong height, which is what likeness by chance gives.
/// </summary>
/// <param name="SideBySideShare">Share of textured blocks of the left half found in the right half, 0…1.</param>
/// <param name="TopBottomShare">Share of textured blocks of the upper half found in the lower half, 0…1.</param>
/// <param name="Blocks">Textured blocks looked for, in all pictures; with few nothing is concluded.</param>
/// <param name="Verdict">True: side by side, false: top and bottom, null: neither or not clear.</param>
internal sealed record PackingTest(double SideBySideShare, double TopBottomShare, int Blocks, bool? Verdict)
{
    /// <summary>Reduced size of one half, pixels.</summary>
    private static readonly PixelSize HalfSize = new(160, 96);

    private const int BlockPx = 12;

    /// <summary>Largest shift looked for, px of the reduced half: ±7.5 % of the width, 3D films stay within ±3
    /// %.</summary>
    private const int ShiftPxMax = 12;

    /// <summary>Blocks flatter than this (standard deviation of luma) match everything and are left out.</summary>
    private const double TextureMin = 8;

    /// <summary>A block is found when its normalised correlation reaches this.</summary>
    private const double CorrelationMin = 0.9;

    /// <summary>
    /// Share from which halves match, and how often it must exceed chance. Measured: real stereo films and stills
    /// 0.40…0.98 (the least: a close-up with shifts beyond the search), mono films 0.02…0.15, at a wrong height 0…0.09.
    /// </summary>
    private const double ShareMin = 0.3;
    private const double OverChanceMin = 4;
    private const double OneViewShareMax = 0.1;
    private const int BlocksMin = 40;

    /// <summary>True when there was enough to look at and neither packing fits: the picture is one view.</summary>
    public bool SaysOneView => Blocks >= BlocksMin && Math.Max(SideBySideShare, TopBottomShare) < OneViewShareMax;

    /// <summary>Tests all pictures.</summary>
    public static PackingTest Run(StillPictures packed)
    {
        (int width, int height) = (packed.Size.Width, packed.Size.Height);
        var sideBySide = new Matches(
            packed.Cut(new PixelArea(0, 0, width / 2, height)),
            packed.Cut(new PixelArea(width / 2, 0, width / 2, height)));
        var topBottom = new Matches(
            packed.Cut(new PixelArea(0, 0, width, height / 2)),
            packed.Cut(new PixelArea(0, height / 2, width, height / 2)));
        bool? verdict = (sideBySide.AreClear, topBottom.AreClear) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ => null,
        };
        return new PackingTest(
            sideBySide.Share, topBottom.Share, Math.Min(sideBySide.Blocks, topBottom.Blocks), verdict);
    }

    /// <summary>Blocks of one half found in the other, and found at a wrong height.</summary>
    private sealed class Matches
    {
        private readonly int _found;
        private readonly int _foundByChance;

        public Matches(StillPictures first, StillPictures second)
        {
            first = first.Reduce(HalfSize);
            second = second.Reduce(HalfSize);
            for (int picture = 0; picture < first.Luma.Count; picture++)
            {
                for (int y = 1; y + BlockPx + 1 < HalfSize.Height; y += BlockPx)
                {
                    for (int x = ShiftPxMax; x + BlockPx + ShiftPxMax < HalfSize.Width; x += BlockPx)
                    {
                        if (Deviation(first.Luma[picture], x, y) < TextureMin)
                        {
                            continue;
                        }

                        Blocks++;
                        _found += IsFound(first.Luma[picture], second.Luma[picture], x, y, y) ? 1 : 0;
                        int wrongY = (y + (HalfSize.Height / 3)) % (HalfSize.Height - BlockPx - 2) + 1;
                        _foundByChance += IsFound(first.Luma[picture], second.Luma[picture], x, y, wrongY) ? 1 : 0;
                    }
                }
            }
        }

        public int Blocks { get; }

        public double Share => Blocks == 0 ? 0 : (double)_found / Blocks;

        public bool AreClear =>
            Blocks >= BlocksMin && Share >= ShareMin && _found >= OverChanceMin * _foundByChance;

        private static bool IsFound(byte[] first, byte[] second, int x, int y, int secondY)
        {
            for (int down = -1; down <= 1; down++)
            {
                for (int right = -ShiftPxMax; right <= ShiftPxMax; right++)
                {
                    if (Correlation(first, x, y, second, x + right, secondY + down) >= CorrelationMin)
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        private static double Deviation(byte[] luma, int x, int y) =>
            Math.Sqrt(Covariance(luma, x, y, luma, x, y));

        private static double Correlation(byte[] first, int x, int y, byte[] second, int secondX, int secondY)
        {
            double power = Covariance(first, x, y, first, x, y)
                * Covariance(second, secondX, secondY, second, secondX, secondY);
            return power <= 0 ? 0 : Covariance(first, x, y, second, secondX, secondY) / Math.Sqrt(power);
        }

        private static double Covariance(byte[] first, int x, int y, byte[] second, int secondX, int secondY)
        {
            long sumFirst = 0;
            long sumSecond = 0;
            long sumProduct = 0;
            for (int row = 0; row < BlockPx; row++)
            {
                ReadOnlySpan<byte> one = first.AsSpan(((y + row) * HalfSize.Width) + x, BlockPx);
                ReadOnlySpan<byte> two = second.AsSpan(((secondY + row) * HalfSize.Width) + secondX, BlockPx);
                for (int column = 0; column < BlockPx; column++)
                {
                    sumFirst += one[column];
                    sumSecond += two[column];
                    sumProduct += one[column] * two[column];
                }
            }

            const double Pixels = BlockPx * BlockPx;
            return (sumProduct / Pixels) - (sumFirst / Pixels * (sumSecond / Pixels));
        }
    }
}
