using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>
/// Measures every picture of a film for combing (<see cref="CombTest"/>) where its flags are not to be believed:
/// <see cref="Film.FieldCheck"/>. One more decode of each stream, of the first view's luma.
/// </summary>
internal static class CombScan
{
    /// <summary>Columns are averaged down to so many; rows are left as coded.</summary>
    private const int WidthMax = 640;

    /// <summary>Stretches looked at of a film whose flags are believed.</summary>
    private const int StretchesMax = 4;

    private const double StretchS = 1.1;

    /// <summary>
    /// Looks at a few stretches of a film whose flags are believed: woven fields and pulldown are often flagged
    /// progressive. A warning where rows are combed, else none.
    /// </summary>
    /// <param name="film">The film.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="FFmpegException">ffmpeg was lost.</exception>
    public static IReadOnlyList<string> Look(Film film, CancellationToken cancel)
    {
        IFrameSource source = film.OpenSource();

        // A seek does not tell whose turn it is.
        if (film.FieldCheck != FieldCheck.Flags || source.Pairing == Pairing.InTurn || !PassesOf(film, source).Any())
        {
            return [];
        }

        double lengthS = film.DurationS ?? film.Frames / film.Fps.Value;
        int stretches = (int)Math.Clamp(lengthS / (4 * StretchS), 1, StretchesMax);
        (string filter, PixelSize size) = LumaOf(film);
        var graph = new SeekGraph(film.InputOf(0));
        string length = StretchS.ToString("F3", CultureInfo.InvariantCulture);
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            graph.Add(
                stretches == 1 ? 0 : lengthS * (stretch + 0.5) / stretches,
                ["-t", length],
                n => FormattableString.Invariant($"[{n}:{film.StreamIndexes[0]}]{filter},setsar=1"));
        }

        return Measure(size, graph.Arguments(), cancel) is { } fault
            ? [$"{fault}, in {stretches} stretches looked at: if the film is interlaced, or was brought to 30 pictures "
                + "a second, its disparity is worth nothing: look at frames with motion, or state --progressive, which "
                + "measures every picture and refuses the film if rows are combed"]
            : [];
    }

    /// <summary>Decodes and measures the film; nothing where its flags are believed.</summary>
    /// <param name="film">The film.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="ScanException">Rows of two instants lie in one picture.</exception>
    /// <exception cref="FFmpegException">ffmpeg failed or fell silent.</exception>
    public static void Require(Film film, CancellationToken cancel)
    {
        if (film.FieldCheck != FieldCheck.Flags)
        {
            foreach (ScanPass pass in PassesOf(film, film.OpenSource()))
            {
                Measure(film, pass, cancel);
            }
        }
    }

    /// <summary>
    /// Decodes whose rows may be of two instants: one a stream, none where rows are views, nor where our own reader has
    /// refused fields.
    /// </summary>
    private static IEnumerable<ScanPass> PassesOf(Film film, IFrameSource source) =>
        LayoutTable.Of(film.Layout).RowsAreViews ? [] :
            source.Passes.Where(pass => pass.Feed is null).DistinctBy(pass => pass.Stream);

    private static void Measure(Film film, ScanPass pass, CancellationToken cancel)
    {
        (string filter, PixelSize size) = LumaOf(film);
        string? fault = Measure(
            size,
            [
                "-hide_banner", "-nostdin", "-v", "error", "-noautorotate", .. pass.Input, "-map", pass.Map,
                "-vf", pass.Turn + filter, "-fps_mode", "passthrough", "-f", "rawvideo", "-",
            ],
            cancel);
        if (fault is not null)
        {
            throw new ScanException($"{film.NameOf(pass.Stream)}: {fault}: even and odd rows are of two instants, "
                + "which have no disparity, whatever its tags say; deinterlace the film first (film brought to 30 "
                + "pictures a second: undo the pulldown)");
        }
    }

    /// <summary>Filter to the luma of the first view, and the size it then has.</summary>
    private static (string Filter, PixelSize Size) LumaOf(Film film)
    {
        CodedView view = CodedView.Of(film.Layout, film.CodedSize)[0];
        var size = new PixelSize(Math.Min(WidthMax, view.Size.Width), view.Size.Height);
        return (string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Filter}scale={size.Width}:{size.Height}:flags=area,format=gray"), size);
    }

    /// <summary>What is wrong with the pictures that ffmpeg puts out; null: nothing.</summary>
    private static string? Measure(PixelSize size, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var test = new CombTest(size);
        using FFmpegProcess process = FFmpegProcess.Start("ffmpeg", arguments, cancel);
        byte[] luma = new byte[size.Area];
        while (test.Fault is null && process.ReadFully(luma) == luma.Length)
        {
            test.Add(luma);
        }

        cancel.ThrowIfCancellationRequested();
        if (test.Fault is null)
        {
            // The scan itself says what is wrong with a film that cannot be decoded.
            process.RequireNotLost();
            test.Finish();
        }

        return test.Fault;
    }
}
