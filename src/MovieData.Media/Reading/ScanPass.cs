using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>One decode of a film by which a scan sees every frame of a view.</summary>
/// <param name="Stream">Index into <see cref="Film.StreamIndexes"/>.</param>
/// <param name="Input">Input arguments of ffmpeg.</param>
/// <param name="Map">The stream inside that input, for example <c>0:0</c>.</param>
public sealed record ScanPass(int Stream, IReadOnlyList<string> Input, string Map)
{
    /// <summary>Filters in front of all others, ending in a comma; they number frames without a time.</summary>
    public string Head { get; init; } = "";

    /// <summary>Filters behind the one that tells of every coded frame: they let those of this view pass.</summary>
    public string Turn { get; init; } = "";

    /// <summary>Writes the input where it is no file but comes through a pipe.</summary>
    public Action<ProcessInput, CancellationToken>? Feed { get; init; }

    /// <summary>A decode of one stream of a film.</summary>
    /// <param name="film">The film.</param>
    /// <param name="stream">Index into <see cref="Film.StreamIndexes"/>.</param>
    public static ScanPass Of(Film film, int stream) =>
        new(stream, film.InputOf(stream), FormattableString.Invariant($"0:{film.StreamIndexes[stream]}"));
}
