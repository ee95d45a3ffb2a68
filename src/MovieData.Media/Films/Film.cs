using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Processes;
using MovieData.Media.Reading;

namespace MovieData.Media.Films;

/// <summary>
/// A chapter as on the disc: [<paramref name="StartS"/>, <paramref name="EndS"/>) in seconds; numbered from 1.
/// </summary>
public sealed record Chapter(double StartS, double EndS, string Title);

/// <summary>
/// What a film is, and why we believe it: everything later stages know about the source. Immutable;
/// <c>films/FILM/probe.json</c> is its written form.
/// </summary>
public sealed record Film
{
    /// <summary>Id in file names and rows: the films.yaml id, else the sanitised file stem.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The file, the two files (first view, second view) of a two-file pair, the clips of <see cref="ClipSeconds"/>, or
    /// the files of the clips of <see cref="ClipFiles"/>, one clip after the other.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>
    /// When the film is several clips that play one after the other: seconds from the start of each path to the start
    /// of the next, on one clock that starts at 0. Empty for any other film.
    /// </summary>
    public IReadOnlyList<double> ClipSeconds { get; init; } = [];

    /// <summary>
    /// When the film is several clips of layout mvc that play one after the other: how many of <see cref="Paths"/> are
    /// of each clip, 1 (both views in it) or 2 (base view, dependent view). Empty for any other film.
    /// </summary>
    public IReadOnlyList<int> ClipFiles { get; init; } = [];

    /// <summary>What it took a pass over its files to find out; shared by all copies.</summary>
    public FilmIndex Index { get; init; } = new();

    /// <summary>Clips that play one after the other; 1 for any other film.</summary>
    public int Clips => Math.Max(1, ClipSeconds.Count + ClipFiles.Count);

    /// <summary>How the views lie in the coded pictures.</summary>
    public required StereoLayout Layout { get; init; }

    /// <summary>Which view comes first.</summary>
    public required ViewOrder ViewOrder { get; init; }

    /// <summary>How each view shows the world; all but flat ones are decoded to a <see cref="FlatView"/>.</summary>
    public Projection Projection { get; init; }

    /// <summary>Size of a coded picture of the first stream, in coded pixels.</summary>
    public required PixelSize CodedSize { get; init; }

    /// <summary>
    /// Width of a coded pixel over its height: as the user or the stream states it, 1/1 where the stream states
    /// nothing, or what contradicts the layout.
    /// </summary>
    public Rational SampleAspect { get; init; } = new(1, 1);

    /// <summary>
    /// Size of one view after unsqueezing and sample aspect, in square pixels; of a sphere, of its whole picture.
    /// </summary>
    public required PixelSize ViewSize { get; init; }

    /// <summary>
    /// Index of the video stream inside its file (ffmpeg's <c>0:INDEX</c>), one per path; one for all clips.
    /// </summary>
    public required IReadOnlyList<int> StreamIndexes { get; init; }

    /// <summary>
    /// Of each file with several video streams, which is read, why, and which are not; empty for a film that was not
    /// probed in this process. They are warnings unless the film turns out to have its views in two streams.
    /// </summary>
    public IReadOnlyList<string> StreamNotes { get; init; } = [];

    /// <summary>
    /// The user states that frame n of both files shows one instant (<see cref="FilmOverrides.InStep"/>); false for a
    /// film that was not probed in this process.
    /// </summary>
    public bool IsStatedInStep { get; init; }

    /// <summary>Time base of each video stream: seconds per pts tick, one per stream index.</summary>
    public required IReadOnlyList<Rational> TimeBases { get; init; }

    /// <summary>Mean frame rate, pictures of one view per second.</summary>
    public required Rational Fps { get; init; }

    /// <summary>Pictures of one view.</summary>
    public required int Frames { get; init; }

    /// <summary>True when <see cref="Frames"/> was counted, false when the container's word was taken.</summary>
    public required bool FramesExact { get; init; }

    /// <summary>
    /// Layout alternating: coded pictures before the first pair, 1 when the stream begins with a second view; else 0.
    /// </summary>
    public int SkippedPictures { get; init; }

    /// <summary>
    /// The pictures carry frame-packing messages that say what <see cref="Layout"/> says, so that a change of them is a
    /// change of the film; false for a film that was not probed in this process.
    /// </summary>
    public bool HasPackingMessages { get; init; }

    /// <summary>
    /// Slices of a second H.264 view (MVC) are among the first pictures of the stream, as they are coded; null where
    /// nobody looked, and for a film that was not probed in this process.
    /// </summary>
    internal bool? ShowsSecondView { get; init; }

    /// <summary>How the scan makes sure that each picture is of one instant; <see cref="FieldCheck.Flags"/> for a film
    /// that data_version 12 or an older one planned.</summary>
    public FieldCheck FieldCheck { get; init; }

    /// <summary>How its coded pictures hold colour; the same in both streams of a pair.</summary>
    public required ColourCoding Colour { get; init; }

    /// <summary>ffmpeg's name of the coded pixel format, for example <c>yuv420p</c>.</summary>
    public required string PixelFormat { get; init; }

    /// <summary>ffmpeg's name of the container format(s), for example <c>matroska,webm</c>.</summary>
    public string Container { get; init; } = "";

    /// <summary>ffmpeg's name of the codec, for example <c>h264</c>.</summary>
    public string Codec { get; init; } = "";

    /// <summary>
    /// What the container says of the video stream's own length in seconds; null when it says nothing. The scan holds
    /// what it decoded against it, so that a truncated film is noticed.
    /// </summary>
    public double? DurationS { get; init; }

    /// <summary>Time of the first picture on the container's own clock, seconds; chapters are on that clock.</summary>
    public double StartS { get; init; }

    /// <summary>True for PQ and HLG sources, which are tone-mapped to BT.709 on decoding.</summary>
    public bool HighDynamicRange => Colour.IsHighDynamicRange;

    /// <summary>Chapters in order; empty when the container has none.</summary>
    public required IReadOnlyList<Chapter> Chapters { get; init; }

    /// <summary>
    /// What the film plays of its files, in order, on the clock of <see cref="Chapters"/>; empty: all of it. Only
    /// frames inside are planned; frames are numbered over the whole files all the same.
    /// </summary>
    public IReadOnlyList<PlayedSpan> Played { get; init; } = [];

    /// <summary>
    /// Part of a view inside black bars, in pixels of <see cref="ViewSize"/>, over all pictures looked at and both
    /// views; null when it was not measured.
    /// </summary>
    public PixelArea? Active { get; init; }

    /// <summary>
    /// Probability by the pictures that the first view is the left one, whatever <see cref="ViewOrder"/> says; null
    /// when they were not looked at, or there was no pair of views to look at.
    /// </summary>
    public double? ViewOrderProbability { get; init; }

    /// <summary>Probability by the pictures that <see cref="ViewOrder"/> is right; null when it is unknown, or the
    /// pictures say nothing.</summary>
    public double? StatedOrderProbability => ViewOrder switch
    {
        ViewOrder.LeftFirst => ViewOrderProbability,
        ViewOrder.RightFirst when ViewOrderProbability is { } leftFirst => Math.Round(1 - leftFirst, 3),
        _ => null,
    };

    /// <summary>Why layout, view order and the rest are believed, one sentence each.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>What a person should look at before spending hours.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Input arguments of ffmpeg for the stream at <see cref="StreamIndexes"/>[stream].</summary>
    public IReadOnlyList<string> InputOf(int stream) => ClipSeconds.Count > 0
        ? ConcatList.Input(Paths, ClipSeconds)
        : FFmpegProcess.FileInput(Paths[stream]);

    /// <summary>The file of a stream as messages name it.</summary>
    public string NameOf(int stream) =>
        Clips > 1 ? $"{Paths[0]} and {Clips - 1} more clips" : Paths[stream];

    /// <summary>Where its frames come from; costs nothing to ask.</summary>
    public IFrameSource OpenSource() => LayoutTable.Of(Layout).Open(this);

    /// <summary>A mono film of one file as two views that are the same, for what takes pairs.</summary>
    public Film AsPair() => this with
    {
        Layout = StereoLayout.TwoFiles,
        ViewOrder = ViewOrder.LeftFirst,
        Paths = [Paths[0], Paths[0]],
        StreamIndexes = [StreamIndexes[0], StreamIndexes[0]],
        TimeBases = [TimeBases[0], TimeBases[0]],
    };

    /// <summary>
    /// Throws unless both views can be decoded and told apart; <c>plan</c> and <c>extract</c> ask it before any work.
    /// </summary>
    /// <exception cref="FilmException">Layout or view order is unknown, the film is mono, or needs a newer
    /// ffmpeg.</exception>
    public void RequireStereo()
    {
        string name = Clips > 1 ? NameOf(0) : string.Join('+', Paths);
        if (LayoutTable.Of(Layout).Refusal(this) is { } refusal)
        {
            throw new FilmException($"{name}: {refusal}");
        }

        // Asked for is only what is not known: a word that contradicts the film would be taken for the truth.
        string order = $"--view-order ({StereoWords.ViewOrderChoices})";
        string? fault = (Layout, ViewOrder) switch
        {
            (StereoLayout.Unknown, ViewOrder.Unknown) =>
                $"layout and view order are unknown: state --layout ({StereoWords.LayoutChoices}) and {order}",
            (StereoLayout.Unknown, _) => $"layout is unknown: state --layout ({StereoWords.LayoutChoices})",
            (_, ViewOrder.Unknown) => $"layout is {StereoWords.Of(Layout)}, view order unknown: state {order}; "
                + "probe says what the pictures tell of it",
            _ => null,
        };
        if (fault is not null)
        {
            throw new FilmException($"{name}: {fault}");
        }
    }
}
