using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>What a person should know of a stream beside its views, order and colour.</summary>
internal static class StreamNotes
{
    /// <summary>What was concluded.</summary>
    public static IEnumerable<string> Evidence(StreamFacts stream)
    {
        if (stream.IsAspectStated)
        {
            yield return $"sample aspect {ViewShape.Words(stream.SampleAspect)}: stated by the user";
        }

        if (stream.Dolby is { } dolby)
        {
            yield return $"Dolby Vision profile {dolby.Name}: its base layer ({dolby.BaseLayer}) is read, Dolby's "
                + "metadata are not applied";
        }
    }

    /// <summary>What is not applied, or contradicts itself.</summary>
    /// <exception cref="FilmException">The container hides one edge more than the other
    /// (<see cref="ShownPart"/>).</exception>
    public static IEnumerable<string> Warnings(string path, StreamFacts stream, StereoLayout layout)
    {
        string?[] notes = [stream.Shown?.Check(path, layout, stream.Size), DynamicRange.Warning(stream)];
        return [.. notes.OfType<string>(), .. SideKinds.Warnings(stream.SideKinds)];
    }
}
