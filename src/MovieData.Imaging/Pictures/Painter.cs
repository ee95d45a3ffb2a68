using System.Text;
using MovieData.Imaging.Frames;
using OpenCvSharp;

namespace MovieData.Imaging.Pictures;

/// <summary>Draws on a picture that a person looks at. What lies outside the picture is left out.</summary>
/// <remarks>Holds the picture's memory, not the picture: dispose the painter first.</remarks>
public sealed class Painter : IDisposable
{
    /// <summary>Height of a line of text, px, with the gap to the next.</summary>
    public const int LinePx = 22;

    private const HersheyFonts Face = HersheyFonts.HersheyDuplex;
    private const double FaceScale = 0.5;
    private const int BaselinePx = 15;

    private readonly HeldMat _page;

    /// <param name="page">What is drawn on; stays the caller's.</param>
    /// <exception cref="PictureException">OpenCV cannot be loaded.</exception>
    public Painter(Plane<Rgb24> page) => _page = HeldMat.Over(page);

    /// <summary>Width of a line of text, px.</summary>
    /// <param name="text">The line.</param>
    /// <param name="size">Factor of the letters' size; their line is <see cref="LinePx"/> times as high.</param>
    public static int WidthOf(string text, double size = 1) =>
        Cv2.GetTextSize(Ascii(text), Face, size * FaceScale, 1, out _).Width;

    /// <summary>Fills an area.</summary>
    public void Fill(PixelArea area, Rgb24 colour)
    {
        if (area is { Width: > 0, Height: > 0 })
        {
            Cv2.Rectangle(_page.Mat, RectOf(area), ScalarOf(colour), Cv2.FILLED);
        }
    }

    /// <summary>Draws the edge of an area, one pixel wide, inside it.</summary>
    public void Outline(PixelArea area, Rgb24 colour) => Cv2.Rectangle(_page.Mat, RectOf(area), ScalarOf(colour));

    /// <summary>Writes a line of text; (x, y) is the upper left corner of its line.</summary>
    /// <param name="x">Left edge, px.</param>
    /// <param name="y">Top of the line, px.</param>
    /// <param name="text">The line.</param>
    /// <param name="colour">Of the letters.</param>
    /// <param name="size">Factor of the letters' size.</param>
    public void Text(int x, int y, string text, Rgb24 colour, double size = 1) => Cv2.PutText(
        _page.Mat,
        Ascii(text),
        new Point(x, y + (int)(size * BaselinePx)),
        Face,
        size * FaceScale,
        ScalarOf(colour),
        lineType: LineTypes.AntiAlias);

    /// <summary>Puts a picture into an area, as large as that.</summary>
    public void Place(Plane<Rgb24> picture, PixelArea area)
    {
        using HeldMat source = HeldMat.Over(picture);
        using var target = new HeldMat(_page.Mat[RectOf(area)]);
        bool isReduced = picture.Width > area.Width || picture.Height > area.Height;
        Cv2.Resize(
            source.Mat,
            target.Mat,
            target.Mat.Size(),
            interpolation: isReduced ? InterpolationFlags.Area : InterpolationFlags.Cubic);
    }

    /// <inheritdoc/>
    public void Dispose() => _page.Dispose();

    // The face has no other letters.
    private static string Ascii(string text)
    {
        var letters = new StringBuilder(text);
        letters.Replace('×', 'x').Replace('–', '-').Replace('−', '-').Replace("…", "..");
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = letters[i] is >= ' ' and <= '~' ? letters[i] : '?';
        }

        return letters.ToString();
    }

    private static Rect RectOf(PixelArea area) => new(area.X, area.Y, area.Width, area.Height);

    private static Scalar ScalarOf(Rgb24 colour) => new(colour.R, colour.G, colour.B);
}
