using System.Globalization;
using MovieData.Frames;
using MovieData.Source;

namespace MovieData.Shots;

/// <summary>
/// Measures every picture of a film for combing (<see cref="CombTest"/>) where its flags are not to be believed:
/// <see cref="Film.FieldCheck"/>. One more decode of each stream, of the first view's luma.
/// </summary>
internal static class CombScan
{
    /// <summary>Columns are averaged down to so many; rows are left as coded.</summary>
    private const int WidthMax = 640;

    /// <summary>Decodes and measures the film; nothing where its flags are believed.</summary>
    /// <param name="film">The film.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="ScanException">Rows of two instants lie in one picture.</exception>
    /// <exception cref="FFmpegException">ffmpeg failed or fell silent.</exception>
    public static void Require(Film film, CancellationToken cancel)
    {
        if (film.FieldCheck == FieldCheck.Flags || film.Layout is StereoLayout.RowInterleaved or StereoLayout.Mvc)
        {
            return;
        }

        for (int file = 0; file < film.StreamIndexes.Count; file++)
        {
            Measure(film, file, cancel);
        }
    }

    private static void Measure(Film film, int file, CancellationToken cancel)
    {
        CodedView view = CodedView.Of(film.Layout, film.CodedSize)[0];
        var size = new PixelSize(Math.Min(WidthMax, view.Size.Width), view.Size.Height);
        string turn = film.Layout == StereoLayout.Alternating
            ? AlternatingPictures.Filter(0, film.SkippedPictures)
            : "";
        var test = new CombTest(size);
        using FFmpegProcess process = FFmpegProcess.Start(
            "ffmpeg",
            [
                "-hide_banner", "-nostdin", "-v", "error", "-noautorotate", .. film.InputOf(file),
                "-map", string.Create(CultureInfo.InvariantCulture, $"0:{film.StreamIndexes[file]}"), "-vf",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{turn}{view.Filter}scale={size.Width}:{size.Height}:flags=area,format=gray"),
                "-fps_mode", "passthrough", "-f", "rawvideo", "-",
            ],
            cancel);
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

        if (test.Fault is { } fault)
        {
            throw new ScanException($"{film.NameOf(file)}: {fault}: even and odd rows are of two instants, which have "
                + "no disparity, whatever its tags say; deinterlace the film first (film brought to 30 pictures a "
                + "second: undo the pulldown)");
        }
    }
}
