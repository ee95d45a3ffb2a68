using MovieData.Imaging.Frames;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>
/// Do the halves of a packed picture show the same scene? Textured blocks of one half are looked for in the other at
/// about the same place (a stereo pair differs by a small horizontal shift). The share found must be high, far above
/// the share found at a wrong height, which is what likeness by chance gives, and blocks beside each other must be
/// found with shifts that are alike, as on surfaces. Blocks whose texture repeats in their own half, sideways or
/// downwards, would be found in any half: they do not count.
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

    /// <summary>A texture repeats when it is found again within so many px of the reduced half: 30 % of its width, half
    /// its height.</summary>
    private const int PeriodPxMax = 48;

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

    /// <summary>
    /// Halves that differ by less than this share of their contrast are one picture twice: a wallpaper, or a 2D film
    /// packed as if it were 3D. Encoding alone stays below 0.02 at this size; a disparity of 1 px gives 0.1 and more.
    /// </summary>
    private const double SameMax = 0.05;

    /// <summary>
    /// Shifts of two blocks side by side that are alike, px, and the share of such pairs. By chance (shifts spread
    /// over ±<see cref="ShiftPxMax"/>) 0.2 of them are; on surfaces nearly all.
    /// </summary>
    private const int AlikePxMax = 2;
    private const double AlikeMin = 0.5;
    private const int NeighboursMin = 10;

    /// <summary>
    /// Both packings match (what is drawn repeats sideways and downwards): one must be found so many times as often as
    /// the other; or the other gives views of a shape that no film has, and is not found much more often.
    /// </summary>
    private const double LeadMin = 1.5;
    private const double ShapeLeadMin = 0.8;

    /// <summary>Shapes of views: films from 4:3 to 2.76:1 with some room, and spheres of 1:1.</summary>
    private const double ShapeMin = 1.2;
    private const double ShapeMax = 3;
    private const double SquareTolerance = 0.03;

    /// <summary>
    /// True when there was enough to look at and neither packing fits, with blocks that repeat counted as well: the
    /// picture is one view.
    /// </summary>
    public bool SaysOneView { get; private init; }

    /// <summary>True when two halves are one picture twice, which tells no stereo film from one of 2D.</summary>
    public bool SaysSamePicture { get; private init; }

    /// <summary>Tests all pictures.</summary>
    /// <param name="packed">Luma of the coded pictures.</param>
    /// <param name="aspect">Sample aspect.</param>
    public static PackingTest Run(StillPictures packed, Rational aspect)
    {
        (int width, int height) = (packed.Size.Width, packed.Size.Height);
        var sideBySide = new Matches(
            packed.Cut(new PixelArea(0, 0, width / 2, height)),
            packed.Cut(new PixelArea(width / 2, 0, width / 2, height)));
        PixelArea[] above = [.. CodedView.Down(packed.Size).Select(view => view.Area!.Value)];
        var topBottom = new Matches(packed.Cut(above[0]), packed.Cut(above[1]));
        double shape = width * aspect.Value / height;
        (bool isWide, bool isTall) = (IsShape(shape / 2, shape), IsShape(shape * 2, shape));
        if (!isWide && !isTall)
        {
            // A sample aspect that fits no packing says nothing of the pixels (ViewShape).
            shape = (double)width / height;
            (isWide, isTall) = (IsShape(shape / 2, shape), IsShape(shape * 2, shape));
        }

        bool? verdict = (sideBySide.AreClear, topBottom.AreClear) switch
        {
            (true, false) => true,
            (false, true) => false,
            (true, true) when Leads(sideBySide, topBottom, isWide, isTall) => true,
            (true, true) when Leads(topBottom, sideBySide, isTall, isWide) => false,
            _ => null,
        };
        return new PackingTest(
            sideBySide.Share, topBottom.Share, Math.Min(sideBySide.Blocks, topBottom.Blocks), verdict)
        {
            SaysOneView = sideBySide.AreOther && topBottom.AreOther,
            SaysSamePicture = sideBySide.AreSame || topBottom.AreSame,
        };
    }

    /// <summary>One packing decides over another that matches as well.</summary>
    private static bool Leads(Matches one, Matches other, bool isShape, bool isOtherShape) =>
        isShape && one.Share >= other.Share * (isOtherShape ? LeadMin : ShapeLeadMin);

    /// <summary>Full or half views of a packing have the shape of a film's.</summary>
    private static bool IsShape(double full, double half) =>
        new[] { full, half }.Any(
            shape => shape is >= ShapeMin and <= ShapeMax || Math.Abs(shape - 1) < SquareTolerance);

    /// <summary>Blocks of one half found in the other, and found at a wrong height.</summary>
    private sealed class Matches
    {
        public Matches(StillPictures first, StillPictures second)
        {
            first = first.Reduce(HalfSize);
            second = second.Reduce(HalfSize);
            List<Block> all = [.. first.Luma.Zip(second.Luma)
                .SelectMany((pair, n) => Look(n, pair.First, pair.Second))];
            AreOther = all.Count >= BlocksMin
                && all.Count(block => block.Shift is not null) < OneViewShareMax * all.Count;
            List<Block> blocks = [.. all.Where(block => !block.Repeats)];
            int found = blocks.Count(block => block.Shift is not null);
            Blocks = blocks.Count;
            Share = Blocks == 0 ? 0 : (double)found / Blocks;
            AreSame = Difference(first, second) < SameMax;
            AreClear = Blocks >= BlocksMin && Share >= ShareMin && !AreSame
                && found >= OverChanceMin * blocks.Count(block => block.IsFoundByChance) && AreAlike(blocks);
        }

        public int Blocks { get; }

        public double Share { get; }

        public bool AreClear { get; }

        /// <summary>The halves show different things.</summary>
        public bool AreOther { get; }

        /// <summary>The halves are one picture twice.</summary>
        public bool AreSame { get; }

        /// <summary>
        /// Mean absolute difference of two halves, at equal places, as a share of the first's mean absolute deviation
        /// from its mean; not a number where all is of one tone.
        /// </summary>
        private static double Difference(StillPictures first, StillPictures second)
        {
            (long difference, double deviation) = (0, 0);
            foreach ((byte[] one, byte[] two) in first.Luma.Zip(second.Luma))
            {
                double mean = one.Average(value => (double)value);
                for (int pixel = 0; pixel < one.Length; pixel++)
                {
                    difference += Math.Abs(one[pixel] - two[pixel]);
                    deviation += Math.Abs(one[pixel] - mean);
                }
            }

            return difference / deviation;
        }

        /// <summary>Blocks side by side or one above the other are found with shifts that are alike.</summary>
        private static bool AreAlike(List<Block> blocks)
        {
            Dictionary<(int, int, int), int> shifts = [];
            foreach (Block block in blocks)
            {
                if (block.Shift is { } shift)
                {
                    shifts[(block.Picture, block.X, block.Y)] = shift;
                }
            }

            (int neighbours, int alike) = (0, 0);
            foreach (((int picture, int x, int y), int shift) in shifts)
            {
                foreach ((int, int, int) beside in new[] { (picture, x + BlockPx, y), (picture, x, y + BlockPx) })
                {
                    if (shifts.TryGetValue(beside, out int other))
                    {
                        neighbours++;
                        alike += Math.Abs(shift - other) <= AlikePxMax ? 1 : 0;
                    }
                }
            }

            return neighbours < NeighboursMin || alike >= AlikeMin * neighbours;
        }

        private static IEnumerable<Block> Look(int picture, byte[] first, byte[] second)
        {
            for (int y = 1; y + BlockPx + 1 < HalfSize.Height; y += BlockPx)
            {
                for (int x = ShiftPxMax; x + BlockPx + ShiftPxMax < HalfSize.Width; x += BlockPx)
                {
                    if (Deviation(first, x, y) >= TextureMin)
                    {
                        int wrongY = (y + (HalfSize.Height / 3)) % (HalfSize.Height - BlockPx - 2) + 1;
                        yield return new Block(
                            picture,
                            x,
                            y,
                            Find(first, second, x, y, y),
                            Find(first, second, x, y, wrongY) is not null,
                            Repeats(first, x, y));
                    }
                }
            }
        }

        /// <summary>Shift of the best place in the other half, px; null where none is good enough.</summary>
        private static int? Find(byte[] first, byte[] second, int x, int y, int secondY)
        {
            (double best, int? shift) = (CorrelationMin, null);
            for (int down = -1; down <= 1; down++)
            {
                for (int right = -ShiftPxMax; right <= ShiftPxMax; right++)
                {
                    double likeness = Correlation(first, x, y, second, x + right, secondY + down);
                    (best, shift) = likeness >= best ? (likeness, right) : (best, shift);
                }
            }

            return shift;
        }

        /// <summary>The block is found again in its own half, beside itself or above or below.</summary>
        private static bool Repeats(byte[] half, int x, int y)
        {
            for (int away = BlockPx; away <= PeriodPxMax; away++)
            {
                if (IsAt(x - away, y) || IsAt(x + away, y) || IsAt(x, y - away) || IsAt(x, y + away))
                {
                    return true;
                }
            }

            return false;

            bool IsAt(int otherX, int otherY) => otherX >= 0 && otherX + BlockPx <= HalfSize.Width
                && otherY >= 0 && otherY + BlockPx <= HalfSize.Height
                && Correlation(half, x, y, half, otherX, otherY) >= CorrelationMin;
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

        private readonly record struct Block(
            int Picture, int X, int Y, int? Shift, bool IsFoundByChance, bool Repeats);
    }
}
