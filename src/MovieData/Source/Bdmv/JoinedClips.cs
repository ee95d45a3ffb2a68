using System.Globalization;

namespace MovieData.Source.Bdmv;

/// <summary>
/// A title of several clips (seamless branching) as one film: the clips' pictures one after the other, on one clock
/// that starts at 0. Clips that differ in kind, or of which the playlist plays a part only, are refused.
/// </summary>
internal static class JoinedClips
{
    /// <summary>
    /// A play item may start after its clip's first picture, or end before the end of its last, by at most this: two
    /// pictures at 24 fps. What it leaves out so is a picture of the film all the same.
    /// </summary>
    public const double CutSecondsMax = 0.084;

    /// <summary>Frame rates of short clips are measured over few pictures; this relative difference is none.</summary>
    private const double RateTolerance = 0.01;

    /// <summary>Transport streams count time modulo 2^33 ticks of 90 kHz.</summary>
    private const double ClockPeriodS = (1L << 33) / 90_000d;

    /// <summary>What the clips are together: the facts of the first, with the length of all.</summary>
    /// <param name="title">The playlist.</param>
    /// <param name="paths">The clip file of each play item.</param>
    /// <param name="overrides">What the user states.</param>
    /// <param name="quick">True: no picture is decoded and nothing is counted.</param>
    /// <param name="cancel">Stops the children.</param>
    /// <returns>The facts, and the playlist with the times that its clips really have.</returns>
    /// <exception cref="FilmException">A clip is cut by the playlist, of unknown length, or unlike the
    /// first.</exception>
    public static (ContainerFacts File, Playlist Title) Read(
        Playlist title, IReadOnlyList<string> paths, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        // A clip that is played more than once is asked once.
        Dictionary<string, (ContainerFacts File, StreamFacts Stream, int Frames)> known = [];
        foreach (string path in paths.Distinct())
        {
            ContainerFacts file = ContainerFacts.Read(path, quick, cancel);
            StreamFacts stream = StreamChoice.Choose(file, overrides, quick);
            known[path] = (file, stream, FilmProbe.Count(file, stream, quick, cancel));
            CheckAlike(known[paths[0]].Stream, stream, paths[0], path);
        }

        (ContainerFacts File, StreamFacts Stream, int Frames)[] clips = [.. paths.Select(path => known[path])];
        PlayItem[] items = [.. title.Items.Select((item, index) =>
            Whole(item, clips[index].Stream, $"{paths[index]}: play item {index} of playlist {title.Number:D5}"))];

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
        };
        return (
            first with
            {
                Videos = [joined, .. first.Videos.Skip(1)],
                Chapters = [],
                StartS = 0,
                ClipSeconds = secondsToNext,
                Input = ConcatList.Input(paths, secondsToNext),
            },
            title with { Items = items });
    }

    private static void CheckAlike(StreamFacts first, StreamFacts other, string firstPath, string path)
    {
        static string Colour(StreamFacts stream) =>
            string.Join('/', stream.Colour.Range, stream.Colour.Matrix, stream.Colour.Transfer);
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

    /// <summary>The play item with the times of its whole clip.</summary>
    private static PlayItem Whole(PlayItem item, StreamFacts stream, string name)
    {
        double lengthS = stream.DurationS is > 0 and { } known
            ? known
            : throw new FilmException($"{name}: the length of its clip is unknown: damaged clip?");
        double inS = item.InTicks / Playlist.TicksPerSecond;
        double outS = item.OutTicks / Playlist.TicksPerSecond;
        double lateS = Math.IEEERemainder(inS - stream.StartS, ClockPeriodS);
        double earlyS = Math.IEEERemainder(stream.StartS + lengthS - outS, ClockPeriodS);
        if (lateS > CutSecondsMax || earlyS > CutSecondsMax)
        {
            string cut = string.Create(
                CultureInfo.InvariantCulture,
                $"starts {Math.Max(0, lateS):F2} s late and ends {Math.Max(0, earlyS):F2} s early");
            throw new FilmException($"{name} plays only a part of its clip (it {cut}): titles of cut clips are not "
                + "read; state another --playlist, or join what it plays to one file first");
        }

        double start = Math.Clamp(Math.Round((inS - lateS) * Playlist.TicksPerSecond), 0, uint.MaxValue);
        double end = Math.Min(Math.Round(start + (lengthS * Playlist.TicksPerSecond)), uint.MaxValue);
        return item with { InTicks = (uint)start, OutTicks = (uint)end };
    }
}
