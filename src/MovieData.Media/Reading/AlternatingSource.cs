using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// The views take turns in one stream: two coded frames are a frame. Which is of which view only counting can tell, so
/// the packets of the whole file are listed once where stills are asked for; nothing of it is decoded.
/// </summary>
/// <param name="film">The film.</param>
public sealed class AlternatingSource(Film film) : IFrameSource
{
    private readonly StreamFrames _frames = new(film, [0, 0]);

    /// <inheritdoc/>
    public Pairing Pairing => Pairing.InTurn;

    /// <inheritdoc/>
    public bool HasStills => film.Clips == 1;

    /// <inheritdoc/>
    public long FramesDecoded => _frames.FramesDecoded;

    /// <inheritdoc/>
    public IReadOnlyList<ScanPass> Passes =>
        [ScanPass.Of(film, 0) with { Turn = Turn(0) }, ScanPass.Of(film, 0) with { Turn = Turn(1) }];

    /// <inheritdoc/>
    public IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel) =>
        _frames.Read(request, cancel);

    /// <inheritdoc/>
    /// <remarks>The two coded frames of a pair are taken by their time stamps, so always exact.</remarks>
    public IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> ReadStills(
        IReadOnlyList<double> timesS, bool isExact, StillScaling scaling, CancellationToken cancel)
    {
        PacketTime[] times = film.Index.Of(() => PacketTimes(cancel));
        if (times.Length < 2)
        {
            return [];
        }

        string small = ColourFilters.Head(film.Colour, fullChroma: false) + scaling.ToRgb(film, film.CodedSize);
        double tickS = film.TimeBases[0].Value;
        var graph = new SeekGraph(film.InputOf(0), keepsTimes: true);
        foreach (double timeS in timesS)
        {
            // The pair on the screen then; containers round time stamps.
            double latest = times[0].Pts + ((timeS + (0.25 / film.Fps.Value)) / tickS);
            int after = Array.FindIndex(times, one => one.Pts > latest);
            int coded = ((after < 0 ? times.Length : Math.Max(after, 1)) - 1) / 2 * 2;
            coded = Math.Min(coded, (times.Length / 2 * 2) - 2);
            (long first, long second) = (times[coded].Pts, times[coded + 1].Pts);
            graph.Add(
                [.. SeekGraph.Exact, .. Seek(times.AsSpan(0, coded + 1), tickS)],
                n => FormattableString.Invariant(
                    $"[{n}:{film.StreamIndexes[0]}]trim=start_pts={first}:end_pts={second + 1},split[a{n}][b{n}];")
                    + FormattableString.Invariant($"[a{n}]trim=end_pts={first + 1},setpts=0,{small}[c{n}];")
                    + FormattableString.Invariant($"[b{n}]trim=start_pts={second},setpts=0,{small}[d{n}];")
                    + FormattableString.Invariant($"[c{n}][d{n}]vstack"));
        }

        return Stills.Pairs(Stills.Read(graph.Arguments(), scaling.Area.Size, cancel), cancel);
    }

    /// <summary>ffmpeg filter that lets the coded frames of one view pass, ending in a comma.</summary>
    /// <param name="view">0: first view, 1: second.</param>
    private string Turn(int view) => (view, film.SkippedPictures) switch
    {
        (0, 0) => @"select='not(mod(n\,2))',",
        (0, _) or (1, 0) => @"select='mod(n\,2)',",
        _ => @"select='gt(n\,0)*not(mod(n\,2))',",
    };

    /// <summary>
    /// To the key frame before the last one: transport streams may land one behind. None: from the start.
    /// </summary>
    private static string[] Seek(ReadOnlySpan<PacketTime> until, double tickS)
    {
        int keys = 0;
        for (int coded = until.Length - 1; coded >= 0; coded--)
        {
            keys += until[coded].IsKey ? 1 : 0;
            if (keys == 2)
            {
                string timeS = (until[coded].Pts * tickS).ToString("F6", CultureInfo.InvariantCulture);
                return ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", timeS];
            }
        }

        return [];
    }

    /// <summary>Time stamps and key marks of all coded frames from the first key frame on, ascending.</summary>
    private PacketTime[] PacketTimes(CancellationToken cancel)
    {
        string text = FFmpegProcess.Capture(
            "ffprobe",
            ["-v", "error", "-select_streams", film.StreamIndexes[0].ToString(CultureInfo.InvariantCulture),
                "-show_entries", "packet=pts,flags", "-of", "csv=p=0", .. FFmpegProcess.FileInput(film.Paths[0])],
            cancel);
        var times = new List<PacketTime>();
        foreach (string line in text.Split('\n'))
        {
            // PTS,FLAGS: K = key frame, D = decoded but never shown (an edit list).
            string[] words = line.Split(',');
            bool isShown = words.Length > 1 && !words[1].Contains('D', StringComparison.Ordinal);
            bool isKey = isShown && words[1].Contains('K', StringComparison.Ordinal);
            if (isShown && (isKey || times.Count > 0)
                && long.TryParse(words[0], CultureInfo.InvariantCulture, out long pts))
            {
                times.Add(new PacketTime(pts, isKey));
            }
        }

        return [.. times.Where(one => one.Pts >= times[0].Pts).OrderBy(one => one.Pts).Skip(film.SkippedPictures)];
    }

    private readonly record struct PacketTime(long Pts, bool IsKey);
}
