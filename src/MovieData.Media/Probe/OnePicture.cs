using System.Globalization;
using MovieData.Imaging.Frames;

namespace MovieData.Media.Probe;

/// <summary>
/// Do two pictures of one instant differ by parallax? Two languages of a film, two encodes of it, or a flat film packed
/// as two views show one picture; two camera angles show two that have nothing in common. Blocks of the first picture
/// are looked for along their own rows of the second.
/// </summary>
/// <param name="Blocks">Blocks with enough texture to be looked for, in all pairs.</param>
/// <param name="Found">Blocks found in the second picture.</param>
/// <param name="FoundByChance">Blocks found in other rows of it, where they cannot be.</param>
/// <param name="AtOneShift">Blocks found at the shift where most are.</param>
/// <param name="ShiftPx">That shift, px of the pictures given; right in the second picture is positive.</param>
public sealed record OnePicture(int Blocks, int Found, int FoundByChance, int AtOneShift, int ShiftPx)
{
    /// <summary>Pairs worth looking at, and the width they are reduced to.</summary>
    public const int PairsMax = 6;

    /// <summary>Width that shifts are meant for, px: half a pixel of it is 1.5 px of an HD picture.</summary>
    public const int WidthMax = 640;

    private const int BlockPx = 16;

    /// <summary>±3.75 % of the width; 3D films stay within ±3 %.</summary>
    private const int ShiftPxMax = 24;

    /// <summary>Blocks flatter than this (standard deviation of luma) match everything and are left out.</summary>
    private const double TextureMin = 8;

    /// <summary>A block is found when its normalised correlation reaches this: contrast and noise may differ.</summary>
    private const double CorrelationMin = 0.8;

    private const int BlocksMin = 40;

    /// <summary>Share of the found blocks at one shift that parallax does not leave there.</summary>
    private const double OneShiftShareMin = 0.9;
    private const double FoundShareMin = 0.5;

    /// <summary>Share found, and times chance, below which two pictures are of two scenes.</summary>
    private const double OtherShareMax = 0.25;
    private const double OverChanceMax = 2;
    private const double OverChanceShareMax = 0.05;

    /// <summary>Both show one picture: there is no second view.</summary>
    public bool IsOne => Blocks >= BlocksMin && Found >= FoundShareMin * Blocks
        && AtOneShift >= OneShiftShareMin * Found;

    /// <summary>The two show different scenes: they are no two views of one.</summary>
    public bool IsOther => Blocks >= BlocksMin && Found <= OtherShareMax * Blocks
        && Found <= (OverChanceMax * FoundByChance) + (OverChanceShareMax * Blocks);

    /// <summary>Less than half is found again: two views of one scene have more in common.</summary>
    public bool IsDoubtful => Blocks >= BlocksMin && Found < FoundShareMin * Blocks;

    /// <summary>What was seen, for the film's evidence.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"{Found} of {Blocks} textured blocks of one are found in the other, at most {AtOneShift} of them at one shift "
        + $"({ShiftPx} px)");

    /// <summary>Looks at pairs, which stay the caller's.</summary>
    public static OnePicture Look(IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> pairs)
    {
        (int blocks, int found, int chance) = (0, 0, 0);
        int[] shifts = new int[(2 * ShiftPxMax) + 1];
        foreach ((Plane<Rgb24> first, Plane<Rgb24> second) in pairs)
        {
            var one = new Luma(first);
            var two = new Luma(second);
            for (int y = 0; y + BlockPx <= first.Height; y += BlockPx)
            {
                for (int x = ShiftPxMax; x + BlockPx + ShiftPxMax <= first.Width; x += BlockPx)
                {
                    if (Math.Sqrt(one.Covariance(x, y, one, x, y)) < TextureMin)
                    {
                        continue;
                    }

                    blocks++;
                    if (Search(one, two, x, y, y) is { } shift)
                    {
                        found++;
                        shifts[shift + ShiftPxMax]++;
                    }

                    int otherY = (y + (first.Height / 3)) % (first.Height - BlockPx);
                    chance += Search(one, two, x, y, otherY) is null ? 0 : 1;
                }
            }
        }

        int most = Array.IndexOf(shifts, shifts.Max());
        return new OnePicture(blocks, found, chance, shifts[most], most - ShiftPxMax);
    }

    // The best shift along a row; small ones first, so that what fits everywhere (a horizontal edge) counts as still.
    private static int? Search(Luma one, Luma two, int x, int y, int secondY)
    {
        double power = one.Covariance(x, y, one, x, y);
        (int? best, double bestMatch) = (null, CorrelationMin);
        for (int step = 0; step <= 2 * ShiftPxMax; step++)
        {
            int shift = (step + 1) / 2 * (step % 2 == 0 ? -1 : 1);
            double other = two.Covariance(x + shift, secondY, two, x + shift, secondY);
            double match = other <= 0
                ? 0
                : one.Covariance(x, y, two, x + shift, secondY) / Math.Sqrt(power * other);
            (best, bestMatch) = match > bestMatch ? (shift, match) : (best, bestMatch);
        }

        return best;
    }

    /// <summary>Luma of a picture, row order.</summary>
    private sealed class Luma
    {
        private readonly byte[] _values;
        private readonly int _width;

        public Luma(Plane<Rgb24> picture)
        {
            _width = picture.Width;
            ReadOnlySpan<byte> bytes = picture.Bytes;
            _values = new byte[picture.Width * picture.Height];
            for (int pixel = 0; pixel < _values.Length; pixel++)
            {
                _values[pixel] =
                    (byte)((bytes[3 * pixel] + (2 * bytes[(3 * pixel) + 1]) + bytes[(3 * pixel) + 2]) / 4);
            }
        }

        public double Covariance(int x, int y, Luma second, int secondX, int secondY)
        {
            (int sumFirst, int sumSecond, int sumProduct) = (0, 0, 0);
            for (int row = 0; row < BlockPx; row++)
            {
                ReadOnlySpan<byte> one = _values.AsSpan(((y + row) * _width) + x, BlockPx);
                ReadOnlySpan<byte> two = second._values.AsSpan(((secondY + row) * _width) + secondX, BlockPx);
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
