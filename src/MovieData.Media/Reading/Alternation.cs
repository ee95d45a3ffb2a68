using MovieData.Media.Probe;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// Where the pairs of a stream begin whose views follow each other in time. A stream that was cut without decoding may
/// begin with the second view of a pair; its frame-packing messages say of each picture which view it is of.
/// </summary>
/// <param name="Skipped">Pictures before the first pair, 0 or 1.</param>
/// <param name="Warnings">What a person should know of that.</param>
internal sealed record Alternation(int Skipped, IReadOnlyList<string> Warnings)
{
    /// <summary>Judges the messages of a stream's first pictures, which are read unless the stream's facts hold them;
    /// without, the first picture begins a pair.</summary>
    /// <param name="input">Input arguments of ffmpeg.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="FFmpegException">The process was lost, which says nothing about the film.</exception>
    public static Alternation Of(
        IReadOnlyList<string> input, StreamFacts stream, CancellationToken cancel) =>
        PackingMessages.MayBeIn(stream.Codec)
            ? Of(stream.CodedPictures ?? PackingMessages.Read(
                input, stream.Index, stream.Codec, PackingMessages.ProbePictures, cancel))
            : new Alternation(0, []);

    /// <summary>Judges pictures in coded order.</summary>
    public static Alternation Of(IReadOnlyList<CodedPicture> coded)
    {
        bool?[] views = [.. Shown(coded).Select(IsFirstView)];
        int stated = Array.FindIndex(views, view => view is not null);
        if (stated < 0)
        {
            return new Alternation(0, []);
        }

        // The picture at an even place is of the first view, or the one at an odd place.
        bool first = views[stated]!.Value;
        int skipped = first == (stated % 2 == 0) ? 0 : 1;
        bool isConstant = views.All(view => view is null || view == first)
            && views.Where((view, place) => view is not null && place % 2 != stated % 2).Any();
        return isConstant
            ? new Alternation(
                0,
                [
                    $"the frame-packing messages call every picture one of the {(first ? "first" : "second")} view, "
                    + "which cannot be: the first picture is taken to begin a pair; look at it with probe --sheet",
                ])
            : new Alternation(skipped, []);
    }

    /// <summary>The picture is of the first view by its message; null when no message says so.</summary>
    public static bool? IsFirstView(CodedPicture picture) =>
        picture.Message is { IsCancel: false, Type: PackingMessage.Temporal } message ? message.IsFrame0 : null;

    /// <summary>
    /// The pictures a decoder shows, in order: from the first one at which decoding may start. Without time stamps the
    /// coded order is all there is; its first picture is shown first.
    /// </summary>
    private static IEnumerable<CodedPicture> Shown(IReadOnlyList<CodedPicture> coded)
    {
        CodedPicture[] shown = [.. coded.SkipWhile(one => !one.IsKey || !one.IsShown).Where(one => one.IsShown)];
        return shown.Any(one => one.Pts is null)
            ? shown
            : shown.Where(one => one.Pts >= shown[0].Pts).OrderBy(one => one.Pts);
    }
}
