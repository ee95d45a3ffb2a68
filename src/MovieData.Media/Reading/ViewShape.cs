using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Reading;

/// <summary>
/// Shape of one view: whether packed views are squeezed, and whether to believe the stream's sample aspect. Muxers and
/// players disagree on what it means in a packed film: the shape of a pixel, or the shape of the whole picture as a 2D
/// player should show it. Then it contradicts the layout, and the usual shape of a view decides.
/// </summary>
public static class ViewShape
{
    /// <summary>
    /// A sample aspect from here on states the squeeze of a half layout itself (it is 2 then, or 1/2).
    /// </summary>
    private const double AspectOfSqueeze = 1.5;

    /// <summary>
    /// Views of films are between 4:3 and 2.76:1; half and full packings of them differ by a factor of two.
    /// </summary>
    private const double FilmAspect = 16.0 / 9;

    /// <summary>Views of other shapes than this are no film: 1.19:1 (Movietone) to 2.76:1 (Ultra Panavision).</summary>
    private const double FilmAspectMin = 1.1;
    private const double FilmAspectMax = 3;

    /// <summary>A sphere's view may be off its usual shape by this factor: pictures cropped by their cameras.</summary>
    private const double SphereTolerance = 1.4;

    /// <summary>Shapes of a full view between which a half view twice as wide is a film's as well.</summary>
    private const double AcademyMin = 1.3;
    private const double AcademyMax = 1.45;

    /// <summary>Usual width over height of a view: 16:9, of VR180 1:1, of an equirectangular one 2:1.</summary>
    public static double Usual(Projection projection) => projection switch
    {
        Projection.Vr180 => 1,
        Projection.Equirect => 2,
        _ => FilmAspect,
    };

    /// <summary>
    /// Size of one view in square pixels. Half layouts are unsqueezed unless the sample aspect already says so;
    /// a sample aspect widens or heightens, so that no coded pixel is lost.
    /// </summary>
    public static PixelSize Size(StereoLayout layout, PixelSize coded, Rational aspect)
    {
        double wide = aspect.Value;
        LayoutKind kind = LayoutTable.Of(layout);
        PixelSize cut = kind.IsPacked ? kind.Views(coded)[0].Size : coded;
        bool isSqueezed = kind.IsHalf && !StatesSqueeze(kind, aspect);
        int width = cut.Width * (isSqueezed && kind.Axes == ViewAxes.Across ? 2 : 1);
        int height = cut.Height * (isSqueezed && kind.Axes == ViewAxes.Down ? 2 : 1);
        return wide >= 1
            ? new PixelSize(Even(width * wide), height)
            : new PixelSize(width, Even(height / wide));
    }

    /// <summary>
    /// Half or full packing: whichever gives a view whose shape is nearer to the usual one. 3840×1080 side by side is
    /// full, 1920×1080 is half.
    /// </summary>
    /// <param name="sideBySide">False: one above the other.</param>
    /// <param name="stream">Size and sample aspect.</param>
    /// <param name="projection">What each view shows.</param>
    public static bool IsHalf(bool sideBySide, StreamFacts stream, Projection projection)
    {
        ViewAxes axes = sideBySide ? ViewAxes.Across : ViewAxes.Down;
        StereoLayout full = LayoutTable.Halves(axes, isHalf: false)!.Layout;
        StereoLayout half = LayoutTable.Halves(axes, isHalf: true)!.Layout;
        double squeeze = sideBySide ? stream.SampleAspect.Value : 1 / stream.SampleAspect.Value;
        PixelSize Square(StereoLayout layout) => Size(layout, stream.Size, new Rational(1, 1));
        PixelSize Tagged(StereoLayout layout) => Size(layout, stream.Size, stream.SampleAspect);
        if (squeeze >= AspectOfSqueeze && (stream.IsAspectStated || IsUsual(Tagged(half), projection)))
        {
            return true;
        }

        if (squeeze is >= AspectOfSqueeze or <= 1 / AspectOfSqueeze && !stream.IsAspectStated)
        {
            // A tag that says nothing of the squeeze says something of the screen.
            return Distance(Square(half), projection) < Distance(Square(full), projection);
        }

        return Distance(Tagged(half), projection) < Distance(Tagged(full), projection);
    }

    /// <summary>
    /// The sample aspect that is used: the stream's, or 1:1 where that gives no film's view and square pixels do. What
    /// the user states is not doubted.
    /// </summary>
    /// <returns>The aspect, and a warning where the stream's is not believed, or another layout fits as well.</returns>
    public static (Rational Aspect, string? Warning) Believed(
        StereoLayout layout, StreamFacts stream, Projection projection)
    {
        Rational aspect = stream.SampleAspect;
        if (stream.IsAspectStated || aspect.Numerator == aspect.Denominator || layout == StereoLayout.Unknown)
        {
            return (aspect, null);
        }

        var square = new Rational(1, 1);
        PixelSize tagged = Size(layout, stream.Size, aspect);
        PixelSize plain = Size(layout, stream.Size, square);

        // The whole packed picture said to have the shape of one view: what a 2D player should show.
        LayoutKind kind = LayoutTable.Of(layout);
        bool saysWhole = kind.IsPacked && StatesSqueeze(kind, new Rational(aspect.Denominator, aspect.Numerator));
        if (IsUsual(plain, projection) && (saysWhole || !IsUsual(tagged, projection)))
        {
            return (square, $"sample aspect {Words(aspect)} contradicts layout {StereoWords.Of(layout)}, a view would "
                + $"be {Describe(tagged)}: pixels are taken for square, so a view is {Describe(plain)}; "
                + "state --sample-aspect W:H if that is wrong");
        }

        return (aspect, Ambiguity(layout, stream));
    }

    /// <summary>
    /// A sample aspect of 2:1 states the squeeze of half side by side, or is what mkvmerge gives to full side by side.
    /// </summary>
    private static string? Ambiguity(StereoLayout layout, StreamFacts stream)
    {
        LayoutKind kind = LayoutTable.Of(layout);
        if (!kind.IsHalf || !StatesSqueeze(kind, stream.SampleAspect))
        {
            return null;
        }

        StereoLayout full = kind.Other.Layout;
        PixelSize plain = Size(full, stream.Size, new Rational(1, 1));
        return ShapeOf(plain) is < AcademyMin or > AcademyMax
            ? null
            : $"sample aspect {Words(stream.SampleAspect)} is taken for the squeeze of {StereoWords.Of(layout)}, a "
                + $"view is {Describe(Size(layout, stream.Size, stream.SampleAspect))}; if it is {Describe(plain)}, "
                + $"state --layout {StereoWords.Of(full)} --sample-aspect 1:1";
    }

    /// <summary>A size and its shape, for people.</summary>
    public static string Describe(PixelSize view) =>
        string.Create(CultureInfo.InvariantCulture, $"{view} ({ShapeOf(view):F2}:1)");

    /// <summary>A sample aspect as people write it.</summary>
    public static string Words(Rational aspect) => $"{aspect.Numerator}:{aspect.Denominator}";

    /// <summary>True where a view of this size has a shape that films, or spheres, have.</summary>
    public static bool IsUsual(PixelSize view, Projection projection)
    {
        double shape = ShapeOf(view);
        return projection == Projection.Flat
            ? shape is >= FilmAspectMin and <= FilmAspectMax
            : Math.Abs(Math.Log(shape / Usual(projection))) <= Math.Log(SphereTolerance);
    }

    /// <summary>A sample aspect that is itself the squeeze of a half packing.</summary>
    private static bool StatesSqueeze(LayoutKind kind, Rational aspect) => kind.Axes switch
    {
        ViewAxes.Across => aspect.Value >= AspectOfSqueeze,
        ViewAxes.Down => aspect.Value <= 1 / AspectOfSqueeze,
        _ => false,
    };

    private static double ShapeOf(PixelSize size) => (double)size.Width / size.Height;

    private static double Distance(PixelSize view, Projection projection) =>
        Math.Abs(Math.Log(ShapeOf(view) / Usual(projection)));

    private static int Even(double size) => Math.Max(2, (int)Math.Round(size / 2, MidpointRounding.AwayFromZero) * 2);
}
