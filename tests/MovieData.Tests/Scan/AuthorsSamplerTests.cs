using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;

namespace MovieData.Tests.Scan;

/// <summary>
/// midas-3d-movies-code.yaml against the authors' rules: tables worked out by hand, their rules carried out picture by
/// picture, and the lists they published.
/// </summary>
public sealed class AuthorsSamplerTests
{
    private static readonly Pipeline Code = PipelineFile.Read(
        Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies-code.yaml"));

    /// <summary>
    /// Chapter 2 runs over frames 100…499 of 600, with cuts at its pictures (0-based) 27, 54, 80 and 251. Picture 0
    /// starts nothing (pts ≤ chapter start), nor does a cut. Starts, pictures to the next cut, jump:
    /// 1: 26 left, taken, jump 26 → 27 (a cut) → 28: 26 left, taken, jump 26 → 54 (a cut) → 55: 25 left, too short
    /// → 80 (a cut) → 81: 170 left, taken, jump 96 → 177: 74 left, taken, jump 74 → 251 (a cut) → 252: 148 left,
    /// taken, jump 96 → 348: 52 left, taken, jump 52 → 400, the end.
    /// </summary>
    [Theory]
    [InlineData(Split.Train, new[]
    {
        5, 11, 17, 23, 32, 38, 44, 50, 85, 91, 97, 103, 181, 187, 193, 199, 256, 262, 268, 274, 352, 358, 364, 370,
    })]
    [InlineData(Split.Validation, new[] { 5, 32, 85, 181, 256, 352 })]
    [InlineData(Split.Test, new[] { 5, 32, 85, 181, 256, 352 })]
    public void Plan_ChapterWithFourCuts_EqualsTheTableWorkedOutByHand(Split split, int[] numbers)
    {
        List<(int Chapter, int Number)> plan = Plan(600, [0, 100, 500], [127, 154, 180, 351], split);

        Assert.Equal(numbers.Select(number => (2, number)), plan);
    }

    [Fact]
    public void Plan_RandomFilms_EqualTheRulesCarriedOutPictureByPicture()
    {
        var random = new Random(6);
        for (int film = 0; film < 60; film++)
        {
            int frames = random.Next(500, 4000);
            int[] chapters = [0, .. Enumerable.Range(0, random.Next(2, 6)).Select(_ => 48 * random.Next(1, frames / 48))
                .Distinct().Order()];
            int[] cuts = [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(1, frames))
                .Distinct().Order()];
            if (chapters.Length < 3)
            {
                continue;
            }

            Split split = film % 2 == 0 ? Split.Train : Split.Test;
            Assert.Equal(ByPicture(frames, chapters, cuts, split), Plan(frames, chapters, cuts, split));
        }
    }

    [Fact]
    public void Plan_FirstPictureOfAChapter_IsTheOneMostPublishedChaptersBeginWith()
    {
        // 4 stands for chapters whose first picture comes after their start time and is therefore a start itself.
        int[] firsts = [.. File.ReadLines(SharedFiles.Require("lists/train.txt"))
            .Select(line => line.Split("/out"))
            .GroupBy(parts => parts[0], parts => int.Parse(parts[1], null))
            .Select(chapter => chapter.Min())];

        Assert.Equal(5, Plan(600, [0, 100, 500], [], Split.Train)[0].Number);
        Assert.Equal(5, firsts.CountBy(first => first).MaxBy(count => count.Value).Key);
        Assert.Equal(4, firsts.Min());
    }

    /// <summary>
    /// The rules as a loop over the pictures of a chapter, without a word of our planner: picture n (0-based) starts a
    /// window unless it is the chapter's first, a cut, or inside the last jump; the jump is min(pictures to the next
    /// cut or the chapter's end, 96); with 26 pictures or more to go it writes file numbers n + 1 + offset + 1.
    /// </summary>
    private static List<(int Chapter, int Number)> ByPicture(int frames, int[] chapters, int[] cuts, Split split)
    {
        int[] offsets = split == Split.Train ? [2, 8, 14, 20] : [2];
        var written = new List<(int, int)>();
        for (int chapter = 2; chapter < chapters.Length; chapter++)
        {
            (int begin, int end) = (chapters[chapter - 1], chapters[chapter]);
            int allowed = 0;
            for (int n = 1; begin + n < end; n++)
            {
                if (cuts.Contains(begin + n) || n < allowed)
                {
                    continue;
                }

                int next = cuts.Where(cut => cut > begin + n && cut < end).Append(end).Min();
                int left = next - begin - n;
                allowed = n + Math.Min(left, 96);
                if (left >= 26)
                {
                    written.AddRange(offsets.Select(offset => (chapter, n + 1 + offset + 1)));
                }
            }
        }

        return written;
    }

    private static List<(int Chapter, int Number)> Plan(int frames, int[] chapters, int[] cuts, Split split)
    {
        var scan = new SceneScores(
            InventedScan.Cuts(frames, cuts),
            [InventedScan.Times(Enumerable.Range(0, frames).Select(frame => (long)frame))],
            new Rational(1, 24));
        var options = new PlanOptions(Code.Shots, Code.Sampling, split, Code.Shards.SamplesPerSegment);
        return [.. ShotPlanner.Plan(Film(chapters), scan, options).Segments.SelectMany(segment => segment.Samples)
            .Select(sample => (sample.Chapter, sample.Frame - chapters[sample.Chapter - 1] + 1))];
    }

    internal static Film Film(int[] chapters) => InventedScan.Film(
        new Rational(24, 1), [.. chapters.Select(frame => new Chapter(frame / 24.0, (frame + 1) / 24.0, ""))]);
}
