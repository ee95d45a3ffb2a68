using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class ClassScoresTests
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(7, 3, 5)]
    [InlineData(33, 5, 150)]
    public void Argmax_Vector_IsTheScalarOne(int width, int height, int classes)
    {
        float[] scores = Scores(width * height, classes, coarse: true);
        (int[] fast, int[] slow) = (new int[width * height], new int[width * height]);
        var best = new float[width * height];

        ClassScores.Argmax(scores, best, fast, vector: true);
        ClassScores.Argmax(scores, best, slow, vector: false);

        Assert.Equal(slow, fast);
        for (int i = 0; i < slow.Length; i++)
        {
            int at = i;
            float most = Enumerable.Range(0, classes).Max(c => scores[(c * width * height) + at]);
            Assert.Equal(most, best[i]);
            Assert.Equal(
                Enumerable.Range(0, classes).First(c => scores[(c * width * height) + at] == most), slow[i]);
        }
    }

    /// <summary>Every class enlarged by itself, and the largest taken at each pixel.</summary>
    [Theory]
    [InlineData(12, 7, 48, 28, 45, 26, 6)]
    [InlineData(1, 1, 4, 4, 4, 3, 3)]
    [InlineData(1, 5, 3, 20, 3, 19, 4)]
    [InlineData(9, 6, 9, 6, 9, 6, 150)]
    [InlineData(20, 12, 7, 5, 7, 5, 4)]
    [InlineData(30, 17, 97, 61, 97, 61, 19)]
    public void Enlarge_IsTheArgmaxOfEnlargedScores(
        int width, int height, int fullWidth, int fullHeight, int partWidth, int partHeight, int classes)
    {
        PixelSize size = new(width, height);
        (PixelSize full, PixelSize part) = (new(fullWidth, fullHeight), new(partWidth, partHeight));
        float[] scores = Scores(width * height, classes, coarse: false);
        var labels = new int[width * height];
        ClassScores.Argmax(scores, new float[labels.Length], labels);
        byte[] chosen = [.. Enumerable.Range(0, classes).Select(c => (byte)(c % 2))];
        var mask = new byte[part.Area];

        ClassScores.Enlarge(scores, labels, size, chosen, full, mask, part);

        var planes = new float[classes * full.Area];
        for (int c = 0; c < classes; c++)
        {
            Resample.Bilinear(
                scores.AsSpan(c * width * height, width * height),
                size,
                planes.AsSpan(c * (int)full.Area, (int)full.Area),
                full,
                1);
        }

        var best = new int[full.Area];
        ClassScores.Argmax(planes, new float[full.Area], best, vector: false);
        byte[] expected = [.. Enumerable.Range(0, (int)part.Area)
            .Select(i => chosen[best[(i / partWidth * fullWidth) + (i % partWidth)]])];
        Assert.Equal(expected, mask);
    }

    [Fact]
    public void Enlarge_LengthsThatDoNotFit_Throw()
    {
        var size = new PixelSize(2, 2);
        Assert.Throws<ArgumentException>(() => ClassScores.Enlarge(
            new float[8], new int[4], size, new byte[2], size, new byte[6], new PixelSize(3, 2)));
        Assert.Throws<ArgumentException>(() => ClassScores.Argmax(new float[7], new float[4], new int[4]));
    }

    // Smooth enough that neighbours often agree; coarse scores hold ties.
    private static float[] Scores(int area, int classes, bool coarse)
    {
        var random = new Random(area + classes);
        float[] scores = [.. Enumerable.Range(0, area * classes).Select(_ => (float)((random.NextDouble() * 8) - 4))];
        for (int i = 1; i < scores.Length; i++)
        {
            scores[i] = i % area == 0 ? scores[i] : (0.8f * scores[i - 1]) + (0.2f * scores[i]);
        }

        return coarse ? [.. scores.Select(score => MathF.Round(score))] : scores;
    }
}
