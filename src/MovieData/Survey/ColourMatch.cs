using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// How bright the right view is against the left one, channel by channel, at pixels that show the same point: not of
/// whole pictures, which show different things at their sides. One caller at a time; holds no pictures.
/// </summary>
internal sealed class ColourMatch
{
    /// <summary>Levels of a pixel that is neither dark, where an offset would pass for a gain, nor blown out.</summary>
    private const float LevelMin = 24;
    private const float LevelMax = 236;

    /// <summary>Pairs of levels below which a channel's gain is not said.</summary>
    private const int PairsMin = 300;

    /// <summary>Relative difference from the gain so far beyond which a pair is a highlight or a wrong match.</summary>
    private const float SpreadMax = 0.15f;
    private const int Rounds = 4;
    private const int Step = 3;

    private readonly List<(float Left, float Right)>[] _pairs = [[], [], []];

    /// <summary>Right over left of a channel (0 red, 1 green, 2 blue); null without enough pixels.</summary>
    public double? Gain(int channel)
    {
        List<(float Left, float Right)> pairs = _pairs[channel];
        if (pairs.Count < PairsMin)
        {
            return null;
        }

        // From the median on, ratios of sums: noise of single pixels does not lean them to either side.
        float[] ratios = [.. pairs.Select(pair => pair.Right / pair.Left)];
        Array.Sort(ratios);
        double gain = ratios[ratios.Length / 2];
        for (int round = 0; round < Rounds; round++)
        {
            (double left, double right) = (0, 0);
            foreach ((float first, float second) in pairs)
            {
                double expected = gain * first;
                if (Math.Abs(second - expected) <= SpreadMax * (second + expected) / 2)
                {
                    left += first;
                    right += second;
                }
            }

            gain = left > 0 ? right / left : gain;
        }

        return gain;
    }

    /// <summary>Adds the pixels of a pair.</summary>
    public void Add(SurveyedPair pair)
    {
        for (int y = 0; y < pair.Size.Height; y += Step)
        {
            ReadOnlySpan<byte> mask = pair.LeftMask.Row(y);
            ReadOnlySpan<byte> left = MemoryMarshal.AsBytes(pair.Left.Row(y));
            for (int x = 0; x < pair.Size.Width; x += Step)
            {
                float targetX = x + pair.LeftToRight.U[x, y];
                float targetY = y + pair.LeftToRight.V[x, y];
                if (mask[x] != MaskCode.Valid || !(targetY >= 0 && targetY <= pair.Size.Height - 1))
                {
                    continue;
                }

                for (int channel = 0; channel < 3; channel++)
                {
                    float here = left[(3 * x) + channel];
                    float there = At(pair.Right, targetX, targetY, channel);
                    if (here is >= LevelMin and <= LevelMax && there is >= LevelMin and <= LevelMax)
                    {
                        _pairs[channel].Add((here, there));
                    }
                }
            }
        }
    }

    private static float At(Plane<Rgb24> picture, float x, float y, int channel)
    {
        int column = Math.Min((int)x, picture.Width - 2);
        int row = Math.Min((int)y, picture.Height - 2);
        ReadOnlySpan<byte> above = MemoryMarshal.AsBytes(picture.Row(row));
        ReadOnlySpan<byte> below = MemoryMarshal.AsBytes(picture.Row(row + 1));
        int at = (3 * column) + channel;
        float upper = above[at] + ((x - column) * (above[at + 3] - above[at]));
        float lower = below[at] + ((x - column) * (below[at + 3] - below[at]));
        return upper + ((y - row) * (lower - upper));
    }
}
