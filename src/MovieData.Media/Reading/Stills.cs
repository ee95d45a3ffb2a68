using MovieData.Imaging.Frames;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>Reads the stills that an ffmpeg process puts out.</summary>
internal static class Stills
{
    /// <summary>Every whole picture; the caller owns them.</summary>
    /// <param name="arguments">Arguments of ffmpeg, which end in raw RGB on stdout.</param>
    /// <param name="size">Size of each picture.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="FFmpegException">It was killed or fell silent: that says nothing about the film.</exception>
    public static Plane<Rgb24>[] Read(IReadOnlyList<string> arguments, PixelSize size, CancellationToken cancel)
    {
        var pictures = new List<Plane<Rgb24>>();
        using FFmpegProcess process = FFmpegProcess.Start("ffmpeg", arguments, cancel);
        for (bool isWhole = true; isWhole;)
        {
            var picture = new Plane<Rgb24>(size.Width, size.Height);
            isWhole = process.ReadFully(picture.Bytes) == picture.Bytes.Length;
            pictures.AddRange(isWhole ? [picture] : []);
        }

        process.RequireNotLost();
        return [.. pictures];
    }

    /// <summary>First and second view in turn, as pairs; a last one without a partner is left out.</summary>
    public static IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> Pairs(
        Plane<Rgb24>[] views, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return views.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]));
    }
}
