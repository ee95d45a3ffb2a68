using System.Globalization;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Media.Scan;

/// <summary>
/// Are the pictures of a film interlaced, whatever their flags say? Even and odd rows of an interlaced picture are of
/// two instants: where something moves, odd rows of a picture fit the even rows of the next (or the last) picture as
/// well as their own. In a progressive film they fit their own rows far better. Takes luma in order, block by block:
/// what moves may be small.
/// </summary>
/// <remarks>
/// Combing of two sets of rows is how far each sample lies outside of what its two neighbours span (0 on horizontal
/// edges and slopes, the whole step on a comb). Three are compared: each picture's own rows (O), the even rows of the
/// next picture with the odd rows of this one (E), and the other way round (D). Times of the rows are, in pictures:
/// progressive O 0, E 1, D 1; interlaced with the upper field first O ½, E ½, D 1½; with the lower one first E and D
/// change places; of film that was brought to 30 pictures a second by 3:2 pulldown, two of five pictures have O 1,
/// E 0. So combing is O as high as the lower of E and D, while the other is clearly higher; which of them is higher is
/// the same all over an interlaced picture, and chance elsewhere (fine lines that move up or down): votes of the two
/// orders are held against each other.
/// </remarks>
/// <param name="size">Size of the pictures.</param>
internal sealed class CombTest(PixelSize size)
{
    /// <summary>Pairs of pictures that are judged together, about a second.</summary>
    public const int WindowPairs = 24;

    /// <summary>
    /// Combed pairs of one field order in a window from which the film is interlaced there. Interlaced video has nearly
    /// all that move, 3:2 pulldown three of five.
    /// </summary>
    public const int CombedInWindowMax = 6;

    /// <summary>Share of combed pairs among all that move that is no accident any more, wherever they lie; they are
    /// also at least <see cref="StreamUniformity.InterlacedRunMin"/>.</summary>
    public const double CombedShareMax = 0.01;

    private const int BlockPx = 16;

    /// <summary>Combing that one pairing has more than another, levels per sample, to count as movement.</summary>
    private const double MoveMin = 0.4;

    /// <summary>How many times as much it is: interlaced rows 1½ and ½ pictures apart differ threefold where movement
    /// is slow, less where it is faster than the texture.</summary>
    private const double MoveRatio = 1.4;

    /// <summary>Least votes of a pair of pictures: a patch of 3 × 3 blocks is nearly all of them.</summary>
    private const int VotesMin = 8;

    /// <summary>Least share of votes for one field order, less those for the other, that makes a pair combed.</summary>
    private const double CombedVotesMin = 0.25;

    private readonly byte[][] _pictures = [new byte[size.Area], new byte[size.Area]];
    private readonly Queue<int> _window = new();
    private int _count;
    private int _combed;
    private int _moving;

    /// <summary>Where, and in what numbers, the film was found to be combed; null when it was not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Takes the next picture: rows of <c>size.Width</c> bytes.</summary>
    public void Add(ReadOnlySpan<byte> luma)
    {
        byte[] last = _pictures[(_count + 1) % 2];
        byte[] next = _pictures[_count % 2];
        luma.CopyTo(next);
        if (_count++ > 0)
        {
            Judge(Votes(last, next));
        }
    }

    /// <summary>After the last picture: judges the film as a whole.</summary>
    public void Finish()
    {
        if (Fault is null && _combed >= StreamUniformity.InterlacedRunMin && _combed > CombedShareMax * _moving)
        {
            Fault = string.Create(
                CultureInfo.InvariantCulture,
                $"{_combed} of its {_moving} moving pictures are combed, expected at most {CombedShareMax:P0}");
        }
    }

    /// <summary>Blocks that speak for upper field first, lower field first, and progressive.</summary>
    internal (int Upper, int Lower, int Progressive) Votes(ReadOnlySpan<byte> last, ReadOnlySpan<byte> next)
    {
        (int upper, int lower, int progressive) = (0, 0, 0);
        for (int y = 2; y + BlockPx < size.Height; y += BlockPx)
        {
            for (int x = 0; x + BlockPx <= size.Width; x += BlockPx)
            {
                (double own, double even, double odd) = Combing(last, next, x, y);
                double low = Math.Min(even, odd);
                double high = Math.Max(even, odd);
                if (low >= MoveRatio * own && low - own >= MoveMin)
                {
                    progressive++;
                }
                else if (high >= MoveRatio * low && high - low >= MoveMin && own * MoveRatio >= low
                    && own >= 0.2 * high)
                {
                    (upper, lower) = even < odd ? (upper + 1, lower) : (upper, lower + 1);
                }
            }
        }

        return (upper, lower, progressive);
    }

    private void Judge((int Upper, int Lower, int Progressive) votes)
    {
        int all = votes.Upper + votes.Lower + votes.Progressive;
        int lead = votes.Upper - votes.Lower;
        bool isCombed = Math.Abs(lead) >= Math.Max(VotesMin, CombedVotesMin * all);
        _moving += all >= VotesMin ? 1 : 0;
        _combed += isCombed ? 1 : 0;
        _window.Enqueue(isCombed ? Math.Sign(lead) : 0);
        if (_window.Count > WindowPairs)
        {
            _window.Dequeue();
        }

        int combed = Math.Max(_window.Count(order => order > 0), _window.Count(order => order < 0));
        if (Fault is null && combed >= CombedInWindowMax)
        {
            Fault = string.Create(
                CultureInfo.InvariantCulture,
                $"{combed} of the {_window.Count} pictures from {_count - 1 - _window.Count} on are combed (in the "
                + $"last of them {Math.Abs(lead)} of {all} moving blocks), expected fewer than {CombedInWindowMax}");
        }
    }

    /// <summary>Mean combing of a block, levels per sample.</summary>
    private (double Own, double Even, double Odd) Combing(
        ReadOnlySpan<byte> last, ReadOnlySpan<byte> next, int left, int top)
    {
        (int own, int evenNext, int oddNext) = (0, 0, 0);
        for (int y = top; y < top + BlockPx; y++)
        {
            int at = (y * size.Width) + left;
            ReadOnlySpan<byte> above = last.Slice(at - size.Width, BlockPx);
            ReadOnlySpan<byte> here = last.Slice(at, BlockPx);
            ReadOnlySpan<byte> below = last.Slice(at + size.Width, BlockPx);
            ReadOnlySpan<byte> nextAbove = next.Slice(at - size.Width, BlockPx);
            ReadOnlySpan<byte> nextHere = next.Slice(at, BlockPx);
            ReadOnlySpan<byte> nextBelow = next.Slice(at + size.Width, BlockPx);
            own += Outside(above, here, below) + Outside(nextAbove, nextHere, nextBelow);
            int hereOfNext = Outside(above, nextHere, below);
            int hereOfLast = Outside(nextAbove, here, nextBelow);
            bool isEven = y % 2 == 0;
            evenNext += isEven ? hereOfNext : hereOfLast;
            oddNext += isEven ? hereOfLast : hereOfNext;
        }

        const double Samples = BlockPx * BlockPx;
        return (own / (2 * Samples), evenNext / Samples, oddNext / Samples);
    }

    /// <summary>Sum of how far each of 16 samples lies outside of what the rows above and below it span.</summary>
    private static int Outside(ReadOnlySpan<byte> above, ReadOnlySpan<byte> here, ReadOnlySpan<byte> below)
    {
        Vector128<byte> one = Vector128.Create(above);
        Vector128<byte> two = Vector128.Create(below);
        Vector128<byte> value = Vector128.Create(here);
        Vector128<byte> clamped = Vector128.Min(Vector128.Max(value, Vector128.Min(one, two)), Vector128.Max(one, two));
        Vector128<byte> distance = Vector128.Max(value, clamped) - Vector128.Min(value, clamped);
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(distance);
        return Vector128.Sum(low + high);
    }
}
