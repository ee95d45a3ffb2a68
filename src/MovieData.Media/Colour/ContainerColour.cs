using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;

namespace MovieData.Media.Colour;

/// <summary>
/// What a container says of colour against what its pictures say. ffmpeg believes the pictures where they say anything,
/// and we with it; players differ, so a contradiction is told.
/// </summary>
internal static class ContainerColour
{
    /// <summary>The film, with a warning for each of its files whose container contradicts its pictures.</summary>
    /// <param name="film">The film as its pictures describe it.</param>
    /// <param name="paths">The files that were probed, one per stream or one for all.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    public static Film Compare(Film film, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        // Only these two state colour beside the stream.
        if (!film.Container.Contains("matroska", StringComparison.Ordinal)
            && !film.Container.Contains("mp4", StringComparison.Ordinal))
        {
            return film;
        }

        var warnings = new List<string>();
        for (int stream = 0; stream < film.StreamIndexes.Count; stream++)
        {
            string path = paths[Math.Min(stream, paths.Count - 1)];
            if (StreamColour.Contradiction(film.Colour, Read(path, film.StreamIndexes[stream], cancel), "")
                is var (what, container, pictures))
            {
                warnings.Add($"{Path.GetFileName(path)}: {what} {container} by the container, {pictures} by its "
                    + "pictures: the pictures are believed");
            }
        }

        return warnings.Count == 0 ? film : film with { Warnings = [.. film.Warnings, .. warnings] };
    }

    /// <summary>
    /// Without looking into the stream ffprobe tells what the container says; else the stream's own word covers it.
    /// </summary>
    private static ColourTags Read(string path, int index, CancellationToken cancel) => ProbeAnswer.Ask(
        path,
        ["-v", "quiet", "-nofind_stream_info", "-select_streams", "v", "-show_entries",
            "stream=index,color_range,color_space,color_transfer,color_primaries", .. FFmpegProcess.FileInput(path)],
        answer => answer.Streams.FirstOrDefault(stream => stream.Index == index) is { } found
            ? ProbeAnswer.Colour(found) : ColourTags.None,
        cancel);
}
