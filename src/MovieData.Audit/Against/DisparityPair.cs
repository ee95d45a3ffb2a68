using MovieData.Audit.Look;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Audit.Against;

/// <summary>
/// Two disparities of one frame at the pixels of the first one, with where they disagree. Owns its planes.
/// </summary>
/// <param name="first">Disparity of the first side, px of its size; NaN where it has none.</param>
/// <param name="mask">Its codes.</param>
/// <param name="second">Disparity of the second side at the same pixels, in the same px; NaN where it has none.</param>
/// <param name="viewPxPerPx">px of the view for a px of either.</param>
internal sealed class DisparityPair(Plane<float> first, Plane<byte> mask, Plane<float> second, float viewPxPerPx)
    : IDisposable
{
    private static readonly Rgb24 Agrees = new(46, 125, 50);
    private static readonly Rgb24 Disagrees = new(229, 57, 53);
    private static readonly Rgb24 OneSided = new(92, 107, 192);
    private static readonly Rgb24 Sky = Imaging.Pictures.ColourMap.MaskCodes[MaskCode.Sky].Colour;
    private static readonly Rgb24 Nothing = Imaging.Pictures.ColourMap.NoValue;

    /// <summary>|d − d'| in px of the view; NaN where a side has none.</summary>
    public Plane<float> DifferencePx { get; } = Difference(first, second, viewPxPerPx);

    /// <summary>Counts of this frame alone.</summary>
    public DifferenceTally Tally()
    {
        var tally = new DifferenceTally();
        tally.Add(mask.Pixels, DifferencePx.Pixels);
        return tally;
    }

    /// <summary>A strip that shows them: left view, both disparities in one scale, where they disagree.</summary>
    /// <param name="tally">What <see cref="Tally"/> counted.</param>
    /// <param name="head">What the frame is.</param>
    /// <param name="left">Its left view; stays the caller's.</param>
    /// <param name="sides">What the two disparities are.</param>
    /// <param name="viewWidth">Width of the view before the crop, px.</param>
    public Strip Draw(
        DifferenceTally tally, string head, Plane<Rgb24> left, (string First, string Second) sides, int viewWidth)
    {
        DisparityScale scale = DisparityScale.Of(first, left.Size, viewWidth);
        string share = SamplePanels.Share(tally.OverOf(MaskCode.Valid), tally.ComparedOf(MaskCode.Valid));
        return new Strip(
            head,
            $"{share} of the compared valid pixels disagree",
            null,
            [
                SamplePanels.View(left, "left view"),
                SamplePanels.Disparity(first, sides.First, scale),
                SamplePanels.Disparity(second, sides.Second, scale),
                Where(),
            ]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        mask.Dispose();
        second.Dispose();
        DifferencePx.Dispose();
    }

    private Panel Where()
    {
        (Rgb24 Colour, string Word)[] states =
        [
            (Agrees, "agree"), (Disagrees, "> 2 px"), (OneSided, "one has none"), (Sky, "sky"), (Nothing, "neither"),
        ];
        using var colours = new Plane<Rgb24>(mask.Width, mask.Height);
        var counts = new long[states.Length];
        for (int i = 0; i < colours.Pixels.Length; i++)
        {
            int state = StateOf(i);
            counts[state]++;
            colours.Pixels[i] = states[state].Colour;
        }

        (Rgb24, string)[] legend =
        [
            .. states.Index().Where(state => counts[state.Index] > 0).Select(state => (
                state.Item.Colour,
                $"{state.Item.Word} {SamplePanels.Share(counts[state.Index], colours.Pixels.Length)}")),
        ];
        return new Panel(
            SamplePanels.Reduced(colours), (painter, area) => Panel.DrawLegend(painter, area, legend));
    }

    // What is filled, not measured, is no disagreement.
    private int StateOf(int pixel)
    {
        float px = DifferencePx.Pixels[pixel];
        return mask.Pixels[pixel] == MaskCode.Sky ? 3
            : px <= DifferenceTally.OverPx ? 0
            : px > DifferenceTally.OverPx ? 1
            : float.IsNaN(first.Pixels[pixel]) && float.IsNaN(second.Pixels[pixel]) ? 4 : 2;
    }

    private static Plane<float> Difference(Plane<float> first, Plane<float> second, float viewPxPerPx)
    {
        if (first.Size != second.Size)
        {
            throw new ArgumentException($"disparities of {first.Size} and {second.Size}");
        }

        var difference = new Plane<float>(first.Width, first.Height);
        ReadOnlySpan<float> one = first.Pixels, two = second.Pixels;
        Span<float> px = difference.Pixels;
        for (int i = 0; i < px.Length; i++)
        {
            float apart = viewPxPerPx * MathF.Abs(one[i] - two[i]);
            px[i] = float.IsFinite(apart) ? apart : float.NaN;
        }

        return difference;
    }
}
