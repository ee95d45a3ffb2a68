using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;

namespace MovieData.Media.Discs;

/// <summary>
/// A title of several clips (seamless branching) as one film: the clips' pictures one after the other, on one clock
/// that starts at 0. Clips that differ in kind are refused. Of a clip that the playlist plays a part of, all pictures
/// are read and numbered, and <see cref="ContainerFacts.Played"/> says which of them are the film.
/// </summary>
internal static class JoinedClips
{
    /// <summary>Frame rates of short clips are measured over few pictures; this relative difference is none.</summary>
    private const double RateTolerance = 0.01;

    /// <summary>What the clips are together: the facts of the first, with the length of all.</summary>
    /// <param name="title">The playlist.</param>
    /// <param name="paths">The clip file of each play item.</param>
    /// <param name="overrides">What the user states.</param>
    /// <param name="quick">True: no picture is decoded and nothing is counted.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <returns>The facts, and what is played of each clip.</returns>
    /// <exception cref="FilmException">A clip is of unknown length, unlike the first, or none of it is played.
    /// </exception>
    public static (ContainerFacts File, IReadOnlyList<PlayedClip> Clips) Read(
        Playlist title, IReadOnlyList<string> paths, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        // A clip that is played more than once is asked once.
        Dictionary<string, (ContainerFacts File, StreamFacts Stream, int Frames)> known = [];
        foreach (string path in paths.Distinct())
        {
            ContainerFacts file = ContainerFacts.Read(path, quick, cancel);
            StreamFacts stream = StreamChoice.Choose(file, overrides, quick, cancel).Stream;
            known[path] = (file, stream, FilmProbe.Count(file, stream, quick, cancel));
            CheckAlike(known[paths[0]].Stream, stream, paths[0], path);
        }

        (ContainerFacts File, StreamFacts Stream, int Frames)[] clips = [.. paths.Select(path => known[path])];
        PlayedClip[] played = [.. title.Items.Select((item, index) =>
            PlayedClip.Of(item, clips[index].Stream, PlayedClip.Name(paths[index], title, index)))];

        // ffmpeg joins where a file's first packet of any stream stands; video follows it by the lead.
        double[] leadsS = [.. clips.Select(clip => clip.Stream.StartS - clip.File.StartS)];
        double[] secondsToNext = [.. clips.Select((clip, index) =>
            clip.Stream.DurationS!.Value + leadsS[index] - (index + 1 < leadsS.Length ? leadsS[index + 1] : 0))];
        (ContainerFacts first, StreamFacts video, _) = clips[0];
        StreamFacts joined = video with
        {
            StartS = leadsS[0],
            DurationS = clips.Sum(clip => clip.Stream.DurationS),
            Frames = (int)Math.Min(int.MaxValue, clips.Sum(clip => (long)clip.Frames)),
            CodedPictures = null,
        };
        return (
            first with
            {
                Videos = [.. first.Videos.Select(other => other.Index == joined.Index ? joined : other)],
                Chapters = [],
                StartS = 0,
                ClipSeconds = secondsToNext,
                Played = PlayedClip.Spans(played, leadsS[0]),
                Input = ConcatList.Input(paths, secondsToNext),
            },
            played);
    }

    private static void CheckAlike(StreamFacts first, StreamFacts other, string firstPath, string path)
    {
        static string Colour(StreamFacts stream) => string.Join(
            '/', stream.Colour.Range, stream.Colour.Matrix, stream.Colour.Transfer, stream.Colour.Primaries);
        // A message that did not come with the first pictures says nothing.
        string any = first.PictureStereoMode ?? other.PictureStereoMode ?? "";
        (string What, object First, object Other)[] facts =
        [
            ("codec", first.Codec, other.Codec),
            ("picture size", first.Size, other.Size),
            ("sample aspect", first.SampleAspect, other.SampleAspect),
            ("pixel format", first.PixelFormat, other.PixelFormat),
            ("colour", Colour(first), Colour(other)),
            ("time base", first.TimeBase, other.TimeBase),
            ("place of the video stream", first.Index, other.Index),
            ("stereo mode", first.PictureStereoMode ?? any, other.PictureStereoMode ?? any),
            ("frame packing", $"{(first.Packing ?? other.Packing)?.Kind}", $"{(other.Packing ?? first.Packing)?.Kind}"),
        ];
        foreach ((string what, object one, object two) in facts.Where(fact => !fact.First.Equals(fact.Other)))
        {
            throw new FilmException($"{path}: {what} {two}, but {one} in {firstPath}: clips of one title must be "
                + "alike; state another --playlist");
        }

        if (Math.Abs(first.AverageRate.Value - other.AverageRate.Value) > RateTolerance * first.AverageRate.Value)
        {
            throw new FilmException($"{path}: {other.AverageRate} fps, but {first.AverageRate} in {firstPath}: clips "
                + "of one title must be alike; state another --playlist");
        }
    }
}
