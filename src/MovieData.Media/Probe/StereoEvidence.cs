using System.Globalization;
using System.Text.RegularExpressions;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>
/// Weighs what is known of layout and view order: override, then what the container says (tag, side data, streams,
/// boxes), then the frame-packing message of the pictures, then the file's name, then what the pictures look like.
/// Each thing known becomes a sentence; contradictions become warnings.
/// </summary>
internal sealed partial class StereoEvidence
{
    private readonly Projection _projection;
    private readonly List<(string From, StereoLayout Layout, ViewOrder Order)> _found = [];

    private StereoEvidence(Projection projection) => _projection = projection;

    /// <summary>What is known, one sentence each.</summary>
    public List<string> Sentences { get; } = [];

    /// <summary>Contradictions, naming both sides.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Layout by the first source of knowledge that says anything.</summary>
    public StereoLayout Layout { get; private set; }

    /// <summary>View order by the first source of knowledge that says anything.</summary>
    public ViewOrder Order { get; private set; }

    /// <summary>Weighs one stream; <paramref name="overrides"/> win.</summary>
    /// <param name="file">The container.</param>
    /// <param name="choice">The stream that is read of it, and those that may hold another view.</param>
    /// <param name="overrides">What the user states.</param>
    /// <param name="pictures">Verdict of the pictures; null when they were not looked at.</param>
    /// <param name="projection">What each view shows, which gives its usual shape.</param>
    /// <exception cref="FilmException">The packing is one that is refused by name (checkerboard, anaglyph).</exception>
    public static StereoEvidence Weigh(
        ContainerFacts file,
        StreamChoice choice,
        FilmOverrides overrides,
        PackingTest? pictures,
        Projection projection)
    {
        var evidence = new StereoEvidence(projection);
        (string path, StreamFacts stream) = (file.Path, choice.Stream);
        if (overrides.Layout is { } layout)
        {
            evidence.Add("stated by the user", layout, ViewOrder.Unknown);
        }

        if (overrides.ViewOrder is { } order)
        {
            evidence.Add("stated by the user", order);
        }

        evidence.AddFramePacking(stream.Size, overrides);

        // ffmpeg tags the streams of combined planes left_1, right_1 (1: the combining track); AddStreams knows better.
        if (stream.ContainerStereoMode is { Length: > 0 } tag && !char.IsAsciiDigit(tag[^1]))
        {
            evidence.AddMode(path, $"container tag stereo_mode={tag}", tag, stream, overrides);
        }

        if (stream.SideData is { } side)
        {
            string mode = SideDataMode(side.Type, side.Inverted);
            evidence.AddMode(
                path, $"stereo3d side data '{side.Type}'{(side.Inverted ? " inverted" : "")}", mode, stream, overrides);
        }

        if (stream.Packing is { } message)
        {
            evidence.AddMessage(path, message, stream, overrides);
        }
        else if (stream.PictureStereoMode is { } packing)
        {
            evidence.AddMode(path, $"frame-packing message {packing} in the pictures", packing, stream, overrides);
        }

        evidence.AddStreams(file, choice);
        if (FileNameHint.Find(path) is { } hint)
        {
            StereoLayout hinted = evidence.Packed(hint.SideBySide, hint.Half, stream);
            evidence.Add($"file name has {hint.Word}", hinted, hint.Order);
        }

        if (pictures is not null)
        {
            evidence.AddPictures(pictures, stream);
        }

        evidence.Decide(pictures);
        return evidence;
    }

    /// <summary>Takes what the pictures of a second stream say, which is no second view.</summary>
    /// <param name="says">What was seen; becomes evidence and a warning.</param>
    /// <param name="isMono">True: where nothing else tells of a second view, there is none.</param>
    public void Conclude(string says, bool isMono)
    {
        Sentences.Add(says);
        Warnings.Add(says);
        if (isMono && Layout == StereoLayout.Unknown)
        {
            Layout = StereoLayout.Mono;
        }
    }

    /// <summary>HDMI frame packing has coded sizes that nothing else has.</summary>
    private void AddFramePacking(PixelSize coded, FilmOverrides overrides)
    {
        if (CodedView.IsFramePacking(coded))
        {
            Add($"{coded} is HDMI frame packing, the left view above the right, parted by "
                + $"{CodedView.GapOf(coded)} blank lines that are left out",
                StereoLayout.TabFull,
                ViewOrder.LeftFirst);
        }

        if (overrides.Layout is null && CodedView.NearFramePacking(coded) is { } packed)
        {
            Warnings.Add($"{coded} may be HDMI frame packing of {packed} with lines added or cut: then "
                + $"its views are parted by {CodedView.GapOf(packed)} blank lines; bring it to {packed} first (with "
                + "ffmpeg's crop or pad), or state --layout if its views fill the halves");
        }
    }

    // The view order behind a tag.
    [GeneratedRegex("_(lr|rl)$", RegexOptions.CultureInvariant)]
    private static partial Regex Ordered();

    private void AddMode(
        string path,
        string from,
        string mode,
        StreamFacts stream,
        FilmOverrides overrides,
        ViewOrder? stated = null)
    {
        if (overrides.Layout is null && (mode.Contains("checkerboard", StringComparison.Ordinal)
            || mode.Contains("anaglyph", StringComparison.Ordinal)))
        {
            throw new FilmException($"{path}: {from}: checkerboard and anaglyph packings lose half of each view and "
                + "are refused; convert from another source, or state --layout if the tag is wrong");
        }

        StereoLayout layout = mode switch
        {
            "left_right" or "right_left" => Packed(sideBySide: true, half: null, stream),
            "top_bottom" or "bottom_top" => Packed(sideBySide: false, half: null, stream),
            _ => LayoutTable.OfTag(Ordered().Replace(mode, "")).Layout,
        };
        ViewOrder order = stated ?? mode switch
        {
            "left_right" or "top_bottom" => ViewOrder.LeftFirst,
            "right_left" or "bottom_top" => ViewOrder.RightFirst,
            _ when mode.EndsWith("_lr", StringComparison.Ordinal) => ViewOrder.LeftFirst,
            _ when mode.EndsWith("_rl", StringComparison.Ordinal) => ViewOrder.RightFirst,
            _ => ViewOrder.Unknown,
        };
        Add(from, layout, order);
    }

    /// <summary>The message as it is coded: the order may be unspecified, it may state what is not undone.</summary>
    private void AddMessage(string path, PackingMessage message, StreamFacts stream, FilmOverrides overrides)
    {
        string from = $"frame-packing message in the pictures: {message}";
        string? fault = message.IsFlipped ? "one of the views is coded mirrored"
            : message is { HasFieldViews: true, Type: not PackingMessage.Rows } ? "the views are coded as fields"
            : message.Arrangement == "tiles" ? "the second view is cut into tiles"
            : null;
        if (fault is not null && overrides.Layout is null)
        {
            throw new FilmException($"{path}: {from}: {fault}, which is not undone here: convert the film to sbs-full "
                + "first, or state --layout if the message is wrong");
        }

        string mode = message.Arrangement switch
        {
            "side by side" => "left_right",
            "top and bottom" => "top_bottom",
            "checkerboard" or "mono" => message.Arrangement,
            var rows and ("row_interleaved" or "col_interleaved" or "block") => rows + "_lr",
            _ => "",
        };
        AddMode(path, from, mode, stream, overrides, message.Order);
        if (message is { Type: 3 or 4, IsQuincunx: false } && message.Grid >> 8 != (message.Grid & 255))
        {
            int x = (message.Grid >> 12) - ((message.Grid >> 4) & 15);
            int y = ((message.Grid >> 8) & 15) - (message.Grid & 15);
            Warnings.Add($"the frame-packing message says that the samples of the first view lie {x}/16 px to the "
                + $"right of the second's and {y}/16 px below (coded px), which is not undone: disparities are off by "
                + "that");
        }
    }

    /// <summary>Two views of one film may lie in two streams, or in two layers of one HEVC stream.</summary>
    private void AddStreams(ContainerFacts file, StreamChoice choice)
    {
        if (choice.Peers[0].SideView is "left" or "right")
        {
            Add(
                $"stereo3d side data call stream {choice.Peers[0].Index} the {choice.Peers[0].SideView} view",
                choice.Peers[0].SideView == "left" ? ViewOrder.LeftFirst : ViewOrder.RightFirst);
        }

        if (file.LeftEyeStream is { } left && choice.Peers.Count > 1)
        {
            (int first, int second) = (choice.Peers[0].Index, choice.Peers[1].Index);
            int right = left == first ? second : first;
            Add(
                $"container: TrackCombinePlanes, stream {left} shows the left eye, stream {right} the right",
                StereoLayout.TwoStreams,
                left == first ? ViewOrder.LeftFirst : ViewOrder.RightFirst);
        }
        else if (choice.Peers is [var first, var second] && first.Size == second.Size
            && first.SampleAspect == second.SampleAspect && first.AverageRate == second.AverageRate)
        {
            Add(
                $"two video streams of {first.Size} at {first.AverageRate} fps",
                StereoLayout.TwoStreams,
                ViewOrder.Unknown);
        }

        if (choice.Stream is { Codec: "hevc", Mp4.HasLayers: true })
        {
            Add("the container describes a second HEVC layer", StereoLayout.MvHevc, ViewOrder.Unknown);
        }
    }

    private void AddPictures(PackingTest pictures, StreamFacts stream)
    {
        string measured = string.Create(
            CultureInfo.InvariantCulture,
            $"pictures: {pictures.SideBySideShare:P0} of the left half's blocks are found in the right half, "
            + $"{pictures.TopBottomShare:P0} of the upper half's in the lower half ({pictures.Blocks} blocks)")
            + (pictures.SaysSamePicture ? "; the halves are one picture twice, as of a 2D film" : "");
        StereoLayout layout = pictures.Verdict is { } sideBySide ? Packed(sideBySide, half: null, stream) : default;
        Add(measured, layout, ViewOrder.Unknown);
    }

    private StereoLayout Packed(bool sideBySide, bool? half, StreamFacts stream)
    {
        bool isHalf = half ?? ViewShape.IsHalf(sideBySide, stream, _projection);
        StereoLayout layout = LayoutTable.Halves(sideBySide ? ViewAxes.Across : ViewAxes.Down, isHalf)!.Layout;
        Rational aspect = ViewShape.Believed(layout, stream, _projection).Aspect;
        string sentence = $"{StereoWords.Of(layout)}: coded {stream.Size}, sample aspect {ViewShape.Words(aspect)}, "
            + $"so a view is {ViewShape.Describe(ViewShape.Size(layout, stream.Size, aspect))}";
        if (!Sentences.Contains(sentence))
        {
            Sentences.Add(sentence);
        }

        return layout;
    }

    private static string SideDataMode(string type, bool inverted) => type switch
    {
        "side by side" => inverted ? "right_left" : "left_right",
        "side by side (quincunx subsampling)" => "checkerboard",
        "top and bottom" => inverted ? "bottom_top" : "top_bottom",
        "frame alternate" => inverted ? "block_rl" : "block_lr",
        "checkerboard" => "checkerboard",
        "interleaved lines" => inverted ? "row_interleaved_rl" : "row_interleaved_lr",
        "interleaved columns" => inverted ? "col_interleaved_rl" : "col_interleaved_lr",
        "2D" => "mono",
        _ => "",
    };

    private void Add(string from, ViewOrder order) => Add(from, StereoLayout.Unknown, order);

    private void Add(string from, StereoLayout layout, ViewOrder order)
    {
        _found.Add((from, layout, order));
        var words = new List<string>();
        if (layout != StereoLayout.Unknown)
        {
            words.Add($"layout {StereoWords.Of(layout)}");
        }

        if (order != ViewOrder.Unknown)
        {
            words.Add($"view order {StereoWords.Of(order)}");
        }

        Sentences.Add(words.Count > 0
            ? $"{string.Join(" and ", words)}: {from}"
            : $"nothing concluded: {from}");
    }

    private void Decide(PackingTest? pictures)
    {
        var layouts = _found.Where(one => one.Layout != StereoLayout.Unknown).ToList();
        var orders = _found.Where(one => one.Order != ViewOrder.Unknown).ToList();
        Layout = layouts.Select(one => one.Layout).FirstOrDefault();
        Order = orders.Select(one => one.Order).FirstOrDefault();
        foreach ((string from, StereoLayout layout, _) in layouts.Where(one => one.Layout != Layout))
        {
            Warnings.Add($"layout {StereoWords.Of(Layout)} ({layouts[0].From}) contradicts {StereoWords.Of(layout)} "
                + $"({from}); the first is used");
        }

        if (pictures is { SaysOneView: true } && LayoutTable.Of(Layout).IsPacked)
        {
            Warnings.Add($"layout {StereoWords.Of(Layout)} ({layouts[0].From}) contradicts the pictures, whose halves "
                + "do not show the same scene; the first is used");
        }

        foreach ((string from, _, ViewOrder order) in orders.Where(one => one.Order != Order))
        {
            Warnings.Add($"view order {StereoWords.Of(Order)} ({orders[0].From}) contradicts {StereoWords.Of(order)} "
                + $"({from}); the first is used");
        }
    }
}
