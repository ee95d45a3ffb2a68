using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Discs;

/// <summary>
/// A clip of a title with what the play item leaves out of it: its in and out times, held against the pictures that the
/// clip really has.
/// </summary>
/// <param name="Item">The play item.</param>
/// <param name="StartS">Time of the clip's first picture on the play item's clock, seconds.</param>
/// <param name="LengthS">Length of the clip's pictures in seconds.</param>
/// <param name="LateS">Seconds at the clip's start that are not played.</param>
/// <param name="EarlyS">Seconds at the clip's end that are not played; negative: so much is missing.</param>
internal sealed record PlayedClip(PlayItem Item, double StartS, double LengthS, double LateS, double EarlyS)
{
    /// <summary>
    /// A play item may start after its clip's first picture, or end before the end of its last, by at most this: two
    /// pictures at 24 fps. What it leaves out so is a picture of the film all the same.
    /// </summary>
    public const double CutSecondsMax = 0.084;

    /// <summary>A play item that ends later after its clip than this, in seconds, promises what is not there.</summary>
    private const double MissingSecondsMax = 1;

    /// <summary>Transport streams count time modulo 2^33 ticks of 90 kHz.</summary>
    private const double ClockPeriodS = (1L << 33) / 90_000d;

    /// <summary>True when pictures of the clip are not played.</summary>
    public bool IsCut => LateS > 0 || EarlyS > 0;

    /// <summary>How messages name a play item.</summary>
    public static string Name(string path, Playlist title, int item) =>
        $"{path}: play item {item} of playlist {title.Number:D5}";

    /// <summary>Holds a play item against its clip.</summary>
    /// <param name="item">The play item.</param>
    /// <param name="stream">The clip's pictures.</param>
    /// <param name="name">Clip and play item, for messages.</param>
    /// <exception cref="FilmException">The length of the clip is unknown, or the item plays nothing of it.</exception>
    public static PlayedClip Of(PlayItem item, StreamFacts stream, string name)
    {
        double lengthS = stream.DurationS is > 0 and { } known
            ? known
            : throw new FilmException($"{name}: the length of its clip is unknown: damaged clip?");
        double inS = item.InTicks / Playlist.TicksPerSecond;
        double outS = item.OutTicks / Playlist.TicksPerSecond;
        double lateS = Math.IEEERemainder(inS - stream.StartS, ClockPeriodS);
        double earlyS = Math.IEEERemainder(stream.StartS + lengthS - outS, ClockPeriodS);
        return Math.Max(0, lateS) + Math.Max(0, earlyS) < lengthS
            ? new PlayedClip(item, inS - lateS, lengthS, Beyond(lateS), earlyS > 0 ? Beyond(earlyS) : earlyS)
            : throw new FilmException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} plays {inS:F2}…{outS:F2} s, but its clip has pictures at {stream.StartS:F2}…")
                + string.Create(CultureInfo.InvariantCulture, $"{stream.StartS + lengthS:F2} s: copy the whole disc, ")
                + "or state another --playlist");
    }

    /// <summary>The same play item of a clip whose pictures turn out to last otherwise.</summary>
    public PlayedClip Lasting(double lengthS) => this with
    {
        LengthS = lengthS,
        EarlyS = EarlyS > 0 ? Math.Max(0, lengthS - (LengthS - EarlyS)) : EarlyS,
    };

    /// <summary>What is played, on the clock on which the clips follow each other.</summary>
    /// <param name="clips">The clips in order.</param>
    /// <param name="startS">Time of the first clip's first picture on that clock.</param>
    /// <returns>One span a clip; empty when nothing is left out.</returns>
    public static IReadOnlyList<PlayedSpan> Spans(IReadOnlyList<PlayedClip> clips, double startS)
    {
        if (!clips.Any(clip => clip.IsCut))
        {
            return [];
        }

        var spans = new List<PlayedSpan>(clips.Count);
        foreach (PlayedClip clip in clips)
        {
            spans.Add(new PlayedSpan(startS + clip.LateS, startS + clip.LengthS - Math.Max(0, clip.EarlyS)));
            startS += clip.LengthS;
        }

        return spans;
    }

    /// <summary>Chapters of the title on that clock; a mark outside of what its item plays moves to its edge.</summary>
    /// <param name="title">The playlist, for its marks.</param>
    /// <param name="clips">Its clips in order.</param>
    /// <param name="startS">Time of the first clip's first picture.</param>
    public static IReadOnlyList<Chapter> Chapters(Playlist title, IReadOnlyList<PlayedClip> clips, double startS)
    {
        double endS = startS + clips.Sum(clip => clip.LengthS) - Math.Max(0, clips[^1].EarlyS);
        double[] startsS = [.. title.Marks.Select(mark => startS + clips.Take(mark.Item).Sum(clip => clip.LengthS)
            + clips[mark.Item].Within(mark))];
        return [.. startsS.Select((chapterS, index) => new Chapter(
            chapterS, index + 1 < startsS.Length ? startsS[index + 1] : Math.Max(chapterS, endS), ""))];
    }

    /// <summary>What a person should know: what is left out, and what is promised and missing.</summary>
    public static (IEnumerable<string> Evidence, IEnumerable<string> Warnings) Remarks(IReadOnlyList<PlayedClip> clips)
    {
        static string Seconds(double seconds) => seconds.ToString("F3", CultureInfo.InvariantCulture);
        PlayedClip[] cut = [.. clips.Where(clip => clip.IsCut)];
        PlayedClip[] missing = [.. clips.Where(clip => clip.EarlyS < -MissingSecondsMax)];
        string[] evidence = cut.Length == 0 ? [] :
        [
            $"{cut.Length} of {clips.Count} play items play a part of their clip (the first one {cut[0].Item.Clip} "
                + $"from {Seconds(cut[0].LateS)} to {Seconds(cut[0].LengthS - Math.Max(0, cut[0].EarlyS))} of "
                + $"{Seconds(cut[0].LengthS)} s): only frames inside are planned; all frames are numbered",
        ];
        string[] warnings = missing.Length == 0 ? [] :
        [
            $"clip {missing[0].Item.Clip} has pictures for {Seconds(missing[0].LengthS)} s, its play item ends "
                + $"{Seconds(-missing[0].EarlyS)} s later: is the copy whole?",
        ];
        return (evidence, warnings);
    }

    private static double Beyond(double seconds) => seconds > CutSecondsMax ? seconds : 0;

    private double Within(PlaylistMark mark) => Math.Clamp(
        (Math.Clamp(mark.Ticks, Item.InTicks, Item.OutTicks) / Playlist.TicksPerSecond) - StartS,
        LateS,
        Math.Max(LateS, LengthS - Math.Max(0, EarlyS)));
}
