using System.Collections.Immutable;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Reading;

/// <summary>Directions in which the views of a coded frame are apart.</summary>
[Flags]
public enum ViewAxes
{
    /// <summary>There is one view in it.</summary>
    None = 0,

    /// <summary>Left and right, or columns in turn.</summary>
    Across = 1,

    /// <summary>Above and below, or rows in turn.</summary>
    Down = 2,
}

/// <summary>A layout: all that the program knows of it. A row of <see cref="LayoutTable"/>.</summary>
/// <param name="Layout">Its name in code.</param>
/// <param name="Word">Its name in flags and files (CONTRACT.md).</param>
/// <param name="Open">The source of its frames. Costs nothing; what does is kept in <see cref="Film.Index"/>.</param>
/// <param name="Views">The views in a coded frame of a size, first view first: one when each view has coded frames of
/// its own.</param>
/// <param name="Axes">How the views of a coded frame are apart.</param>
public sealed record LayoutKind(
    StereoLayout Layout,
    string Word,
    Func<Film, IFrameSource> Open,
    Func<PixelSize, IReadOnlyList<CodedView>> Views,
    ViewAxes Axes = ViewAxes.None)
{
    /// <summary>The views share all of the coded frame, row by row or column by column.</summary>
    public bool IsInterleaved { get; init; }

    /// <summary>The views are squeezed to half their length along <see cref="Axes"/>.</summary>
    public bool IsHalf { get; init; }

    /// <summary>Its name in a container's tag or side data, without the view order (<c>block</c> of <c>block_lr</c>);
    /// empty where the name depends on the order, or there is none.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Type of its frame-packing message (ITU-T H.264 table D-8); −1: there is none.</summary>
    public int MessageType { get; init; } = -1;

    /// <summary>Why a film can not be planned; null: it can.</summary>
    public Func<Film, string?> Refusal { get; init; } = _ => null;

    /// <summary>Two views lie in one coded frame, each in an area of its own.</summary>
    public bool IsPacked => Axes != ViewAxes.None && !IsInterleaved;

    /// <summary>Rows in turn are views: to a decoder they look like fields.</summary>
    public bool RowsAreViews => IsInterleaved && Axes == ViewAxes.Down;

    /// <summary>The same packing, squeezed if this is not, and not squeezed if this is; itself where there is
    /// none.</summary>
    public LayoutKind Other => IsPacked ? LayoutTable.Halves(Axes, !IsHalf) ?? this : this;
}

/// <summary>
/// The layouts, a row each: names, where the views lie and who reads them. All that differs between layouts follows
/// from here; only the probe, which weighs evidence for one or another, speaks of single ones.
/// </summary>
public static class LayoutTable
{
    private static readonly AsyncLocal<ImmutableArray<LayoutKind>?> OfTest = new();

    // In the order in which messages name them.
    private static readonly ImmutableArray<LayoutKind> Known =
    [
        new(StereoLayout.SbsFull, "sbs-full", Packed, CodedView.Across, ViewAxes.Across) { MessageType = 3 },
        new(StereoLayout.SbsHalf, "sbs-half", Packed, CodedView.Across, ViewAxes.Across)
        {
            MessageType = 3, IsHalf = true,
        },
        new(StereoLayout.TabFull, "tab-full", Packed, CodedView.Down, ViewAxes.Down) { MessageType = 4 },
        new(StereoLayout.TabHalf, "tab-half", Packed, CodedView.Down, ViewAxes.Down)
        {
            MessageType = 4, IsHalf = true,
        },
        new(StereoLayout.Alternating, "alternating", film => new AlternatingSource(film), CodedView.Whole)
        {
            Tag = "block", MessageType = PackingMessage.Temporal,
        },
        new(StereoLayout.RowInterleaved, "row-interleaved", Packed, CodedView.Rows, ViewAxes.Down)
        {
            Tag = "row_interleaved", MessageType = PackingMessage.Rows, IsInterleaved = true,
        },
        new(StereoLayout.ColumnInterleaved, "column-interleaved", Packed, CodedView.Columns, ViewAxes.Across)
        {
            Tag = "col_interleaved", MessageType = 1, IsInterleaved = true,
        },
        new(StereoLayout.TwoFiles, "two-files", f => new TwoStreamSource(f, Pairing.OfFiles), CodedView.Whole),
        new(StereoLayout.TwoStreams, "two-streams", f => new TwoStreamSource(f, Pairing.OfStreams), CodedView.Whole),
        new(StereoLayout.Mvc, "mvc", film => new MvcSource(film), CodedView.Whole)
        {
            Refusal = film => film.Projection == Projection.Flat ? null
                : $"layout mvc is Blu-ray 3D, whose views are flat, not {StereoWords.Of(film.Projection)}: leave "
                    + "--projection out, or state --layout",
        },
        new(StereoLayout.MvHevc, "mv-hevc", Packed, CodedView.Whole)
        {
            Refusal = _ => "layout mv-hevc needs ffmpeg 7.1 or newer to decode both views, which is not supported yet: "
                + "convert the film to sbs-full",
        },
        new(StereoLayout.Mono, "mono", Packed, CodedView.Whole)
        {
            Tag = "mono",
            Refusal = _ => "a mono film has no second view: plan and extract need stereo (if it is stereo, state "
                + "--layout)",
        },
        new(StereoLayout.Unknown, "unknown", Packed, CodedView.Whole),
    ];

    /// <summary>All layouts; the last is <c>unknown</c>.</summary>
    public static IReadOnlyList<LayoutKind> All => OfTest.Value ?? Known;

    /// <summary>The row of a layout.</summary>
    public static LayoutKind Of(StereoLayout layout) => All.First(kind => kind.Layout == layout);

    /// <summary>The layout that a container's tag names; <c>unknown</c> when it names none.</summary>
    public static LayoutKind OfTag(string tag) =>
        All.FirstOrDefault(kind => tag.Length > 0 && kind.Tag == tag) ?? All[^1];

    /// <summary>The layout of two halves.</summary>
    /// <param name="axes">How they are apart.</param>
    /// <param name="isHalf">True where they are squeezed.</param>
    public static LayoutKind? Halves(ViewAxes axes, bool isHalf) =>
        All.FirstOrDefault(kind => kind.IsPacked && kind.Axes == axes && kind.IsHalf == isHalf);

    /// <summary>One layout more for the test that calls it, in front of <c>unknown</c>.</summary>
    internal static void Register(LayoutKind kind) => OfTest.Value = Known.Insert(Known.Length - 1, kind);

    private static PackedSource Packed(Film film) => new(film);
}
