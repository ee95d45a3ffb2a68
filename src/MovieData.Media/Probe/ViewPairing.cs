using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>
/// Views that do not lie in one picture: in two files, in two streams of one file, or one after the other in one
/// stream.
/// </summary>
internal static class ViewPairing
{
    /// <summary>The layout of two files, which must be of one film, picture by picture.</summary>
    /// <exception cref="FilmException">They differ in length, size or rate.</exception>
    public static StereoLayout OfFiles(
        SourceArgument source, ContainerFacts[] files, StreamFacts[] streams, int[] frames, StereoEvidence evidence)
    {
        if (evidence.Layout is not (StereoLayout.Unknown or StereoLayout.TwoFiles or StereoLayout.Mono))
        {
            evidence.Warnings.Add($"layout {StereoWords.Of(evidence.Layout)} is not used: two files were given");
        }

        string Differs(string what, object first, object second) =>
            $"{source.Word}: the two files differ in {what}: {files[0].Path} has {first}, {files[1].Path} has "
            + $"{second}; both views must be of one film, picture by picture";
        if (frames[0] != frames[1])
        {
            throw new FilmException(Differs("length", $"{frames[0]} frames", $"{frames[1]} frames"));
        }

        if (streams[0].Size != streams[1].Size || streams[0].SampleAspect != streams[1].SampleAspect)
        {
            throw new FilmException(Differs("picture size", Shape(streams[0]), Shape(streams[1])));
        }

        double rate = streams[0].AverageRate.Value;
        if (Math.Abs(rate - streams[1].AverageRate.Value) > 0.001 * rate)
        {
            throw new FilmException(Differs("frame rate", streams[0].AverageRate, streams[1].AverageRate));
        }

        evidence.Sentences.Add("layout two-files: two files were given, the first holds the first view");
        return StereoLayout.TwoFiles;
    }

    /// <summary>Checks that two files play the same parts of themselves.</summary>
    /// <exception cref="FilmException">An ordered edition of one leaves out what the other plays.</exception>
    public static void RequireSameParts(SourceArgument source, ContainerFacts[] files)
    {
        // Each on its own clock; edges of one frame rate differ by less than two frames.
        static double[] Edges(ContainerFacts file) => [.. file.Played.SelectMany(span =>
            (double[])[span.StartS - file.Videos[0].StartS, span.EndS - file.Videos[0].StartS])];
        double[][] edges = [.. files.Select(Edges)];
        if (edges.Any(one => one.Length != edges[0].Length
            || one.Zip(edges[0]).Any(pair => Math.Abs(pair.First - pair.Second) > 0.084)))
        {
            throw new FilmException($"{source.Word}: the ordered editions of the two files play different parts: write "
                + "what they play to files of their own, or state --chapters to take both as they lie");
        }
    }

    /// <summary>A film in two streams of one container is read like two files that happen to be one.</summary>
    public static Film WithSecondStream(
        Film film, ContainerFacts file, IReadOnlyList<StreamFacts> peers)
    {
        if (peers.Count < 2 || file.ClipSeconds.Count > 0)
        {
            throw new FilmException(file.ClipSeconds.Count > 0
                ? $"{film.NameOf(0)}: layout two-streams is not read from several clips: state another --layout"
                : $"{file.Path}: layout two-streams needs two video streams, found "
                    + $"{peers.Count} as long as the film");
        }

        (StreamFacts first, StreamFacts second) = (peers[0], peers[1]);
        string? differs = first.Size != second.Size || first.SampleAspect != second.SampleAspect
            ? $"picture size: {Shape(first)} and {Shape(second)}"
            : Math.Abs(first.AverageRate.Value - second.AverageRate.Value) > 0.001 * first.AverageRate.Value
                ? $"frame rate: {first.AverageRate} and {second.AverageRate}"
                : null;
        return differs is null
            ? film with
            {
                Paths = [file.Path, file.Path],
                StreamIndexes = [first.Index, second.Index],
                TimeBases = [first.TimeBase, second.TimeBase],
            }
            : throw new FilmException($"{file.Path}: the two video streams (index {first.Index} and {second.Index}) "
                + $"differ in {differs}; both views must be of one film, picture by picture");
    }

    /// <summary>The film again; both its streams go through one conversion of colour.</summary>
    /// <param name="film">The film, as its first stream describes it.</param>
    /// <param name="file">File of its second stream.</param>
    /// <param name="streams">Streams of that file, the film's second stream among them.</param>
    /// <exception cref="FilmException">The second stream codes colour otherwise than the first.</exception>
    public static Film RequireOneColour(Film film, ContainerFacts file, IReadOnlyList<StreamFacts> streams)
    {
        StreamFacts second = streams.First(stream => stream.Index == film.StreamIndexes[1]);
        ColourCoding other = second.CodingOf(file.Path, film.ViewSize.Height);
        return other == film.Colour ? film : throw new FilmException($"{file.Path}: video stream {second.Index}: its "
            + $"colour is {StreamColour.Describe(other)}, that of the first view {StreamColour.Describe(film.Colour)}: "
            + "bring both views to one matrix and range first");
    }

    /// <summary>
    /// Two streams of one size are views only if their pictures say so: two languages, two encodes and Dolby's layers
    /// show one picture, angles show two scenes.
    /// </summary>
    /// <param name="pair">The film as two streams.</param>
    /// <param name="evidence">What is known.</param>
    /// <param name="ofFirst">What is known of the first stream alone.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    /// <returns>The evidence, or that of the first stream alone where the second is no view.</returns>
    public static StereoEvidence AskStreams(
        Film pair, StereoEvidence evidence, Func<StereoEvidence> ofFirst, CancellationToken cancel)
    {
        IReadOnlyList<(Plane<Rgb24> First, Plane<Rgb24> Second)> stills =
            StillPairs.Read(pair, OnePicture.PairsMax, OnePicture.WidthMax, cancel);
        OnePicture look = OnePicture.Look(stills);
        foreach ((Plane<Rgb24> first, Plane<Rgb24> second) in stills)
        {
            first.Dispose();
            second.Dispose();
        }

        if (!look.IsOne && !look.IsDoubtful)
        {
            evidence.Sentences.Add($"pictures of the two video streams: {look.Words}");
            return evidence;
        }

        StereoEvidence alone = ofFirst();
        alone.Conclude(look.IsOne
            ? $"both video streams show one picture ({look.Words}): two versions of one film, not two views"
            : look.IsOther
                ? $"the two video streams show different scenes ({look.Words}): angles of one film, not two views"
                : $"the two video streams have little in common ({look.Words}): state --layout two-streams if they are "
                    + "two views all the same",
            look.IsOne);
        return alone;
    }

    /// <summary>Views that follow each other in one stream: two pictures are a frame.</summary>
    public static Film WithHalfTheFrames(Film film, Alternation start)
    {
        int pictures = Math.Max(0, film.Frames - start.Skipped);
        string unpaired = (start.Skipped, pictures % 2) switch
        {
            (0, 0) => "",
            (0, _) => "; the last picture has no partner and is left out",
            (_, 0) => "; the first picture is of a second view, has no partner and is left out",
            _ => "; the first picture is of a second view, and like the last has no partner: both are left out",
        };
        return film with
        {
            Fps = film.Fps.Numerator % 2 == 0
                ? new Rational(film.Fps.Numerator / 2, film.Fps.Denominator)
                : new Rational(film.Fps.Numerator, 2 * film.Fps.Denominator),
            Frames = pictures / 2,
            SkippedPictures = start.Skipped,
            Evidence =
            [
                .. film.Evidence,
                $"{film.Frames} coded pictures are {pictures / 2} frames of two pictures{unpaired}",
            ],
            Warnings = [.. film.Warnings, .. start.Warnings],
        };
    }

    private static string Shape(StreamFacts stream) =>
        $"{stream.Size} (sample aspect {stream.SampleAspect.Numerator}:{stream.SampleAspect.Denominator})";
}
