using System.Globalization;
using MovieData.Imaging.Messages;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>
/// Do two files, or two streams of one file, show one instant frame by frame? Equal counts, their clocks, and above all
/// their pictures are asked.
/// </summary>
/// <param name="Lags">Frames whose views show two instants: they are planned, and rejected.</param>
/// <param name="Warnings">What a person should know; they name views, not files.</param>
public sealed record PairCheck(IReadOnlyList<LagStretch> Lags, IReadOnlyList<string> Warnings)
{
    /// <summary>Share of a film from which a lag is the film's, not that of some frames: it is refused.</summary>
    private const double FilmShare = 0.5;

    /// <summary>
    /// A lag that fits the film better than another by so many frames (<see cref="PairLag.Gain"/>) is the film's.
    /// </summary>
    private const double ClearFrames = 3;

    private const int StretchesShown = 8;

    /// <summary>Checks a pair.</summary>
    /// <exception cref="ScanException">The files are of unequal length, one of them is late or early, or they drift
    /// apart; the message says what to do.</exception>
    public static PairCheck Run(Film film, Pairing pairing, ScanLog first, ScanLog second)
    {
        if (pairing == Pairing.OfStreams)
        {
            // Two files may begin at any time of their own; streams of one container share its clock.
            CheckTimes(film, pairing, first, second, 0, 0, "the streams do not show one instant at one time; remux the "
                + "film so that pictures of one instant have one time, or give the streams as two files");
        }

        if (first.Frames != second.Frames)
        {
            ScanLog shorter = first.Frames < second.Frames ? first : second;
            throw new ScanException($"{shorter.Path}: frame {shorter.Frames} is missing: {first.Path} has "
                + $"{first.Frames} frames, {second.Path} has {second.Frames}; both views must be of one film");
        }

        var warnings = new List<string>();
        IReadOnlyList<LagStretch> lags = PairLag.Find(first.Motion, second.Motion);
        Judge(film, second, FilmLag(film, pairing, first, second, lags), warnings);
        CheckTimes(film, pairing, first, second, first.Pts[0], second.Pts[0], "the files drift apart by more than half "
            + "a frame; re-encode them at one constant rate");
        if (lags.Sum(lag => lag.EndFrame - lag.FirstFrame) is > 0 and var shifted)
        {
            warnings.Add($"the second view: {shifted} of {second.Frames} frames do not show the instant of the first "
                + $"by how the pictures change, and their samples are rejected as time_shift: {List(lags)}; a picture "
                + "was lost or repeated in one of the views there: get whole copies to keep them");
        }

        return new PairCheck(lags, warnings);
    }

    /// <summary>For example <c>1 frame ahead of</c>.</summary>
    public static string Words(int lag) =>
        $"{Counted.Of(Math.Abs(lag), "frame")} {(lag > 0 ? "ahead of" : "behind")}";

    private static string List(IReadOnlyList<LagStretch> lags) => string.Join(", ", lags.Take(StretchesShown)
        .Select(lag => $"{lag.FirstFrame}…{lag.EndFrame - 1} ({Words(lag.Frames)} it)"))
        + (lags.Count > StretchesShown ? $" and {lags.Count - StretchesShown} more" : "");

    /// <summary>
    /// What is known of a lag of the whole film, how, and whether the pictures show it; lag 0 and no words for one in
    /// step.
    /// </summary>
    private static (int Lag, string Why, bool IsSeen) FilmLag(
        Film film, Pairing pairing, ScanLog first, ScanLog second, IReadOnlyList<LagStretch> lags)
    {
        int late = PairOffset.Find(first.Scores, second.Scores);
        if (late != 0)
        {
            return (-late, "its scene scores match best so shifted", true);
        }

        var most = lags
            .GroupBy(lag => lag.Frames)
            .Select(group => (Lag: group.Key, Frames: group.Sum(lag => lag.EndFrame - lag.FirstFrame)))
            .OrderByDescending(group => group.Frames)
            .FirstOrDefault();
        if (most.Frames > FilmShare * second.Frames)
        {
            return (most.Lag, $"its pictures change as those {Math.Abs(most.Lag)} frames away do in {most.Frames} of "
                + $"{second.Frames} frames", true);
        }

        // By the clocks: picture n of the second view stands where picture n + lag of the first does.
        double startsS = (second.Pts[0] * film.TimeBases[1].Value) - (first.Pts[0] * film.TimeBases[0].Value);
        double apart = startsS * film.Fps.Value;
        if (pairing == Pairing.OfStreams || Math.Abs(apart) is < 0.5 or >= PairLag.FramesMax + 0.5)
        {
            return (0, "", true);
        }

        int byClock = (int)Math.Round(apart, MidpointRounding.AwayFromZero);
        double gain = PairLag.Gain(first.Motion, second.Motion, byClock);
        string starts = string.Create(
            CultureInfo.InvariantCulture, $"it starts {Math.Abs(startsS):F3} s {(startsS > 0 ? "later" : "earlier")}");
        return gain <= -ClearFrames ? (0, $"{starts} than the first, but their pictures change in step", true)
            : gain >= ClearFrames ? (byClock, $"{starts}, and the pictures agree", true)
            : (byClock, $"{starts}; their pictures do not tell", false);
    }

    /// <exception cref="ScanException">The film is out of step, or may be, and nobody stated otherwise.</exception>
    private static void Judge(
        Film film, ScanLog second, (int Lag, string Why, bool IsSeen) found, List<string> warnings)
    {
        (int lag, string why, bool isSeen) = found;
        if (lag == 0)
        {
            warnings.AddRange(why.Length == 0 ? [] : [$"the second view: {why}: kept frame by frame"]);
            return;
        }

        string other = film.Paths[0] == film.Paths[1] ? "the other stream" : film.Paths[0];
        string runs = $"{(isSeen ? "runs" : "may run")} {Words(lag)}";
        if (film.IsStatedInStep)
        {
            warnings.Add($"the second view {runs} the first: {why}; kept frame by frame, as stated by --in-step");
            return;
        }

        string late = lag > 0 ? other : second.Path;
        string frames = Counted.Of(Math.Abs(lag), "frame");
        throw new ScanException($"{second.Path}: {runs} {other}: {why}: look at frames with motion (decode --in-step "
            + $"--frames LIST --out DIR): if they show two instants, cut {frames} off the start of {late} and as many "
            + "off the end of the other, else state --in-step");
    }

    // Paired by time: each picture within half a frame of its partner, both counted from a start of their own.
    private static void CheckTimes(
        Film film,
        Pairing pairing,
        ScanLog first,
        ScanLog second,
        long firstStart,
        long secondStart,
        string advice)
    {
        for (int frame = 0; frame < Math.Min(first.Frames, second.Frames); frame++)
        {
            double firstS = (first.Pts[frame] - firstStart) * film.TimeBases[0].Value;
            double secondS = (second.Pts[frame] - secondStart) * film.TimeBases[1].Value;
            if (Math.Abs(firstS - secondS) > 0.5 / film.Fps.Value)
            {
                bool isOneFile = pairing == Pairing.OfStreams;
                string other = isOneFile ? $"stream {film.StreamIndexes[0]}" : first.Path;
                string own = isOneFile ? $" of stream {film.StreamIndexes[1]}" : "";
                throw new ScanException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{second.Path}: frame {frame}{own} stands at {secondS:F3} s, in {other} at {firstS:F3} s: "
                    + $"{advice}"));
            }
        }
    }
}
