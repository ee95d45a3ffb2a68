using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Reading;

namespace MovieData.Media.Films;

/// <summary>The words of CONTRACT.md for layouts and view orders, as flags, films.yaml and JSON write them.</summary>
public static class StereoWords
{
    private static readonly (ViewOrder Order, string? Word)[] Orders =
    [
        (ViewOrder.LeftFirst, "left-first"),
        (ViewOrder.RightFirst, "right-first"),
        (ViewOrder.Unknown, "unknown"),
    ];

    private static readonly (Projection Projection, string? Word)[] Projections =
    [
        (Projection.Flat, "flat"),
        (Projection.Vr180, "vr180"),
        (Projection.Equirect, "equirect"),
    ];

    /// <summary>Words a person may state for a layout, for messages: all but <c>unknown</c>.</summary>
    public static string LayoutChoices => string.Join(", ", LayoutTable.All.SkipLast(1).Select(kind => kind.Word));

    /// <summary>Words a person may state for a view order, for messages.</summary>
    public static string ViewOrderChoices { get; } = string.Join(", ", Orders[..^1].Select(entry => entry.Word));

    /// <summary>Words a person may state for a projection, for messages.</summary>
    public static string ProjectionChoices { get; } = string.Join(", ", Projections.Select(entry => entry.Word));

    /// <summary>What a person may state for a sample aspect, for messages.</summary>
    public static string AspectChoices { get; } = "W:H, whole numbers from 1 to 255 like 1:1 or 64:45";

    /// <summary>The sample aspect that a person states as <c>W:H</c>; null when it is none.</summary>
    public static Rational? StatedAspect(string word)
    {
        string[] parts = word.Split(':');
        return parts.Length == 2
            && byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte width)
            && byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte height)
            && width > 0 && height > 0
            ? new Rational(width, height)
            : null;
    }

    /// <summary>The word of a projection, for example <c>vr180</c>.</summary>
    public static string Of(Projection projection) => Projections.First(entry => entry.Projection == projection).Word!;

    /// <summary>The projection of a word; null when it is none of them.</summary>
    public static Projection? ParseProjection(string word) =>
        Array.Find(Projections, entry => entry.Word == word) is (var projection, not null) ? projection : null;

    /// <summary>The word of a layout, for example <c>sbs-half</c>.</summary>
    public static string Of(StereoLayout layout) => LayoutTable.Of(layout).Word;

    /// <summary>The word of a view order, for example <c>left-first</c>.</summary>
    public static string Of(ViewOrder order) => Orders.First(entry => entry.Order == order).Word!;

    /// <summary>The layout of a word; null when it is none of them.</summary>
    public static StereoLayout? ParseLayout(string word) =>
        LayoutTable.All.FirstOrDefault(kind => kind.Word == word)?.Layout;

    /// <summary>The layout that a person states; null when it is none of <see cref="LayoutChoices"/>.</summary>
    public static StereoLayout? StatedLayout(string word) =>
        ParseLayout(word) is { } layout and not StereoLayout.Unknown ? layout : null;

    /// <summary>The view order that a person states; null when it is none of
    /// <see cref="ViewOrderChoices"/>.</summary>
    public static ViewOrder? StatedViewOrder(string word) =>
        ParseViewOrder(word) is { } order and not ViewOrder.Unknown ? order : null;

    /// <summary>The view order of a word; null when it is none of them.</summary>
    public static ViewOrder? ParseViewOrder(string word) =>
        Array.Find(Orders, entry => entry.Word == word) is (var order, not null) ? order : null;
}
