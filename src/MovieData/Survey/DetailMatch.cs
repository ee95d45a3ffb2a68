using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>One block of a picture held against the same block of another one, found along the flow.</summary>
/// <param name="Index">Place in the grid of blocks, in row order; equal for equal places of one picture size.</param>
/// <param name="Detail">Deviation of the block's fine texture, levels of 255.</param>
/// <param name="Likeness">Correlation of both fine textures, −1…1: 1 where even the grain is the same.</param>
/// <param name="VerticalPx">How far lower the block is found in the other picture, px.</param>
/// <param name="IsLevelled">The block has enough horizontal edges for <paramref name="VerticalPx"/>.</param>
internal readonly record struct BlockMatch(
    int Index, float Detail, float Likeness, float VerticalPx, bool IsLevelled);

/// <summary>
/// Compares the finest texture of two pictures, what remains when a pixel's four neighbours are taken out, in blocks
/// whose flow is consistent. The flow of a network is good to some tenths of a pixel, the finest texture asks for more:
/// each block is shifted and stretched until it fits (Lucas and Kanade 1981; here horizontal shift, horizontal stretch
/// and vertical shift, two Gauss-Newton steps, each parameter within ±1 px).
/// </summary>
internal sealed class DetailMatch
{
    private const int Edge = 16;
    private const int Pixels = Edge * Edge;

    /// <summary>Pixels that have all neighbours inside the block.</summary>
    private const int Inner = (Edge - 2) * (Edge - 2);

    /// <summary>Share of consistent pixels that a block needs.</summary>
    private const double ConsistentMin = 0.9;

    /// <summary>Mean square of the vertical gradient, levels², from which a block's height is known.</summary>
    private const double LevelledMin = 20;

    /// <summary>Keeps the shifts of blocks without texture at 0: levels² of gradient a pixel.</summary>
    private const double Damping = 0.5;

    private readonly List<BlockMatch> _blocks = [];

    /// <summary>Blocks that could be compared, in row order.</summary>
    public IReadOnlyList<BlockMatch> Blocks => _blocks;

    /// <summary>Compares two pictures of one size.</summary>
    /// <param name="here">Luma of a picture in levels of 255, row order.</param>
    /// <param name="there">Luma of the other one.</param>
    /// <param name="flow">Flow at the first picture's pixels.</param>
    /// <param name="mask">Codes of <see cref="MaskCode"/> of the first picture's pixels.</param>
    public DetailMatch(ReadOnlySpan<float> here, ReadOnlySpan<float> there, FlowField flow, Plane<byte> mask)
    {
        PixelSize size = mask.Size;
        Span<float> block = stackalloc float[Pixels];
        Span<float> other = stackalloc float[Pixels];
        int index = 0;
        for (int y = 2; y + Edge < size.Height - 2; y += Edge)
        {
            for (int x = 2; x + Edge < size.Width - 2; x += Edge, index++)
            {
                // Every second block, like the black squares of a chessboard: enough for a mean.
                if (((x + y) / Edge % 2) != 0 || !IsConsistent(mask, x, y))
                {
                    continue;
                }

                for (int row = 0; row < Edge; row++)
                {
                    here.Slice(((y + row) * size.Width) + x, Edge).CopyTo(block[(row * Edge)..]);
                }

                var place = new Place(flow, size, x, y);
                if (Fit(block, there, place, other, out Fitted fit))
                {
                    _blocks.Add(Compare(index, block, other, place.MeanV() + fit.Down, fit.IsLevelled));
                }
            }
        }
    }

    private static bool IsConsistent(Plane<byte> mask, int x, int y)
    {
        int good = 0;
        for (int row = 0; row < Edge; row++)
        {
            foreach (byte code in mask.Row(y + row).Slice(x, Edge))
            {
                good += code == MaskCode.Valid ? 1 : 0;
            }
        }

        return good >= ConsistentMin * Pixels;
    }

    // Two steps on bilinear samples; the result is sampled by cubics, which keep more of the fine texture.
    private static bool Fit(
        ReadOnlySpan<float> block, ReadOnlySpan<float> there, in Place place, Span<float> other, out Fitted fit)
    {
        fit = default;
        for (int step = 0; step < 2; step++)
        {
            if (!place.Sample(there, fit, isCubic: false, other))
            {
                return false;
            }

            fit = Step(block, other, fit);
        }

        return place.Sample(there, fit, isCubic: true, other);
    }

    private static Fitted Step(ReadOnlySpan<float> block, ReadOnlySpan<float> other, Fitted fit)
    {
        float mean = Mean(block) - Mean(other);
        double xx = Damping * Inner, ss = xx, yy = xx, xs = 0, xy = 0, sy = 0, xe = 0, se = 0, ye = 0;
        for (int y = 1; y < Edge - 1; y++)
        {
            for (int x = 1; x < Edge - 1; x++)
            {
                int i = (y * Edge) + x;
                double across = (other[i + 1] - other[i - 1]) / 2;
                double down = (other[i + Edge] - other[i - Edge]) / 2;
                double stretch = across * Place.FromCentre(x);
                double error = block[i] - other[i] - mean;
                xx += across * across;
                ss += stretch * stretch;
                yy += down * down;
                xs += across * stretch;
                xy += across * down;
                sy += stretch * down;
                xe += across * error;
                se += stretch * error;
                ye += down * error;
            }
        }

        // Cramer's rule; damped, the determinant is positive.
        double a = (ss * yy) - (sy * sy), b = (xs * yy) - (sy * xy), c = (xs * sy) - (ss * xy);
        double determinant = (xx * a) - (xs * b) + (xy * c);
        double moved = ((xe * a) - (xs * ((se * yy) - (sy * ye))) + (xy * ((se * sy) - (ss * ye)))) / determinant;
        double stretched = ((xx * ((se * yy) - (sy * ye))) - (xe * b) + (xy * ((xs * ye) - (se * xy)))) / determinant;
        double lowered = ((xx * ((ss * ye) - (se * sy))) - (xs * ((xs * ye) - (se * xy))) + (xe * c)) / determinant;
        return new Fitted(
            Math.Clamp(fit.Across + (float)moved, -1, 1),
            Math.Clamp(fit.Stretch + (float)stretched, -1, 1),
            Math.Clamp(fit.Down + (float)lowered, -1, 1),
            yy > (LevelledMin + Damping) * Inner);
    }

    private static BlockMatch Compare(
        int index, ReadOnlySpan<float> block, ReadOnlySpan<float> other, float verticalPx, bool isLevelled)
    {
        double own = 0, others = 0, both = 0;
        for (int y = 1; y < Edge - 1; y++)
        {
            for (int x = 1; x < Edge - 1; x++)
            {
                int i = (y * Edge) + x;
                float one = Fine(block, i), two = Fine(other, i);
                own += one * one;
                others += two * two;
                both += one * two;
            }
        }

        return new BlockMatch(
            index,
            (float)Math.Sqrt(own / Inner),
            (float)(both / Math.Sqrt((own * others) + 1e-6)),
            verticalPx,
            isLevelled);
    }

    private static float Fine(ReadOnlySpan<float> block, int i) =>
        block[i] - ((block[i - 1] + block[i + 1] + block[i - Edge] + block[i + Edge]) / 4);

    private static float Mean(ReadOnlySpan<float> block)
    {
        float sum = 0;
        foreach (float value in block)
        {
            sum += value;
        }

        return sum / Pixels;
    }

    /// <summary>What fits a block better than the flow alone: px; stretch at the block's right edge, px.</summary>
    private readonly record struct Fitted(float Across, float Stretch, float Down, bool IsLevelled);

    /// <summary>Where a block's pixels lie in the other picture.</summary>
    private readonly ref struct Place(FlowField flow, PixelSize size, int left, int top)
    {
        /// <summary>−1…1 from the block's left to its right edge.</summary>
        public static float FromCentre(int x) => (x - ((Edge - 1) / 2f)) / (Edge / 2);

        public float MeanV()
        {
            float sum = 0;
            for (int y = 0; y < Edge; y++)
            {
                foreach (float v in flow.V.Row(top + y).Slice(left, Edge))
                {
                    sum += v;
                }
            }

            return sum / Pixels;
        }

        /// <summary>False where a pixel leaves the picture.</summary>
        public bool Sample(ReadOnlySpan<float> there, Fitted fit, bool isCubic, Span<float> other)
        {
            for (int y = 0; y < Edge; y++)
            {
                ReadOnlySpan<float> u = flow.U.Row(top + y).Slice(left, Edge);
                ReadOnlySpan<float> v = flow.V.Row(top + y).Slice(left, Edge);
                for (int x = 0; x < Edge; x++)
                {
                    float column = left + x + u[x] + fit.Across + (fit.Stretch * FromCentre(x));
                    float row = top + y + v[x] + fit.Down;
                    if (!(column >= 1 && column < size.Width - 2 && row >= 1 && row < size.Height - 2))
                    {
                        return false;
                    }

                    other[(y * Edge) + x] = isCubic ? Cubic(there, column, row) : Linear(there, column, row);
                }
            }

            return true;
        }

        private float Linear(ReadOnlySpan<float> there, float column, float row)
        {
            int at = ((int)row * size.Width) + (int)column;
            float across = column - (int)column, down = row - (int)row;
            float upper = there[at] + (across * (there[at + 1] - there[at]));
            float lower = there[at + size.Width] + (across * (there[at + size.Width + 1] - there[at + size.Width]));
            return upper + (down * (lower - upper));
        }

        private float Cubic(ReadOnlySpan<float> there, float column, float row)
        {
            int at = (((int)row - 1) * size.Width) + (int)column - 1;
            float across = column - (int)column;
            return Cubic(
                Cubic(there[at], there[at + 1], there[at + 2], there[at + 3], across),
                Cubic(there.Slice(at + size.Width, 4), across),
                Cubic(there.Slice(at + (2 * size.Width), 4), across),
                Cubic(there.Slice(at + (3 * size.Width), 4), across),
                row - (int)row);
        }

        private static float Cubic(ReadOnlySpan<float> four, float f) => Cubic(four[0], four[1], four[2], four[3], f);

        // Catmull and Rom.
        private static float Cubic(float a, float b, float c, float d, float f) =>
            b + (0.5f * f * (c - a + (f * ((2 * a) - (5 * b) + (4 * c) - d + (f * ((3 * (b - c)) + d - a))))));
    }
}
