using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Synthesis;

/// <summary>Counts over the pixels of one or more samples; the figures are shares of them.</summary>
public sealed record TruthFigures
{
    /// <summary>An error above it is bad, px.</summary>
    public const double BadPx = 2;

    /// <summary>Samples counted.</summary>
    public int Samples { get; init; }

    /// <summary>
    /// Pixels marked valid (code 0) for which there is a truth; hidden ones among them count with their own.
    /// </summary>
    public long Valid { get; init; }

    /// <summary>Sum of |disparity − truth| over them, px.</summary>
    public double AbsoluteErrorSum { get; init; }

    /// <summary>Those off by more than <see cref="BadPx"/>, or without a number.</summary>
    public long Bad { get; init; }

    /// <summary>Pixels that both cropped views show, without the sky.</summary>
    public long Visible { get; init; }

    /// <summary>Those marked valid.</summary>
    public long VisibleValid { get; init; }

    /// <summary>Occluded in the mask and in truth, and in either of them.</summary>
    public Overlap Occluded { get; init; }

    /// <summary>Sky in the mask and in truth, and in either of them.</summary>
    public Overlap Sky { get; init; }

    /// <summary>The same by mask code; empty before anything is added.</summary>
    public IReadOnlyList<TruthCodeFigures> Codes { get; init; } = [];

    /// <summary>Mean |disparity − truth| of the pixels marked valid, px; NaN when there are none.</summary>
    public double MeanAbsoluteErrorPx => AbsoluteErrorSum / Valid;

    /// <summary>
    /// Share of the pixels marked valid that are off by more than 2 px, 0…1; NaN when there are none.
    /// </summary>
    public double Bad2 => (double)Bad / Valid;

    /// <summary>Share of the pixels visible in both views that are marked valid, 0…1.</summary>
    public double Coverage => (double)VisibleValid / Visible;

    /// <summary>Both together.</summary>
    public static TruthFigures operator +(TruthFigures a, TruthFigures b) => new()
    {
        Samples = a.Samples + b.Samples,
        Valid = a.Valid + b.Valid,
        AbsoluteErrorSum = a.AbsoluteErrorSum + b.AbsoluteErrorSum,
        Bad = a.Bad + b.Bad,
        Visible = a.Visible + b.Visible,
        VisibleValid = a.VisibleValid + b.VisibleValid,
        Occluded = a.Occluded + b.Occluded,
        Sky = a.Sky + b.Sky,
        Codes = a.Codes.Count == 0 ? b.Codes : b.Codes.Count == 0 ? a.Codes
            : [.. a.Codes.Zip(b.Codes, (x, y) => x + y)],
    };
}

/// <summary>Counts over the pixels that have one mask code.</summary>
/// <param name="Pixels">How many.</param>
/// <param name="Known">Those of them with a disparity for which there is a truth: of code 4 the fill.</param>
/// <param name="AbsoluteErrorSum">Sum of |disparity − truth| over those, px of the view.</param>
/// <param name="Bad">Those off by more than <see cref="TruthFigures.BadPx"/>.</param>
/// <param name="TrueCodes">Pixels by the code that they should have.</param>
public sealed record TruthCodeFigures(
    long Pixels, long Known, double AbsoluteErrorSum, long Bad, IReadOnlyList<long> TrueCodes)
{
    /// <summary>Both together.</summary>
    public static TruthCodeFigures operator +(TruthCodeFigures a, TruthCodeFigures b) => new(
        a.Pixels + b.Pixels,
        a.Known + b.Known,
        a.AbsoluteErrorSum + b.AbsoluteErrorSum,
        a.Bad + b.Bad,
        [.. a.TrueCodes.Zip(b.TrueCodes, (x, y) => x + y)]);
}

/// <summary>Two sets of pixels: how many lie in both, how many in either.</summary>
public readonly record struct Overlap(long Both, long Either)
{
    /// <summary>Intersection over union, 0…1; 1 when both sets are empty.</summary>
    public double IoU => Either == 0 ? 1 : (double)Both / Either;

    /// <summary>Adds the counts.</summary>
    public static Overlap operator +(Overlap a, Overlap b) => new(a.Both + b.Both, a.Either + b.Either);
}

/// <summary>What came of the comparison of a dataset made from the synthetic film.</summary>
/// <param name="Total">All samples with a truth, pixels pooled.</param>
/// <param name="ByShot">The same for each shot that had samples, in film order.</param>
/// <param name="WithoutTruth">Frames whose views are unrelated: they should never have been kept.</param>
public sealed record TruthReport(
    TruthFigures Total, IReadOnlyList<(ShotDesign Shot, TruthFigures Figures)> ByShot,
        IReadOnlyList<int> WithoutTruth);

/// <summary>Compares estimated disparity and masks with the truth of the film they were made from.</summary>
public sealed class TruthComparison(SyntheticFilm film)
{
    private readonly SortedDictionary<int, TruthFigures> _byShot = [];
    private readonly SortedSet<int> _withoutTruth = [];

    /// <summary>Adds a sample and returns its own figures; null when the frame's views are unrelated.</summary>
    /// <param name="frame">Frame of the film.</param>
    /// <param name="crop">Where the sample lies in the view, px of the film's view.</param>
    /// <param name="mask">Codes of CONTRACT.md, of the crop's size or half of it (<c>output_scale: 0.5</c>).</param>
    /// <param name="disparity">d = x_left − x_right in px of its own size, the mask's; read where the code is 0. Errors
    /// are counted in px of the view.</param>
    /// <exception cref="SynthesisException">Sizes do not fit the crop, or the crop does not fit the view.</exception>
    public TruthFigures? Add(int frame, PixelArea crop, Plane<byte> mask, Plane<float> disparity)
    {
        PixelSize view = film.Options.View;
        var half = new PixelSize(crop.Width / 2, crop.Height / 2);
        if ((mask.Size != crop.Size && mask.Size != half) || disparity.Size != mask.Size || crop.X < 0 || crop.Y < 0
            || crop.X + crop.Width > view.Width || crop.Y + crop.Height > view.Height)
        {
            throw new SynthesisException(
                $"frame {frame}: mask {mask.Size} and disparity {disparity.Size} do not fit "
                + $"crop {crop} of a view of {view}");
        }

        ShotDesign shot = film.ShotAt(frame);
        if (!film.SceneOf(shot).IsRelated)
        {
            _withoutTruth.Add(frame);
            return null;
        }

        using SceneTruth truth = film.Truth(frame);
        using Plane<byte> full = truth.LeftMask(crop);
        using Plane<float> fullDisparity = Cropped(truth.Left.Disparity, crop);
        bool isHalf = mask.Size != crop.Size;
        using Plane<byte> expected = isHalf ? Half(full) : full;
        using Plane<float> wanted = isHalf ? Half(fullDisparity) : fullDisparity;
        TruthFigures figures = Compare(wanted, expected, isHalf ? 2 : 1, mask, disparity);
        _byShot[shot.FirstFrame] = _byShot.TryGetValue(shot.FirstFrame, out TruthFigures
            ? sum) ? sum + figures : figures;
        return figures;
    }

    /// <summary>Everything added so far.</summary>
    public TruthReport Report() => new(
        _byShot.Values.Aggregate(new TruthFigures(), (a, b) => a + b),
        [.. _byShot.Select(s => (film.ShotAt(s.Key), s.Value))],
        [.. _withoutTruth]);

    private static Plane<float> Cropped(Plane<float> view, PixelArea crop)
    {
        var cropped = new Plane<float>(crop.Width, crop.Height);
        for (int y = 0; y < crop.Height; y++)
        {
            view.Row(crop.Y + y).Slice(crop.X, crop.Width).CopyTo(cropped.Row(y));
        }

        return cropped;
    }

    private static Plane<byte> Half(Plane<byte> mask)
    {
        var half = new Plane<byte>(mask.Width / 2, mask.Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            MaskCode.HalveRow(mask.Row(2 * y), mask.Row((2 * y) + 1), half.Row(y));
        }

        return half;
    }

    private static Plane<float> Half(Plane<float> disparity)
    {
        var half = new Plane<float>(disparity.Width / 2, disparity.Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            Resample.HalveRow(disparity.Row(2 * y), disparity.Row((2 * y) + 1), half.Row(y), 0.5f);
        }

        return half;
    }

    // Errors are multiplied by pxScale: px of the view for a px of the planes.
    private static TruthFigures Compare(
        Plane<float> wanted, Plane<byte> expected, int pxScale, Plane<byte> mask, Plane<float> disparity)
    {
        long valid = 0, bad = 0, visible = 0, visibleValid = 0;
        double sum = 0;
        Overlap occluded = default, sky = default;
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<float> want = wanted.Row(y), got = disparity.Row(y);
            ReadOnlySpan<byte> code = mask.Row(y), should = expected.Row(y);
            for (int x = 0; x < code.Length; x++)
            {
                bool isVisible = should[x] == TruthMask.Valid, isValid = code[x] == TruthMask.Valid;
                visible += isVisible ? 1 : 0;
                visibleValid += isVisible && isValid ? 1 : 0;
                occluded += Both(code[x], should[x], TruthMask.Occluded);
                sky += Both(code[x], should[x], TruthMask.Sky);
                if (isValid && should[x] != TruthMask.Bar)
                {
                    double error = pxScale * Math.Abs(got[x] - want[x]);
                    valid++;
                    sum += error;
                    bad += error <= TruthFigures.BadPx ? 0 : 1;
                }
            }
        }

        return new TruthFigures
        {
            Samples = 1,
            Valid = valid,
            AbsoluteErrorSum = sum,
            Bad = bad,
            Visible = visible,
            VisibleValid = visibleValid,
            Occluded = occluded,
            Sky = sky,
            Codes = ByCode(wanted, expected, pxScale, mask, disparity),
        };
    }

    private static TruthCodeFigures[] ByCode(
        Plane<float> wanted, Plane<byte> expected, int pxScale, Plane<byte> mask, Plane<float> disparity)
    {
        var (known, bad, sums) = (new long[MaskCode.Count], new long[MaskCode.Count], new double[MaskCode.Count]);
        var codes = new long[MaskCode.Count, MaskCode.Count];
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            (byte code, byte should) = (mask.Pixels[i], expected.Pixels[i]);
            codes[code, should]++;
            double error = pxScale * Math.Abs(disparity.Pixels[i] - wanted.Pixels[i]);
            if (should != TruthMask.Bar && double.IsFinite(error))
            {
                known[code]++;
                sums[code] += error;
                bad[code] += error <= TruthFigures.BadPx ? 0 : 1;
            }
        }

        return [.. Enumerable.Range(0, MaskCode.Count).Select(code =>
        {
            long[] trueCodes = [.. Enumerable.Range(0, MaskCode.Count).Select(should => codes[code, should])];
            return new TruthCodeFigures(trueCodes.Sum(), known[code], sums[code], bad[code], trueCodes);
        })];
    }

    private static Overlap Both(byte code, byte should, byte what) => new(
        code == what && should == what ? 1 : 0, code == what || should == what ? 1 : 0);
}
