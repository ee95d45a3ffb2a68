using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Colour;

/// <summary>
/// What a container says of colour against what its pictures say. ffmpeg believes the pictures where they say anything,
/// and we with it; players differ, so a contradiction is told.
/// </summary>
internal static class ContainerColour
{
    /// <summary>The film, with a warning for each of its streams whose container contradicts its pictures.</summary>
    /// <param name="film">The film as its pictures describe it.</param>
    /// <param name="files">The files that were probed, one per stream or one for all.</param>
    public static Film Compare(Film film, IReadOnlyList<ContainerFacts> files)
    {
        var warnings = new List<string>();
        for (int stream = 0; stream < film.StreamIndexes.Count; stream++)
        {
            ContainerFacts file = files[Math.Min(stream, files.Count - 1)];
            ColourTags stated = file.StatedColours.GetValueOrDefault(film.StreamIndexes[stream], ColourTags.None);
            if (StreamColour.Contradiction(film.Colour, stated, "") is var (what, container, pictures))
            {
                warnings.Add($"{Path.GetFileName(file.Path)}: {what} {container} by the container, {pictures} by its "
                    + "pictures: the pictures are believed");
            }
        }

        return warnings.Count == 0 ? film : film with { Warnings = [.. film.Warnings, .. warnings] };
    }
}
