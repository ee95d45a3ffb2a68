using MovieData.Media.Containers;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Tests.Probe;
using static MovieData.Tests.Containers.SmallMatroska;

namespace MovieData.Tests.Containers;

/// <summary>Headers written by hand, beside what ffprobe says of such files.</summary>
public sealed class MatroskaEvidenceTests : IDisposable
{
    private static readonly FilmOverrides Nothing = new();

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData(2, 0, "its next part is segment 02020202020202020202020202020202 (other.mkv beside it)")]
    [InlineData(0, 2, "its previous part is segment 02020202020202020202020202020202 (other.mkv beside it)")]
    [InlineData(3, 0, "its next part is segment 03030303030303030303030303030303: join")]
    public void Add_LinkedFile_IsRefusedNamingTheOther(byte next, byte previous, string words)
    {
        System.IO.File.WriteAllBytes(_films.At("other.mkv"), File(Identity(2)));

        FilmException error = Assert.Throws<FilmException>(
            () => Add(Nothing, [Identity(1, next, previous)]));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("taken alone", Assert.Single(
            Add(new FilmOverrides(ChaptersFile: "x"), [Identity(1, next, previous)]).Sentences),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OrderedEditionThatLeavesOutAPart_PlaysTheRest()
    {
        ContainerFacts file = AddEdition([0, 12], Atom(0, 4, "A"), Atom(12, 16, "B"));

        Assert.Equal([new(0, 4), new PlayedSpan(12, 16)], file.Played);
        Assert.Contains("plays a part of the file (0.000…4.000 s, 12.000…16.000 s)", Assert.Single(file.Sentences),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OrderedEdition_PlaysHiddenChaptersAndNotDisabledOnes()
    {
        ContainerFacts file = AddEdition(
            [0, 2, 4, 8],
            Atom(0, 2, "A"), Atom(2.04, 4, hidden: true), Atom(4, 8, enabled: false), Atom(8, 16, "B"));

        Assert.Equal([new(0, 4), new PlayedSpan(8, 16)], file.Played);
        Assert.Equal([0.0, 8], file.Chapters.Select(chapter => chapter.StartS));
    }

    [Fact]
    public void Add_OrderedEditionOfTheWholeFile_PlaysAll()
    {
        ContainerFacts file = AddEdition([0, 4], Atom(0, 4), Atom(4, 15.95));

        Assert.Empty(file.Played);
        Assert.Contains("plays the whole file", Assert.Single(file.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OrderedEditionThatCannotBeFollowed_IsRefusedByName()
    {
        static string Refusal(Func<ContainerFacts> add) => Assert.Throws<FilmException>(add).Message;

        System.IO.File.WriteAllBytes(_films.At("op.mkv"), File(Identity(9)));
        Assert.Contains("plays a part of another file, segment 09090909090909090909090909090909 (op.mkv beside it)",
            Refusal(() => AddEdition([0, 0, 4], Atom(0, 4), Atom(0, 3, segment: 9), Atom(4, 16))),
            StringComparison.Ordinal);
        Assert.Contains("goes back from 16.000 s to 0.000 s",
            Refusal(() => AddEdition([12], Atom(12, 16), Atom(0, 4))), StringComparison.Ordinal);
        Assert.Contains("goes back from 4.000 s to 0.000 s",
            Refusal(() => AddEdition([0], Atom(0, 4), Atom(0, 4))), StringComparison.Ordinal);
        Assert.Contains("does not say where its chapter at 4.000 s ends",
            Refusal(() => AddEdition([0, 4], Atom(0, 4), Atom(4))), StringComparison.Ordinal);
    }

    /// <summary>ffmpeg 5.1 passes on type 1, and 2 with its layout; nothing of meshes.</summary>
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "equi")]
    [InlineData(2, "cubemap")]
    [InlineData(3, "mesh")]
    [InlineData(9, "type 9")]
    public void Add_ProjectionOfATrack_IsRead(byte type, string? word)
    {
        ContainerFacts file = Add(Nothing, [Element(MatroskaIds.Tracks, Projected(7, type))], videos: [0]);

        Assert.Equal(word, file.Videos[0].MatroskaProjection);
        if (word is "mesh" or "cubemap" or "type 9")
        {
            var error = Assert.Throws<FilmException>(() =>
                ProjectionEvidence.Weigh(file.Path, file.Videos[0], Nothing));
            Assert.Contains($"projection '{word}' in the container", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Add_OwnSegmentUid_IsNoOtherFile() =>
        Assert.Empty(AddEdition([0, 4], Atom(0, 4, segment: 1), Atom(4, 16, segment: 1)).Played);

    [Fact]
    public void Add_ChaptersStated_TakesTheFileAsItLies()
    {
        ContainerFacts file = Add(
            new FilmOverrides(ChaptersFile: "x"),
            [Chapters(Edition(ordered: true, isDefault: true, Atom(0, 3, segment: 9)))]);

        Assert.Empty(file.Played);
        Assert.Contains("ordered edition is not followed", Assert.Single(file.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_SeveralEditions_GivesTheMarksOfTheDefaultOne()
    {
        ContainerFacts file = Add(Nothing, [Chapters(
            Edition(ordered: true, isDefault: false, Atom(0, 3, segment: 9)),
            Edition(ordered: false, isDefault: true, Atom(5, title: "B"), Atom(0, title: "A"), Atom(7, hidden: true)))],
            0, 5, 7);

        Assert.Equal([new(0, 5, "A"), new Chapter(5, 5, "B")], file.Chapters);
        Assert.Equal("2 chapters: those of the edition that plays, the default one of 2, without 1 hidden or disabled "
            + "ones", Assert.Single(file.Sentences));
    }

    [Fact]
    public void Add_MarksAsFFmpegSees_AreLeftToIt()
    {
        ContainerFacts file = Add(
            Nothing, [Chapters(Edition(ordered: false, isDefault: false, Atom(0), Atom(5)))], 0, 5);

        Assert.Equal(["of ffprobe", "of ffprobe"], file.Chapters.Select(chapter => chapter.Title));
        Assert.Empty(file.Sentences);
    }

    [Theory]
    // Streams 1 and 2 are video (track 5 is sound); the eyes are tracks 6 and 7.
    [InlineData(6, 7, 1, 1)]
    [InlineData(7, 6, 2, 1)]
    public void Add_CombinedPlanes_NameTheStreams(ulong left, ulong right, int leftStream, int firstVideo)
    {
        byte[] tracks = Element(
            MatroskaIds.Tracks, Track(5, 2), Track(6), Track(7), Track(8, 1, "", (left, 0), (right, 1), (5, 2)));

        ContainerFacts file = Add(Nothing, [tracks]);

        Assert.Equal((leftStream, firstVideo, 0), (file.LeftEyeStream, file.Videos[0].Index, file.Warnings.Count));
    }

    [Fact]
    public void Add_PlanesOfTheLastOfThreeVideos_PutThemFirst()
    {
        byte[] tracks = Element(MatroskaIds.Tracks, Track(4), Track(6), Track(7, planes: [(7, 0), (6, 1)]));

        ContainerFacts file = Add(Nothing, [tracks], videos: [0, 1, 2]);

        Assert.Equal([1, 2, 0], file.Videos.Select(video => video.Index));
        Assert.Equal(2, file.LeftEyeStream);
    }

    [Fact]
    public void Add_PlanesOfOneEye_AreAWarning()
    {
        ContainerFacts file = Add(
            Nothing, [Element(MatroskaIds.Tracks, Track(4), Track(6), Track(7, planes: [(7, 0), (99, 1)]))]);

        Assert.Null(file.LeftEyeStream);
        Assert.Contains("1 video streams of the left and 0 of the right eye", Assert.Single(file.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    // ffmpeg writes when the frames end, mkvmerge how long they last: recorded of files of 3.083 s that start at 5 s.
    [InlineData("Lavf59.27.100", 8.083, 3.083)]
    [InlineData("", 8.083, 3.083)]
    [InlineData("libebml v1.4.4 + libmatroska v1.7.1", 3.084, 3.084)]
    public void Add_TrackThatStartsLate_HasTheLengthOfItsFrames(string muxer, double durationS, double lengthS)
    {
        string path = Write(Identity(muxer: muxer));
        ContainerFacts file = Facts(path, [], [1]);
        file = file with { Videos = [file.Videos[0] with { StartS = 5, TagDurationS = durationS }] };

        Assert.Equal(lengthS, MatroskaEvidence.Add(file, Nothing).Videos[0].DurationS!.Value, 9);
        ContainerFacts late = file with { Videos = [file.Videos[0] with { StartS = 0, HasDuration = true }] };
        Assert.Equal(
            muxer.Contains("libmatroska", StringComparison.Ordinal),
            MatroskaEvidence.Add(late, Nothing).Videos[0].DurationS is not null);
    }

    [Fact]
    public void Add_DamagedHeader_IsAWarning()
    {
        System.IO.File.WriteAllBytes(_films.At("film.mkv"), [0x1A, 0x45]);

        Assert.Contains("cannot be read to its end", Assert.Single(
            MatroskaEvidence.Add(Facts(_films.At("film.mkv"), [], [1]), Nothing).Warnings), StringComparison.Ordinal);
    }

    /// <summary>A film of 16 s with one ordered edition, and the chapters that ffmpeg makes of it.</summary>
    private ContainerFacts AddEdition(double[] seenByFFmpeg, params byte[][] atoms) => Add(
        Nothing, [Identity(1), Chapters(Edition(ordered: true, isDefault: true, atoms))], seenByFFmpeg);

    private ContainerFacts Add(FilmOverrides overrides, byte[][] parts, params double[] chapters) =>
        MatroskaEvidence.Add(Facts(Write(parts), chapters, [1, 2]), overrides);

    private ContainerFacts Add(FilmOverrides overrides, byte[][] parts, int[] videos) =>
        MatroskaEvidence.Add(Facts(Write(parts), [], videos), overrides);

    private string Write(params byte[][] parts)
    {
        System.IO.File.WriteAllBytes(_films.At("film.mkv"), File(parts));
        return _films.At("film.mkv");
    }

    private static ContainerFacts Facts(string path, double[] chapters, int[] videos) => new(
        path,
        "matroska,webm",
        3,
        [.. videos.Select(SmallStreams.Of)],
        [.. chapters.Select(startS => new Chapter(startS, startS, "of ffprobe"))]);
}
